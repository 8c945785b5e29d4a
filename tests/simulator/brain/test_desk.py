from datetime import UTC, datetime

import pytest

from grokvoice.protocol.conversation_events import ItemAdded, Ping, SessionCreated
from grokvoice.protocol.items import ErrorInfo, Item
from grokvoice.protocol.server_events import ErrorReceived
from grokvoice.protocol.settings import SessionInfo
from grokvoice.protocol.values import UNSET
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.messages import CloseSocket, SendEvent
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import counted_ids

FIRST, SECOND = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))


def desk(quirks: Quirks = Quirks()) -> Desk:  # noqa: B008 - a frozen value
    return Desk(counted_ids(), quirks)


def test_every_event_gets_an_id_and_an_empty_place() -> None:
    mine = desk()

    mine.send(Ping(timestamp=1))

    sent = Ping(event_id=FIRST, previous_item_id=None, timestamp=1)
    assert mine.take_commands() == [SendEvent(event=sent)]


def test_session_created_has_no_place() -> None:
    mine = desk()

    mine.send(SessionCreated(session=SessionInfo()))

    (command,) = mine.take_commands()
    assert isinstance(command, SendEvent)
    assert isinstance(command.event, SessionCreated)
    assert command.event.previous_item_id is UNSET


def test_ids_and_places_that_are_given_are_kept() -> None:
    mine, event = desk(), Ping(event_id="mine", previous_item_id="0")

    mine.send(event)

    assert mine.take_commands() == [SendEvent(event=event)]


def test_an_error_names_an_id_of_the_servers_own() -> None:
    mine = desk()

    mine.refuse(ErrorInfo(message="no"))

    error = ErrorInfo(message="no", event_id=FIRST)
    sent = ErrorReceived(error=error, event_id=SECOND, previous_item_id=None)
    assert mine.take_commands() == [SendEvent(event=sent)]


def test_an_item_is_announced_once() -> None:
    mine, item = desk(), Item(id="a")

    mine.send(ItemAdded(item=item))

    sent = ItemAdded(item=item, event_id=FIRST, previous_item_id=None)
    assert mine.take_commands() == [SendEvent(event=sent)]


def test_an_item_can_be_announced_twice() -> None:
    mine, item = desk(Quirks(item_added="twice")), Item(id="a")

    mine.send(ItemAdded(item=item))

    assert mine.take_commands() == [
        SendEvent(event=ItemAdded(item=item, event_id=FIRST, previous_item_id=None)),
        SendEvent(event=ItemAdded(item=item, event_id=SECOND, previous_item_id=None)),
    ]


def test_an_item_can_be_announced_late() -> None:
    mine, item = desk(Quirks(item_added="late")), Item(id="a")

    mine.send(ItemAdded(item=item))
    before = mine.take_commands()
    announce = mine.agenda.take(0.4)

    assert before == []
    assert announce is not None
    announce()
    assert len(mine.take_commands()) == 1


def test_commands_are_taken_once_and_in_order() -> None:
    mine = desk()
    mine.ask(CloseSocket(code=1000, reason=""))
    mine.send(Ping(event_id="a"))

    taken = mine.take_commands()

    assert [type(command) for command in taken] == [CloseSocket, SendEvent]
    assert mine.take_commands() == []


def test_the_wall_clock_goes_on_from_the_connection() -> None:
    mine = desk()
    mine.now = 100.0
    mine.set_clock(datetime(2026, 1, 1, tzinfo=UTC))
    mine.now = 101.5

    assert mine.elapsed_s == 1.5
    assert mine.unix_ms == 1_767_225_601_500


def test_there_is_no_wall_clock_before_the_connection() -> None:
    with pytest.raises(RuntimeError, match="before Connected"):
        _ = desk().wall


@pytest.mark.parametrize(("pace", "due"), [("live", 2.0), ("fast", 0.002)])
def test_the_pace_shortens_artificial_delays(pace: str, due: float) -> None:
    mine = desk(Quirks(pace="fast" if pace == "fast" else "live"))

    mine.later(2.0, print)

    assert mine.agenda.next_due() == due
