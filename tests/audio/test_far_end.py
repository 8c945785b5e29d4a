import numpy as np
import pytest

from grokvoice.audio.far_end import FarEnd
from grokvoice.audio.pcm import Samples
from grokvoice.audio.ring import Ring

FRAME = 240
BLOCK = 480
MS = 24
WARM_UP_BLOCKS = 10
AIM = 20 * MS


class Cards:
    """A loudspeaker that counts its frames (from 1 to 30,000), and a microphone beside it."""

    def __init__(self) -> None:
        self.ring = Ring(1 << 17)
        self.far_end = FarEnd(self.ring)
        self.played = 0

    def play(self, frames: int, *, is_silent: bool = False) -> None:
        numbers = np.arange(self.played, self.played + frames) % 30_000 + 1
        self.ring.write((numbers * (not is_silent)).astype(np.int16))
        self.played += frames

    def hear(self) -> Samples:
        """Take a block of the microphone's, frame by frame."""
        return np.concatenate([self.far_end.take(FRAME, FRAME), self.far_end.take(FRAME, 0)])

    def run(self, seconds: float, drift: float = 0.0, *, is_silent: bool = False) -> list[int]:
        """Let both play and hear; `drift` is how much faster the loudspeaker's clock is."""
        waiting = []
        due = 0.0
        for _ in range(round(seconds * 50)):
            before, due = int(due), due + BLOCK * (1 + drift)
            self.play(int(due) - before, is_silent=is_silent)
            self.hear()
            waiting.append(self.far_end.waiting)
        return waiting

    def warm(self, margin: int = AIM) -> "Cards":
        """Let both run until the reference is given, with a margin of this much."""
        self.run(WARM_UP_BLOCKS / 50)
        self.play(max(0, margin - AIM))
        self.ring.discard_to(self.ring.written - margin)
        return self


def test_both_are_given_time_to_run_regularly() -> None:
    cards = Cards()

    for _ in range(WARM_UP_BLOCKS):
        cards.play(5 * BLOCK)
        assert not cards.hear().any()
    cards.play(BLOCK)

    assert cards.hear()[0] == (cards.played - BLOCK - AIM) % 30_000 + 1
    assert cards.far_end.waiting == AIM


def test_a_microphone_that_is_first_hears_silence_until_enough_was_played() -> None:
    cards = Cards()
    for _ in range(WARM_UP_BLOCKS):
        cards.hear()

    waiting = cards.run(1)

    assert set(waiting[1:]) == {AIM}
    assert cards.far_end.missing == 0


def test_what_was_played_is_given_frame_for_frame_and_in_order() -> None:
    cards = Cards().warm()
    heard = []

    for _ in range(100):
        cards.play(BLOCK)
        heard.append(cards.hear())

    assert set((np.diff(np.concatenate(heard).astype(int)) % 30_000).tolist()) == {1}


def test_a_loudspeaker_that_plays_nothing_is_silent_and_that_is_counted() -> None:
    cards = Cards().warm(100)

    heard = cards.hear()

    assert heard[:100].all()
    assert not heard[100:].any()
    assert cards.far_end.missing == BLOCK - 100


@pytest.mark.parametrize("margin_ms", [8, 20, 32])
def test_a_margin_that_will_do_is_left_alone(margin_ms: int) -> None:
    assert set(Cards().warm(margin_ms * MS).run(20)) == {margin_ms * MS}


@pytest.mark.parametrize(("margin_ms", "then_ms"), [(1, 8), (50, 32)])
def test_a_margin_that_will_not_do_is_mended_gently(margin_ms: int, then_ms: int) -> None:
    waiting = Cards().warm(margin_ms * MS).run(150)

    fastest = max(abs(then - now) for now, then in zip(waiting, waiting[50:], strict=False))
    assert abs(waiting[-1] - then_ms * MS) <= 1 * MS
    assert fastest <= 10


@pytest.mark.parametrize("margin_ms", [2, 50])
def test_a_margin_that_will_not_do_is_mended_at_once_where_nothing_sounds(margin_ms: int) -> None:
    cards = Cards().warm(margin_ms * MS)
    cards.run(2.5)

    cards.run(1.5, is_silent=True)

    assert 8 * MS <= cards.run(1)[-1] <= 32 * MS


@pytest.mark.parametrize("margin_ms", [2, 50])
def test_before_the_first_sound_a_margin_is_mended_at_once_and_that_is_counted(
    margin_ms: int,
) -> None:
    cards = Cards().warm(margin_ms * MS)
    before = cards.far_end.leaps

    waiting = cards.run(1.5, is_silent=True)

    assert 8 * MS <= waiting[-1] <= 32 * MS
    assert cards.far_end.leaps == before + 1


def test_a_slip_gives_a_sample_twice_or_leaves_one_out_and_never_more() -> None:
    for margin in (1 * MS, 55 * MS):
        cards = Cards().warm(margin)
        heard = []

        for _ in range(50 * 10):
            cards.play(BLOCK)
            heard.append(cards.hear())
        steps = np.diff(np.concatenate(heard).astype(int)) % 30_000

        assert set(steps.tolist()) <= {0, 1, 2}
        assert np.count_nonzero(steps != 1) > 10
        assert cards.far_end.missing == 0


def test_a_device_that_was_opened_anew_is_caught_up_with_at_once() -> None:
    cards = Cards().warm()
    cards.run(2.5)
    cards.play(200 * MS)

    waiting = cards.run(2.5)

    assert waiting[0] > 200 * MS
    assert waiting[-1] == 32 * MS


@pytest.mark.parametrize("ppm", [-400, -50, 50, 400])
def test_drift_neither_lets_the_reference_run_late_nor_away(ppm: int) -> None:
    cards = Cards().warm()

    waiting = cards.run(300, ppm / 1e6)

    assert min(waiting) >= 0
    assert max(waiting) <= 41 * MS
    assert cards.far_end.missing == 0
