import pytest

from grokvoice.adapters.key_events import Stroke
from grokvoice.app.talk_key import Act, TalkKey

Strokes = list[tuple[float, Stroke]]


def acts(strokes: Strokes, *, tells_releases: bool = False) -> list[tuple[float, Act]]:
    """What a key's strokes do, each deadline minded in time."""
    key = TalkKey()
    key.tells_releases = tells_releases
    done: list[tuple[float, Act]] = []

    def note(act: Act | None, at: float) -> None:
        if act:
            done.append((round(at, 3), act))

    for at, stroke in strokes:
        due_at = key.deadline()
        if due_at is not None and due_at <= at:
            note(key.due(due_at), due_at)
        note(key.struck(stroke, at), at)
    due_at = key.deadline()
    if due_at is not None:
        note(key.due(due_at), due_at)
    return done


def test_where_releases_are_told_a_turn_lasts_as_long_as_the_key_is_down() -> None:
    strokes: Strokes = [(1.0, "press"), (1.5, "repeat"), (1.53, "repeat"), (2.0, "release")]

    assert acts(strokes, tells_releases=True) == [(1.0, Act.BEGIN), (2.0, Act.END)]


def test_a_tap_leaves_the_turn_open_until_the_next_one() -> None:
    strokes: Strokes = [(1.0, "press"), (1.1, "release"), (3.0, "press"), (3.1, "release")]

    assert acts(strokes, tells_releases=True) == [(1.0, Act.BEGIN), (3.0, Act.END)]


def test_after_a_tapped_turn_the_key_can_be_held_again() -> None:
    tapped: Strokes = [(1.0, "press"), (1.1, "release"), (3.0, "press"), (3.1, "release")]

    done = acts([*tapped, (5.0, "press"), (6.0, "release")], tells_releases=True)

    assert done[2:] == [(5.0, Act.BEGIN), (6.0, Act.END)]


def test_without_releases_a_tap_begins_and_a_tap_ends() -> None:
    strokes: Strokes = [(1.0, "press"), (3.0, "press"), (5.0, "press"), (6.0, "press")]

    assert acts(strokes) == [
        (1.0, Act.BEGIN),
        (3.12, Act.END),
        (5.0, Act.BEGIN),
        (6.12, Act.END),
    ]


@pytest.mark.parametrize("first_s", [0.25, 0.5, 0.66])
@pytest.mark.parametrize("every_s", [0.02, 0.03, 0.1])
def test_without_releases_a_key_held_down_is_one_turn(first_s: float, every_s: float) -> None:
    repeats: Strokes = [(1.0 + first_s + every_s * n, "press") for n in range(40)]

    done = acts([(1.0, "press"), *repeats])

    assert done == [(1.0, Act.BEGIN), (round(repeats[-1][0] + 0.3, 3), Act.END)]


def test_a_release_that_nobody_waits_for_does_nothing() -> None:
    assert acts([(1.0, "release")], tells_releases=True) == []


def test_a_discarded_turn_is_not_ended() -> None:
    key = TalkKey()
    key.struck("press", 1.0)
    key.struck("press", 2.0)

    key.discard()

    assert (key.is_open, key.deadline(), key.due(9.0)) == (False, None, None)


def test_nothing_is_due_before_its_time() -> None:
    key = TalkKey()
    key.struck("press", 1.0)
    key.struck("press", 2.0)

    assert key.due(2.1) is None
    assert key.due(2.12) is Act.END
