import pytest

from grokvoice.protocol.codec import FromServer, decode_server
from grokvoice.protocol.items import Response
from grokvoice.protocol.server_events import Ping, ResponseCreated
from grokvoice.protocol.unreadable import BinaryFrame, UnknownEvent
from grokvoice.session.commands import Command, Show
from grokvoice.session.sieve import Sieve
from grokvoice.session.updates import Notice


def warning(problem: str) -> list[Command]:
    text = f"The server sent what cannot be read ({problem}); such frames are left out."
    return [Show(Notice(code="unreadable-frame", text=text))]


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (decode_server('{"type": "error"}'), "error: error: missing"),
        (decode_server("[]"), "a frame: event: expected an object"),
        (BinaryFrame(data=b"123"), "3 bytes without a type"),
    ],
    ids=["a field is missing", "no object", "binary"],
)
def test_what_cannot_be_read_is_told_once(event: FromServer, problem: str) -> None:
    sieve = Sieve()

    assert [sieve.take(event), sieve.take(event)] == [warning(problem), []]


@pytest.mark.parametrize(
    "event",
    [
        Ping(event_id="e1"),
        Ping(event_id=""),
        Ping(),
        UnknownEvent(wire_type="rain", fields={"type": "rain"}),
    ],
    ids=["with an id", "with an empty one", "without", "unknown"],
)
def test_everything_else_gets_through(event: FromServer) -> None:
    assert Sieve().take(event) is None


def test_an_id_gets_through_once_on_each_connection() -> None:
    sieve = Sieve()
    taken = [sieve.take(Ping(event_id="e1")), sieve.take(Ping(event_id="e1"))]

    sieve.renew()

    assert [*taken, sieve.take(Ping(event_id="e1"))] == [None, [], None]


def test_other_events_of_the_same_id_are_no_echoes() -> None:
    sieve = Sieve()
    events = [Ping(event_id="e1", timestamp=1), Ping(event_id="e1", timestamp=2)]

    assert [sieve.take(event) for event in events] == [None, None]


def test_what_is_free_in_form_is_told_by_its_id() -> None:
    sieve = Sieve()
    created = ResponseCreated(event_id="e1", response=Response(metadata={"turn": "7"}))

    assert [sieve.take(created), sieve.take(created)] == [None, []]


def test_frames_without_an_id_are_never_echoes() -> None:
    sieve = Sieve()

    assert [sieve.take(Ping(event_id="")) for _ in range(2)] == [None, None]


def test_what_was_left_out_is_summed_up_in_the_end() -> None:
    sieve = Sieve()
    before = sieve.summary()
    for event in (BinaryFrame(data=b""), Ping(event_id="e1"), Ping(event_id="e1")):
        sieve.take(event)
    sieve.take(BinaryFrame(data=b""))

    text = "Frames of the server's that were left out: 1 sent twice, 2 unreadable."
    assert before == []
    assert sieve.summary() == [Show(Notice(code="frames-left-out", text=text, level="info"))]
