import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from grokvoice.journal.conversation import Conversation, Turn
from grokvoice.journal.entry import Entry, entry_to_json
from grokvoice.journal.header import Header
from grokvoice.journal.turn_clock import Span
from grokvoice.session.context import ChatContext, FunctionCall, FunctionOutput, Message
from grokvoice.session.updates import (
    AssistantFinal,
    CostMeasured,
    SessionEnded,
    SessionStarted,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
)
from tests.journal.conftest import ID, STARTED

NewTalk = Callable[..., Conversation]
HELLO = UserFinal(item_id="u1", text="Hello.")
REPLY = AssistantFinal(
    item_id="a1", text="Hi you.", heard="Hi", unheard=" you.", is_interrupted=True
)
SPAN = Span(began_s=1.0, ended_s=2.0, marks=((1.5, 2),))
END = SessionEnded(exit_code=0, reason="all said", elapsed_s=9.0, turns=1)


def began(conversation_id: str) -> SessionStarted:
    return SessionStarted(conversation_id=conversation_id, model="m", voice="ara")


def cost(dollars: float) -> CostMeasured:
    return CostMeasured(audio_s=1.0, dollars=dollars, prices_as_of="2026-11-20")


def written(*entries: Entry) -> bytes:
    header = Header(id=ID, started=STARTED)
    lines = [header.to_json(), *(entry_to_json(entry) for entry in entries)]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def test_a_journal_is_read_back() -> None:
    entries = (Entry(0.5, began("c")), Entry(2.0, HELLO, SPAN), Entry(9.0, END))

    assert Conversation.read(ID, written(*entries)) == Conversation(
        Header(id=ID, started=STARTED), entries
    )


@pytest.mark.parametrize(
    "torn",
    [
        '{"v":1,"ts":3,"type":"user.fi',
        "\n\n",
        "null\n",
        '{"v":9,"ts":3,"type":"mood","text":"grim"}\n',
        "\x00" * 50,
    ],
)
def test_torn_and_unknown_lines_are_left_out(torn: str) -> None:
    whole = written(Entry(2.0, HELLO, SPAN))

    assert Conversation.read(ID, whole + torn.encode()) == Conversation.read(ID, whole)


def test_text_that_looks_like_a_new_line_to_python_does_not_to_us() -> None:
    said = UserFinal(item_id="u", text="one\u2028two\x85three")
    text = json.dumps(entry_to_json(Entry(1.0, said)), ensure_ascii=False) + "\n"

    assert [turn.heard for turn in Conversation.read(ID, text.encode()).turns] == [said.text]


def test_without_its_header_a_journal_still_has_its_turns() -> None:
    _, rest = written(Entry(2.0, HELLO, SPAN)).split(b"\n", 1)

    conversation = Conversation.read(ID, rest)

    assert conversation.header == Header(id=ID, started=STARTED)
    assert conversation.first_words == "Hello."


def test_turns_tell_who_said_what_and_when(talk: NewTalk) -> None:
    conversation = talk(Entry(2.0, HELLO), (2.0, cost(0.1)), Entry(3.0, REPLY, SPAN))

    assert conversation.turns == (
        Turn(speaker="you", began_s=2.0, ended_s=2.0, heard="Hello."),
        Turn(
            speaker="grok",
            began_s=1.0,
            ended_s=2.0,
            heard="Hi",
            unheard=" you.",
            marks=((1.5, 2),),
        ),
    )


@pytest.mark.parametrize(
    ("update", "words"),
    [
        (HELLO, "Hello."),
        (
            AssistantFinal(item_id="a", text="x", heard="", unheard="x", is_interrupted=True),
            "x",
        ),
        (END, ""),
    ],
)
def test_the_first_words_stand_for_a_conversation(
    talk: NewTalk, update: Update, words: str
) -> None:
    assert talk((1.0, update), (2.0, END)).first_words == words


def test_length_cost_and_end_are_those_last_told(talk: NewTalk) -> None:
    conversation = talk((1.0, cost(0.1)), (5.0, cost(0.3)), (9.0, END))

    assert conversation.length_s == 9.0
    assert conversation.dollars == 0.3
    assert conversation.end == END


def test_an_empty_journal_has_no_length_no_cost_and_no_end(talk: NewTalk) -> None:
    assert talk().length_s == 0.0
    assert talk().dollars is None
    assert talk().end is None


def test_what_was_heard_is_the_context_to_go_on_with(talk: NewTalk) -> None:
    before = ChatContext((Message(role="user", text="Before."),))
    conversation = talk(
        (1.0, HELLO),
        (2.0, ToolCalled(call_id="1", name="add", arguments="{}", is_hosted=False)),
        (3.0, ToolReturned(call_id="1", name="add", output="5", is_error=False)),
        (4.0, REPLY),
        context=before,
    )

    assert conversation.context == ChatContext(
        (
            Message(role="user", text="Before."),
            Message(role="user", text="Hello.", id="u1"),
            FunctionCall(call_id="1", name="add", arguments="{}"),
            FunctionOutput(call_id="1", output="5"),
            Message(role="assistant", text="Hi", id="a1"),
        )
    )


@pytest.mark.parametrize(
    ("age", "server", "known"),
    [
        (timedelta(minutes=29), "api.x.ai", "c2"),
        (timedelta(minutes=29, seconds=1), "api.x.ai", ""),
        (timedelta(minutes=1), "127.0.0.1", ""),
    ],
)
def test_the_service_knows_a_conversation_for_half_an_hour(
    talk: NewTalk, age: timedelta, server: str, known: str
) -> None:
    conversation = talk((1.0, began("c1")), (60.0, began("c2")), server="api.x.ai")
    now = STARTED + timedelta(seconds=60) + age

    assert conversation.resumable_id(now, server) == known


def test_a_talk_that_never_began_is_not_known_to_the_service(talk: NewTalk) -> None:
    assert talk((1.0, END)).resumable_id(STARTED, "") == ""
