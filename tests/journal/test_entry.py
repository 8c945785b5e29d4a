import pytest

from grokvoice.journal.entry import Entry, entry_from_json, entry_of, entry_to_json
from grokvoice.journal.turn_clock import Span, TurnClock
from grokvoice.protocol.items import Item
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    ItemForgotten,
    ItemTold,
    Notice,
    ReplyMatched,
    ReplyMissed,
    State,
    StateChanged,
    Update,
    UserFinal,
    UserPartial,
)

REPLY = AssistantFinal(
    item_id="a1", text="one two", heard="one two", unheard="", is_interrupted=False
)
SPAN = Span(began_s=1.0, ended_s=2.0, marks=((1.5, 3), (2.0, 7)))
NOTICE = Notice(code="idle", text="hello?")


def test_a_turn_is_kept_with_when_it_sounded() -> None:
    clock = TurnClock()
    clock.note(StateChanged(State.HEARING), 1.0)
    clock.note(StateChanged(State.THINKING), 2.0)
    said = UserFinal(item_id="u1", text="Hello.")

    assert entry_of(said, 2.5, clock) == Entry(2.5, said, Span(began_s=1.0, ended_s=2.0))


def test_a_reply_is_kept_with_when_its_words_were_heard() -> None:
    clock = TurnClock()
    entry_of(StateChanged(State.SPEAKING), 1.0, clock)
    entry_of(AssistantDelta(item_id="a1", text="one"), 1.5, clock)
    entry_of(AssistantDelta(item_id="a1", text=" two"), 2.0, clock)

    assert entry_of(REPLY, 2.5, clock) == Entry(2.5, REPLY, SPAN)


@pytest.mark.parametrize(
    "passing",
    [
        StateChanged(State.LISTENING),
        UserPartial(item_id="u1", text="Hel"),
        AssistantDelta(item_id="a1", text="one"),
        ReplyMatched(request_id="1", response_id="r"),
        ReplyMissed(request_id="1"),
        ItemTold(item=Item()),
        ItemForgotten(item_id="i"),
    ],
)
def test_what_is_not_final_is_not_kept(passing: Update) -> None:
    assert entry_of(passing, 1.0, TurnClock()) is None


def test_everything_else_is_kept_with_its_time() -> None:
    assert entry_of(NOTICE, 4.0, TurnClock()) == Entry(4.0, NOTICE)


def test_a_line_is_what_json_mode_writes_and_when_it_sounded() -> None:
    assert entry_to_json(Entry(2.50049, REPLY, SPAN)) == {
        "v": 1,
        "ts": 2.5,
        "type": "assistant.final",
        "item_id": "a1",
        "text": "one two",
        "heard": "one two",
        "unheard": "",
        "interrupted": False,
        "began": 1.0,
        "ended": 2.0,
        "marks": [[1.5, 3], [2.0, 7]],
    }


def test_a_turn_without_marks_has_no_empty_list_of_them() -> None:
    said = UserFinal(item_id="u1", text="Hello.")

    assert entry_to_json(Entry(1.0, said, Span(began_s=0.0, ended_s=1.0))) == {
        "v": 1,
        "ts": 1.0,
        "type": "user.final",
        "item_id": "u1",
        "text": "Hello.",
        "began": 0.0,
        "ended": 1.0,
    }


@pytest.mark.parametrize("entry", [Entry(2.5, REPLY, SPAN), Entry(4.0, NOTICE)])
def test_a_line_is_read_back(entry: Entry) -> None:
    assert entry_from_json(entry_to_json(entry)) == entry


@pytest.mark.parametrize(
    "line",
    [
        {"v": 2, "ts": 1.0, "type": "weather", "text": "rain"},
        {"v": 1, "type": "error", "code": "c", "text": "t"},
        {"v": 1, "ts": "noon", "type": "error", "code": "c", "text": "t"},
        {"v": 1, "ts": True, "type": "error", "code": "c", "text": "t"},
    ],
)
def test_a_line_that_cannot_be_placed_is_left_out(line: JsonObject) -> None:
    assert entry_from_json(line) is None


@pytest.mark.parametrize(
    ("marks", "read"),
    [([[1.5, 3], ["x", 4], [2.0], 7, [2, 7]], ((1.5, 3), (2, 7))), (5, ()), (None, ())],
)
def test_broken_marks_are_left_out(marks: JsonValue, read: tuple[tuple[float, int], ...]) -> None:
    entry = entry_from_json({**entry_to_json(Entry(2.5, REPLY, SPAN)), "marks": marks})

    assert entry == Entry(2.5, REPLY, Span(began_s=1.0, ended_s=2.0, marks=read))


def test_a_turn_never_ends_before_it_began() -> None:
    entry = entry_from_json({**entry_to_json(Entry(2.5, REPLY)), "began": 2.0, "ended": 1.0})

    assert entry == Entry(2.5, REPLY, Span(began_s=2.0, ended_s=2.0))
