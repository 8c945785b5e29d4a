from collections.abc import Callable

import pytest

from grokvoice.protocol.codec import to_wire
from grokvoice.protocol.conversation_events import ItemAdded, Ping, SessionCreated
from grokvoice.protocol.items import Item
from grokvoice.protocol.response_events import OutputAudioDelta
from grokvoice.protocol.settings import SessionInfo
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.gate import Gate
from grokvoice.simulator.brain.messages import (
    CloseSocket,
    Command,
    SendEvent,
    SendFrame,
    Stall,
    Synthesize,
)
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import counted_ids

PING = SendEvent(event=Ping(event_id="p", timestamp=1))
ADDED = SendEvent(event=ItemAdded(event_id="a", item=Item(id="i")))
DELTA = SendEvent(
    event=OutputAudioDelta(
        event_id="d", item_id="i", delta=b"", output_index=0, content_index=0, rid="r"
    )
)
CREATED = SendEvent(event=SessionCreated(event_id="s", session=SessionInfo(id="abc")))


@pytest.fixture
def let_out() -> Callable[..., list[Command]]:
    def pass_through(quirks: Quirks, *commands: Command) -> list[Command]:
        return Gate(Desk(counted_ids(), quirks)).let_out(list(commands))

    return pass_through


def worn(commands: list[Command]) -> list[JsonObject]:
    return [to_wire(one.event) for one in commands if isinstance(one, SendEvent)]


def test_what_goes_out_is_left_alone(let_out: Callable[..., list[Command]]) -> None:
    ask = Synthesize(job="r", text="Hello.", voice="", speed=1.0)

    assert let_out(Quirks(), CREATED, PING, ask) == [CREATED, PING, ask]


def test_the_first_frame_can_be_missing(let_out: Callable[..., list[Command]]) -> None:
    assert let_out(Quirks(session_created=False), CREATED, PING) == [PING]


def test_events_can_come_twice(let_out: Callable[..., list[Command]]) -> None:
    assert let_out(Quirks(duplicates=True), PING, DELTA) == [PING, PING, DELTA, DELTA]


def test_indices_can_be_missing(let_out: Callable[..., list[Command]]) -> None:
    (event,) = worn(let_out(Quirks(indices=False), DELTA))

    assert event == {
        "type": "response.output_audio.delta", "event_id": "d", "item_id": "i", "delta": "",
        "rid": "r",
    }  # fmt: skip


def test_sound_can_go_by_its_older_name(let_out: Callable[..., list[Command]]) -> None:
    events = worn(let_out(Quirks(aliases=True), DELTA, PING))

    assert [event["type"] for event in events] == ["response.audio.delta", "ping"]


def test_items_can_say_that_they_are_not_replayed(let_out: Callable[..., list[Command]]) -> None:
    events = worn(let_out(Quirks(replayed_field=True), ADDED, PING))

    assert [event.get("item") for event in events] == [
        {"id": "i", "type": "message", "replayed": False},
        None,
    ]


def test_event_ids_can_be_empty(let_out: Callable[..., list[Command]]) -> None:
    bare = SendEvent(event=UnknownEvent(wire_type="odd", fields={"type": "odd"}))

    events = worn(let_out(Quirks(empty_event_ids=True), PING, bare))

    assert [event.get("event_id") for event in events] == ["", None]


def test_broken_frames_go_out_beside_the_true_ones(let_out: Callable[..., list[Command]]) -> None:
    commands = let_out(Quirks(hostile=0.5, seed=7), *[PING] * 200)

    assert [one for one in commands if isinstance(one, SendEvent)] == [PING] * 200
    assert 60 < sum(isinstance(one, SendFrame) for one in commands) < 140


def test_the_socket_can_be_closed_behind_an_event(let_out: Callable[..., list[Command]]) -> None:
    quirks = Quirks(close_on="conversation.item.added", close_code=4001, duplicates=True)

    assert let_out(quirks, PING, ADDED, DELTA) == [
        PING,
        PING,
        ADDED,
        ADDED,
        CloseSocket(code=4001, reason="closed on conversation.item.added"),
    ]


def test_the_network_can_die_behind_an_event(let_out: Callable[..., list[Command]]) -> None:
    assert let_out(Quirks(stall_on="ping"), ADDED, PING, DELTA) == [ADDED, PING, Stall()]


@pytest.mark.parametrize("end", [CloseSocket(code=1000, reason=""), Stall()])
def test_nothing_follows_the_end(let_out: Callable[..., list[Command]], end: Command) -> None:
    assert let_out(Quirks(), PING, end, PING) == [PING, end]


def test_openai_is_spoken_on_the_way_out(let_out: Callable[..., list[Command]]) -> None:
    events = worn(let_out(Quirks.openai(), CREATED, PING, DELTA))

    assert [event["type"] for event in events] == ["session.created", "response.output_audio.delta"]
    assert "rid" not in events[1]


def test_one_event_of_ours_may_be_two_of_theirs(let_out: Callable[..., list[Command]]) -> None:
    added = SendEvent(event=ItemAdded(item=Item(id="i", status="completed", role="user")))
    quirks = Quirks(dialect="openai", close_on="conversation.item.added")

    commands = let_out(quirks, added)

    assert [type(one) for one in commands] == [SendEvent, CloseSocket]
