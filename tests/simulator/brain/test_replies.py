from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import (
    InputAudioAppend,
    ItemCreate,
    ItemRetrieve,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.conversation_events import ErrorReceived, ItemRetrieved
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.response_events import ResponseCreated, ResponseDone
from grokvoice.protocol.settings import ResponseSettings, SessionSettings, Tool, TurnDetection
from grokvoice.simulator.brain.messages import (
    CloseSocket,
    Synthesize,
    Synthesized,
    Transcribe,
    Transcribed,
    VoiceFailed,
)
from grokvoice.simulator.brain.plans import (
    Abandon,
    CallFunction,
    CallMcp,
    Disconnect,
    Fail,
    Finish,
    GoSilent,
    Speak,
    Wait,
)
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, Sent

VAD = SessionUpdate(session=SessionSettings(turn_detection=TurnDetection(type="server_vad")))


def ask(rehearsal: Rehearsal, *events: object) -> list[Sent]:
    """Ask for a reply, let it be given, and return what came."""
    rehearsal.take_sent()
    rehearsal.receive(*(events or (ResponseCreate(),)))  # type: ignore[arg-type]  # client events
    rehearsal.run_until(rehearsal.now + 9.0)
    return [one for one in rehearsal.take_sent() if one.kind != "ping"]


def kinds(sent: list[Sent]) -> list[str]:
    return [one.kind for one in sent]


def done(sent: list[Sent]) -> list[tuple[str, str]]:
    """Statuses and words of the replies that ended."""
    ends = [one.event for one in sent if isinstance(one.event, ResponseDone)]
    return [
        (str(end.response.status), " ".join(item.text for item in end.response.output or ()))
        for end in ends
    ]


def errors(sent: list[Sent]) -> list[str]:
    return [one.event.error.message for one in sent if isinstance(one.event, ErrorReceived)]


def forced(text: str, *, interruptible: bool = True) -> ItemCreate:
    part = ContentPart(type="output_text", text=text)
    item = Item(
        type="force_message", role="assistant", content=(part,), interruptible=interruptible
    )
    return ItemCreate(item=item)


def test_metadata_is_echoed_at_both_ends(rehearse: Callable[..., Rehearsal]) -> None:
    wanted = ResponseCreate(response=ResponseSettings(metadata={"turn": "7"}))

    sent = ask(rehearse(), wanted)

    first, last = sent[0].event, sent[-1].event
    assert isinstance(first, ResponseCreated)
    assert isinstance(last, ResponseDone)
    assert first.response.metadata == last.response.metadata == {"turn": "7"}


def test_a_second_reply_is_refused_while_one_runs(rehearse: Callable[..., Rehearsal]) -> None:
    sent = ask(rehearse("Hello."), ResponseCreate(), ResponseCreate())

    assert errors(sent) == ["Conversation already has an active response"]
    assert done(sent) == [("completed", "Hello.")]


def test_a_racing_reply_can_take_the_place_of_the_one_that_runs(
    rehearse: Callable[..., Rehearsal],
) -> None:
    rehearsal = rehearse("First.", "Second.", quirks=Quirks(racing_create="preempt"))

    sent = ask(rehearsal, ResponseCreate(), ResponseCreate())

    assert (errors(sent), done(sent)) == ([], [("cancelled", ""), ("completed", "Second.")])


def test_a_reserved_name_fails_the_reply_but_not_the_socket(
    rehearse: Callable[..., Rehearsal],
) -> None:
    tools = (Tool(type="web_search"), Tool(type="function", name="browse_page"))
    rehearsal = rehearse()
    rehearsal.receive(SessionUpdate(session=SessionSettings(tools=tools)))
    rehearsal.run_until(1.0)

    sent = ask(rehearsal)

    assert (kinds(sent), errors(sent)) == (["error"], ["Internal server error"])


def test_a_reply_is_cancelled_with_what_was_said(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse("One, two, three. Four, five, six.")
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(0.7)

    sent = ask(rehearsal, ResponseCancel())

    assert kinds(sent) == ["response.done"]
    assert done(sent) == [("cancelled", "One, two, three.")]


def test_a_cancelled_reply_is_remembered_as_far_as_it_was_said(
    rehearse: Callable[..., Rehearsal],
) -> None:
    rehearsal = rehearse("One, two, three. Four, five, six.")
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(0.7)
    rehearsal.receive(ResponseCancel())
    last = rehearsal.sent[-1].event
    assert isinstance(last, ResponseDone)
    (item,) = last.response.output or ()

    rehearsal.receive(ItemRetrieve(item_id=str(item.id)))

    kept = rehearsal.sent[-1].event
    assert isinstance(kept, ItemRetrieved)
    assert kept.item == item


@pytest.mark.parametrize("response_id", ["", "another"])
def test_only_a_running_reply_can_be_cancelled(
    rehearse: Callable[..., Rehearsal], response_id: str
) -> None:
    rehearsal = rehearse()
    if response_id:
        rehearsal.receive(ResponseCreate())

    rehearsal.receive(ResponseCancel(response_id=response_id))

    assert errors(rehearsal.sent) == ["Cancellation failed: no active response found"]


def test_a_reply_can_be_cancelled_by_its_id(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse()
    rehearsal.receive(ResponseCreate())
    created = rehearsal.sent[-1].event
    assert isinstance(created, ResponseCreated)

    sent = ask(rehearsal, ResponseCancel(response_id=str(created.response.id)))

    assert done(sent) == [("cancelled", "")]


def test_a_forced_message_is_spoken_word_for_word(rehearse: Callable[..., Rehearsal]) -> None:
    assert done(ask(rehearse("Planned."), forced("Recording."))) == [("completed", "Recording.")]


def test_forced_messages_wait_for_the_reply_that_is_open(
    rehearse: Callable[..., Rehearsal],
) -> None:
    sent = ask(rehearse("Planned."), ResponseCreate(), forced("One."), forced("Two."))

    assert done(sent) == [("completed", words) for words in ("Planned.", "One.", "Two.")]


def test_what_must_not_be_interrupted_makes_the_server_deaf(
    rehearse: Callable[..., Rehearsal],
    loud: Callable[[int], InputAudioAppend],
) -> None:
    rehearsal = rehearse()
    rehearsal.receive(VAD)
    rehearsal.run_until(1.0)

    sent = ask(rehearsal, forced("Recording has started now.", interruptible=False), loud(500))
    later = ask(rehearsal, loud(500))

    assert "input_audio_buffer.speech_started" not in kinds(sent)
    assert "input_audio_buffer.speech_started" in kinds(later)


def test_calls_follow_what_is_said_before_them(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse([Speak("One moment."), CallFunction("get", "{}")])

    sent = ask(rehearsal)

    arguments = kinds(sent).index("response.function_call_arguments.done")
    assert kinds(sent).index("response.output_audio.done") < arguments
    assert kinds(sent)[-1] == "response.done"


def test_a_plan_without_speech_begins_when_sound_would(rehearse: Callable[..., Rehearsal]) -> None:
    sent = ask(rehearse([CallFunction("get", "{}"), CallMcp("search", "{}")]))

    assert [one.at for one in sent] == [0.0] + [0.5] * (len(sent) - 1)
    assert "response.mcp_call.completed" in kinds(sent)


def test_an_empty_plan_is_a_reply_without_output(rehearse: Callable[..., Rehearsal]) -> None:
    sent = ask(rehearse([]))

    assert kinds(sent) == ["response.created", "response.done"]


def test_a_reply_can_wait(rehearse: Callable[..., Rehearsal]) -> None:
    assert ask(rehearse([Wait(3.0)]))[-1].at == 3.5


def test_a_reply_can_hold_an_error(rehearse: Callable[..., Rehearsal]) -> None:
    sent = ask(rehearse([Fail("internal_error", "out of luck"), Fail("a", "b", "c")]))
    failures = [one.event.error for one in sent if isinstance(one.event, ErrorReceived)]

    assert [(f.type, f.code, f.message) for f in failures] == [
        ("internal_error", "internal_error", "out of luck"),
        ("a", "c", "b"),
    ]


def test_a_reply_can_end_the_connection(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse([Disconnect(1011, "gone"), Speak("Never.")])

    sent = ask(rehearsal)

    assert rehearsal.closed == CloseSocket(code=1011, reason="gone")
    assert kinds(sent) == ["response.created"]


def test_a_reply_can_let_the_network_die(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse([GoSilent()])

    sent = ask(rehearsal)

    assert (rehearsal.is_stalled, kinds(sent)) == (True, ["response.created"])


def test_a_reply_can_stop_without_an_end(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse([Abandon()], "Next.")

    sent = ask(rehearsal)
    following = ask(rehearsal)

    assert (kinds(sent), done(following)) == (["response.created"], [("completed", "Next.")])


def test_a_reply_can_end_badly(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse([Speak("Half of"), Finish("incomplete"), Speak("it.")], "Next.")

    ends = [done(ask(rehearsal)) for _ in range(2)]

    assert ends == [[("incomplete", "Half of")], [("completed", "Next.")]]


def test_the_reply_of_one_number_can_be_dropped(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse("First one.", "Second one.", "Third.", quirks=Quirks(dropped_reply=2))

    ends = [done(ask(rehearsal)) for _ in range(3)]

    assert ends == [[("completed", "First one.")], [], [("completed", "Third.")]]


def test_a_voice_that_comes_too_late_is_not_heard(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse("One.", "Two.", speak=no_voice)
    rehearsal.receive(ResponseCreate(), ResponseCancel(), ResponseCreate())

    late = Synthesized(job=rehearsal.asked[0].job, pcm=bytes(4800), phrases=())
    rehearsal.tell(late)

    assert rehearsal.deadline() == 10.0


def no_voice(_wanted: Synthesize) -> None:
    return None


def test_a_reply_fails_when_it_cannot_be_spoken(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse("One.", speak=no_voice)
    rehearsal.receive(ResponseCreate())
    job = rehearsal.asked[-1].job

    rehearsal.tell(VoiceFailed(job="another", problem="mute"))
    rehearsal.tell(VoiceFailed(job=job, problem="mute"))

    assert errors(rehearsal.sent) == ["mute"]
    assert done(rehearsal.sent) == [("failed", "")]


def test_two_utterances_follow_each_other(rehearse: Callable[..., Rehearsal]) -> None:
    sent = ask(rehearse([Speak("One."), Speak("Two.")]))

    assert done(sent) == [("completed", "One. Two.")]


def test_speech_is_answered_and_ends_the_reply_that_runs(
    rehearse: Callable[..., Rehearsal],
    loud: Callable[[int], InputAudioAppend],
    quiet: Callable[[int], InputAudioAppend],
) -> None:
    rehearsal = rehearse("One, two, three.", "Four.")
    rehearsal.receive(VAD)
    rehearsal.run_until(1.0)

    sent = ask(rehearsal, loud(300), quiet(700), loud(300), quiet(700))

    assert done(sent) == [("cancelled", ""), ("completed", "Four.")]


def test_a_reply_waits_until_what_was_said_is_understood(
    rehearse: Callable[..., Rehearsal], loud: Callable[[int], InputAudioAppend]
) -> None:
    rehearsal = rehearse("Heard.", hear=lambda _wanted: None)
    part = ContentPart(type="input_audio", audio=loud(300).audio)
    said = ItemCreate(item=Item(id="u", role="user", content=(part,)))

    rehearsal.receive(said, ResponseCreate())
    before = [type(one) for one in rehearsal.asked]
    rehearsal.tell(Transcribed(job="u", text="Hello.", is_final=True))

    assert before == [Transcribe]
    assert [type(one) for one in rehearsal.asked] == [Transcribe, Synthesize]


def test_an_endless_text_is_spoken_up_to_a_bound(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse(speak=no_voice)

    rehearsal.receive(forced("x" * 20_000))

    (asked,) = rehearsal.asked
    assert isinstance(asked, Synthesize)
    assert len(asked.text) == 15_000


def test_usage_lies_beside_the_response(
    rehearse: Callable[..., Rehearsal], typed: Callable[[str], ItemCreate]
) -> None:
    last = ask(rehearse("Hello there!"), typed("Hi."), ResponseCreate())[-1].event

    assert isinstance(last, ResponseDone)
    assert last.usage
    assert (last.usage.input_tokens, last.usage.output_audio_seconds) == (2, 0.72)
