from tests.wire_comparison import (
    FINAL,
    SOUND,
    UPDATED,
    WORDS,
    Event,
    differences,
    order_of,
    renamed,
)


def event(kind: str, **fields: object) -> Event:
    return {"type": kind, **fields}


def test_speech_is_one_thing_in_the_order_and_so_is_a_run_of_a_type() -> None:
    events = [event(kind) for kind in ("ping", SOUND, WORDS, SOUND, "ping", "ping")]

    assert order_of(events) == ["ping", "speech", "ping"]


def test_ids_are_numbered_and_clocks_left_out() -> None:
    events = [event("a", id="x", ts=1), event("b", item_id="y", parts=[{"id": "x"}])]

    assert renamed(events) == [
        {"type": "a", "id": "#0", "ts": "*"},
        {"type": "b", "item_id": "#1", "parts": [{"id": "#0"}]},
    ]


def test_what_differs_by_chance_is_no_difference() -> None:
    theirs = [
        event("ping", timestamp=1),
        event(UPDATED, transcript="He"),
        event(FINAL, transcript="He", status="in_progress"),
        event(SOUND, delta=100),
        event(SOUND, delta=200),
        event("done", id="x", transcript="Hello", seconds=1),
    ]
    ours = [
        event(UPDATED, transcript="Hi there"),
        event(FINAL, transcript="Hi there", status="in_progress"),
        event(SOUND, delta=300),
        event("ping", timestamp=2),
        event("done", id="y", transcript="Hi", seconds=1.5),
    ]

    assert differences(theirs, ours) == []


def test_what_comes_by_chance_must_come_at_all() -> None:
    assert differences([event("ping")], [event(UPDATED)]) == [
        f"{UPDATED} is sent by the simulator only",
        "ping is sent by the service only",
    ]


def test_order_keys_kinds_and_fixed_words_are_compared() -> None:
    theirs = [
        event("late"),
        event("done", status="completed", new=1, held=[{"x": 1}], size="1"),
        event("more"),
    ]
    ours = [event("done", status="failed", old=1, held=[{"x": None}], size=1)]

    assert differences(theirs, ours) == [
        "order, at the beginning: the service sends late; the simulator nothing",
        "order, after done: the service sends more; the simulator nothing",
        "done: held[].x is a number of the service's, nothing of the simulator's",
        "done: new is sent by the service only",
        "done: old is sent by the simulator only",
        "done: size is '1' of the service's, a number of the simulator's",
        "done: status is 'completed' of the service's, 'failed' of the simulator's",
    ]
