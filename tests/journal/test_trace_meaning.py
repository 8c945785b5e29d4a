from collections.abc import Sequence
from math import inf

import pytest

from grokvoice.journal.trace_file import Heard, Line, Said
from grokvoice.journal.trace_meaning import last_lines, options_of, turns_of, wish_of
from grokvoice.protocol import client_events as client
from grokvoice.protocol import server_events as server
from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.protocol.codec import FromClient, FromServer
from grokvoice.protocol.items import ContentPart, Conversation, Item
from grokvoice.protocol.settings import SessionInfo, SessionSettings, Tool
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.protocol.values import UNSET
from grokvoice.session import events

SETTINGS = SessionSettings(
    voice="ara", tools=(Tool(type="function", name="add"), Tool(type="web_search"))
)
UPDATE = client.SessionUpdate(session=SETTINGS)
CREATED = server.SessionCreated(session=SessionInfo(model="m"))
NAMED = server.ConversationCreated(conversation=Conversation(id="c"))
PING = server.Ping(timestamp=1)
ASK = client.ResponseCreate()


def words(text: str, role: str = "user") -> client.ItemCreate:
    part = ContentPart(type="input_text", text=text)
    return client.ItemCreate(item=Item(type="message", role=role, content=(part,)))


KIND = words("You are kind.", "system")


def trace(*told: FromServer | client.ClientEvent) -> list[Line]:
    return [_line(float(at_s), one) for at_s, one in enumerate(told)]


def _line(at_s: float, told: FromServer | client.ClientEvent) -> Line:
    if isinstance(told, AnyClientEvent):
        return Said(at_s, told)
    assert not isinstance(told, client.ClientEvent)
    return Heard(at_s, told)


def test_the_core_is_set_up_as_it_was_then() -> None:
    other = client.SessionUpdate(session=SessionSettings(voice="rex"))

    options = options_of(trace(UPDATE, CREATED, other))

    assert (options.model, options.settings, options.functions) == (
        "m",
        SETTINGS,
        frozenset({"add"}),
    )
    assert options.renew_after_s == inf


def test_a_trace_that_tells_nothing_sets_up_nothing() -> None:
    options = options_of([])

    assert (options.model, options.settings) == ("", SessionSettings())


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ((UPDATE, CREATED, NAMED, PING), set()),
        ((UPDATE, words("before"), CREATED, NAMED, PING), set()),
        ((UPDATE, CREATED, NAMED, PING, UPDATE, CREATED, NAMED, PING), {3}),
        ((NAMED, PING, NAMED, PING, PING, CREATED, NAMED), {1, 4}),
        ((PING,), set()),
    ],
)
def test_a_greeting_in_the_middle_tells_where_the_connection_before_broke(
    told: Sequence[FromServer | client.ClientEvent], last: set[int]
) -> None:
    assert last_lines(trace(*told)) == last


def test_only_an_item_that_asked_for_a_reply_is_a_turn() -> None:
    told = trace(words("old"), words("new"), PING, ASK, words("more"), ASK, ASK, words("told"))

    assert turns_of(told) == {1, 4}


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        (client.InputAudioAppend(audio=b"\x00\x00"), events.MicrophoneChunk(b"\x00\x00")),
        (client.InputAudioCommit(), events.TurnEnded()),
        (client.InputAudioClear(), events.TurnDiscarded()),
        (client.ResponseCancel(), events.SpeechStopRequested()),
        (UPDATE, events.SettingsChanged(SETTINGS)),
        (client.ItemDelete(item_id="i"), events.ItemDropped("i")),
        (client.ItemTruncate(item_id="i", audio_end_ms=5), None),
        (ASK, None),
        (UnknownEvent(wire_type="x", fields={}), None),
        (words("Hello."), events.UserText("Hello.")),
        (KIND, events.ItemOffered(item=KIND.item)),
    ],
)
def test_what_we_said_tells_what_was_wished(said: FromClient, wish: events.Event | None) -> None:
    assert wish_of(said, is_turn=True) == wish


def test_words_that_asked_for_no_reply_were_told_and_not_said() -> None:
    said = words("Hello.")

    assert wish_of(said, is_turn=False) == events.ItemOffered(item=said.item)


@pytest.mark.parametrize(("interruptible", "is_interruptible"), [(UNSET, True), (False, False)])
def test_a_forced_message_was_to_be_spoken_word_for_word(
    interruptible: bool, is_interruptible: bool
) -> None:
    part = ContentPart(type="output_text", text="Hi.")
    item = Item(type="force_message", content=(part,), interruptible=interruptible)

    assert wish_of(client.ItemCreate(item=item), is_turn=False) == events.VerbatimText(
        "Hi.", is_interruptible=is_interruptible
    )


@pytest.mark.parametrize(("output", "is_error"), [("5", False), ('{"error": "no"}', True)])
def test_the_output_of_a_function_is_its_end(output: str, is_error: bool) -> None:
    item = Item(type="function_call_output", call_id="1", output=output)

    assert wish_of(client.ItemCreate(item=item), is_turn=False) == events.ToolFinished(
        call_id="1", output=output, is_error=is_error
    )
