from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import ItemCreate, ResponseCreate, SessionUpdate
from grokvoice.protocol.conversation_events import (
    ConversationCreated,
    ErrorReceived,
    ItemAdded,
    Ping,
    SessionCreated,
    SessionUpdated,
)
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import (
    AudioInput,
    AudioSettings,
    Resumption,
    SessionSettings,
    Tool,
    TurnDetection,
)
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.simulator.brain.conversations import EXPIRES_AFTER_S, Conversations
from grokvoice.simulator.brain.messages import CloseSocket
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal

Rehearse = Callable[..., Rehearsal]
RESUMABLE = SessionUpdate(session=SessionSettings(resumption=Resumption(enabled=True)))


def kinds(rehearsal: Rehearsal) -> list[str]:
    return [one.kind for one in rehearsal.take_sent()]


def conversation_of(rehearsal: Rehearsal) -> str:
    (event,) = [s.event for s in rehearsal.sent if isinstance(s.event, ConversationCreated)]
    return event.conversation.id


def test_three_frames_open_a_connection(rehearse: Rehearse) -> None:
    assert kinds(rehearse()) == ["session.created", "conversation.created", "ping"]


def test_the_first_frame_shows_the_servers_defaults(rehearse: Rehearse) -> None:
    first = rehearse(model="grok-voice-think-fast-2.0").sent[0].event

    assert isinstance(first, SessionCreated)
    assert first.session.model == "grok-voice-think-fast-2.0"
    assert (first.session.voice, first.session.instructions, first.session.tools) == ("ara", "", ())
    assert first.session.turn_detection == TurnDetection(type=None)
    assert str(first.session.id).isalnum()


def test_pings_come_every_ten_seconds(rehearse: Rehearse) -> None:
    rehearsal = rehearse()
    rehearsal.run_until(31.0)
    pings = [one for one in rehearsal.sent if isinstance(one.event, Ping)]

    assert [one.at for one in pings] == [0.0, 10.0, 20.0, 30.0]
    stamps = [one.event.timestamp for one in pings if isinstance(one.event, Ping)]
    assert stamps == [1_767_268_800_000 + 10_000 * n for n in range(4)]


def test_a_bad_update_is_refused_and_the_old_settings_stay(rehearse: Rehearse) -> None:
    rehearsal = rehearse()
    rehearsal.receive(SessionUpdate(session=SessionSettings(instructions="Be brief.")))
    bad = SessionSettings(instructions="Be long.", tools=(Tool(type="teleport"),))
    rehearsal.receive(SessionUpdate(session=bad))
    rehearsal.receive(SessionUpdate(session=SessionSettings()))

    rehearsal.run_until(1.0)

    last = rehearsal.sent[-1].event
    assert isinstance(rehearsal.sent[-2].event, ErrorReceived)
    assert isinstance(last, SessionUpdated)
    assert last.session.instructions == "Be brief."


def test_remote_tools_are_listed_behind_the_settings(rehearse: Rehearse) -> None:
    rehearsal = rehearse()
    rehearsal.take_sent()
    tool = Tool(type="mcp", extra={"server_url": "https://mcp", "server_label": "mine"})
    rehearsal.receive(SessionUpdate(session=SessionSettings(tools=(tool,))))

    rehearsal.run_until(1.0)

    assert kinds(rehearsal) == [
        "session.updated",
        "mcp_list_tools.in_progress",
        "mcp_list_tools.completed",
    ]


def first_talk(
    rehearse: Rehearse, conversations: Conversations, typed: Callable[[str], ItemCreate]
) -> str:
    """Hold a conversation that may be resumed; return its id."""
    rehearsal = rehearse("The code word is cobalt.", conversations=conversations)
    rehearsal.receive(RESUMABLE, typed("Remember: cobalt."), ResponseCreate())
    output = Item(type="function_call_output", output="rain", call_id="c")
    rehearsal.receive(ItemCreate(item=output))
    rehearsal.run_until(9.0)
    return conversation_of(rehearsal)


@pytest.mark.parametrize(
    ("quirk", "replayed"),
    [
        ("assistant", ["The code word is cobalt."]),
        ("complete", ["Remember: cobalt.", "", "The code word is cobalt."]),
        ("none", []),
    ],
)
def test_a_resumed_conversation_holds_what_the_quirk_says(
    rehearse: Rehearse, typed: Callable[[str], ItemCreate], quirk: str, replayed: list[str]
) -> None:
    conversations = Conversations()
    known = first_talk(rehearse, conversations, typed)
    resumption = {"assistant": Quirks(), "complete": Quirks(resumption="complete")}
    quirks = resumption.get(quirk, Quirks(resumption="none"))

    again = rehearse(quirks=quirks, conversations=conversations, conversation_id=known)
    again.receive(RESUMABLE)
    again.run_until(1.0)

    told = [one.event.item.text for one in again.sent if isinstance(one.event, ItemAdded)]
    assert told == replayed
    assert again.sent[-1].kind == "session.updated"


def test_what_is_replayed_is_told_as_text_under_a_new_id(
    rehearse: Rehearse, typed: Callable[[str], ItemCreate]
) -> None:
    conversations = Conversations()
    known = first_talk(rehearse, conversations, typed)

    again = rehearse(conversations=conversations, conversation_id=known)
    again.receive(RESUMABLE)
    again.run_until(1.0)

    event = again.sent[-2].event
    assert isinstance(event, ItemAdded)
    assert event.item.content == (ContentPart(type="text", text="The code word is cobalt."),)
    assert (event.item.status, event.previous_item_id) == ("completed", None)


def test_without_opting_in_again_nothing_is_replayed(
    rehearse: Rehearse, typed: Callable[[str], ItemCreate]
) -> None:
    conversations = Conversations()
    known = first_talk(rehearse, conversations, typed)

    again = rehearse(conversations=conversations, conversation_id=known)
    again.receive(SessionUpdate(session=SessionSettings()))
    again.run_until(1.0)

    assert conversation_of(again) == known
    assert "conversation.item.added" not in kinds(again)


def test_who_did_not_opt_in_cannot_come_back(rehearse: Rehearse) -> None:
    conversations = Conversations()
    known = conversation_of(rehearse(conversations=conversations))

    again = rehearse(conversations=conversations, conversation_id=known)
    again.receive(RESUMABLE)
    again.run_until(EXPIRES_AFTER_S)

    assert len(again.sent) > 3
    assert not any(isinstance(one.event, ItemAdded) for one in again.sent)


def test_the_longest_session_ends_with_an_error(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks(max_duration_s=5.0))
    rehearsal.take_sent()

    rehearsal.run_until(9.0)

    (last,) = rehearsal.sent
    assert isinstance(last.event, ErrorReceived)
    assert (last.at, last.event.error.type) == (5.0, "max_duration")
    assert rehearsal.closed == CloseSocket(code=1000, reason="Maximum session duration reached")


def test_a_session_can_last_for_ever(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks(max_duration_s=0))

    rehearsal.run_until(8000.0)

    assert rehearsal.closed is None


def test_a_client_that_says_nothing_is_let_go(
    rehearse: Rehearse, typed: Callable[[str], ItemCreate]
) -> None:
    rehearsal = rehearse(quirks=Quirks(timeout_s=5.0))
    rehearsal.run_until(3.0)
    rehearsal.receive(typed("Hello."))

    rehearsal.run_until(7.9)
    before = rehearsal.closed
    rehearsal.run_until(9.0)

    assert before is None
    assert rehearsal.closed == CloseSocket(code=1000, reason="Session timed out due to inactivity")


def test_the_socket_can_be_closed_at_a_given_time(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks(close_after_s=2.0, close_code=4000))

    rehearsal.run_until(1.9)
    before = rehearsal.closed
    rehearsal.run_until(2.0)

    assert before is None
    assert rehearsal.closed == CloseSocket(code=4000, reason="closed by quirk")


def test_the_network_can_die_at_a_given_time(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks(stall_after_s=2.0))
    rehearsal.run_until(30.0)

    assert rehearsal.is_stalled
    assert [one.at for one in rehearsal.sent] == [0.0] * 3


def test_openai_detects_turns_without_being_asked(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks.openai(), model="gpt-realtime")

    first = rehearsal.sent[0].event

    assert isinstance(first, UnknownEvent)
    session = first.fields["session"]
    assert isinstance(session, dict)
    assert (session["model"], session["type"]) == ("gpt-realtime", "realtime")


def test_openai_refuses_a_turn_detection_that_is_none(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks.openai())
    nested = AudioInput(extra={"turn_detection": "often"})
    rehearsal.receive(SessionUpdate(session=SessionSettings(audio=AudioSettings(input=nested))))

    rehearsal.run_until(1.0)

    assert rehearsal.sent[-1].kind == "error"
