import pytest

from grokvoice.protocol.client_events import (
    InputAudioClear,
    ItemCreate,
    ItemDelete,
    ResponseCancel,
    ResponseCreate,
)
from grokvoice.protocol.items import Item, Response
from grokvoice.protocol.server_events import SpeechStarted, SpeechStopped
from grokvoice.session.commands import Command, FlushPlayback, Send, Show
from grokvoice.session.events import MicrophoneLeftOut, ReplyRequested, ToolFinished, UserText
from grokvoice.session.options import Options
from grokvoice.session.talk import Talk
from grokvoice.session.updates import ItemForgotten, LatencyMeasured, State
from tests.session.dialogue import (
    FRAMES_PER_MS,
    all_words,
    finals,
    heard,
    only,
    sent,
    shown,
    sound,
    speech_started,
    speech_stopped,
    words,
)
from tests.session.scenes import asking, replying, said


def test_nothing_is_said_while_there_is_nobody_to_talk_to() -> None:
    talk = Talk(Options())
    talk.typed_turns.waiting.append(UserText("Hello"))
    talk.waiting_events.append(InputAudioClear())
    before = talk.settle(5.0, can_talk=False)

    after = talk.settle(6.0, can_talk=True)

    assert before == []
    assert [type(event) for event in sent(after)] == [InputAudioClear, ItemCreate, ResponseCreate]


def test_speech_of_a_resumed_turn_drops_the_reply_without_a_cancel() -> None:
    talk = replying()

    commands = talk.speech_started(speech_started("u1"), 2.0)

    assert commands == [FlushPlayback(0)]


def test_speech_of_a_new_turn_cancels_the_reply() -> None:
    talk = replying()

    commands = talk.speech_started(speech_started("u2"), 2.0)

    assert commands == [FlushPlayback(0), Send(ResponseCancel(response_id="r1"))]


def test_latency_runs_from_the_captured_end_of_the_turn_to_the_first_sound_heard() -> None:
    talk = Talk(Options())
    talk.gate.open()
    talk.speech_started(speech_started(), 10.5)
    talk.gate.push(bytes(48_000), 12.0)
    talk.speech_stopped(SpeechStopped(item_id="u1", audio_end_ms=400), 12.1)
    talk.reply_created(Response(id="r1"), 12.3)
    talk.speaking.sound(sound(1000), 12.4)

    first = talk.progressed(heard(20), 12.52)
    second = talk.progressed(heard(40), 12.54)

    assert second == []
    measured = only(LatencyMeasured, first)
    assert [(m.response_id, round(m.seconds, 6)) for m in measured] == [("r1", 1.1)]
    assert [(round(m.network_s, 6), round(m.own_s, 6)) for m in measured] == [(1.0, 0.1)]


@pytest.mark.parametrize("position_ms", [None, 0, -5000, 10**15])
def test_a_position_that_tells_nothing_ends_the_turn_when_it_is_told(
    position_ms: int | None,
) -> None:
    talk = Talk(Options())
    talk.gate.open()
    talk.gate.push(bytes(4_800_000), 12.1)
    talk.speech_started(speech_started(), 10.5)

    event = (
        speech_stopped()
        if position_ms is None
        else SpeechStopped(item_id="u1", audio_end_ms=position_ms)
    )
    talk.speech_stopped(event, 12.1)

    assert talk.listening.turn_ended_at == 12.1


def test_latency_of_a_typed_turn_runs_from_its_sending() -> None:
    talk = Talk(Options())
    said(talk, UserText("Hello"), now=5.0)
    talk.reply_created(Response(id="r1"), 5.5)
    talk.speaking.sound(sound(1000), 6.0)

    measured = only(LatencyMeasured, talk.progressed(heard(100), 6.35))

    assert [round(m.seconds, 6) for m in measured] == [1.25]


def test_what_was_heard_is_shown() -> None:
    talk = replying()
    talk.speaking.words(all_words("one two"), 1.5)
    talk.speaking.done("r1")
    talk.progressed(heard(1000), 2.5)
    talk.transcript.user_spoke("u1", "Count.", is_final=True)

    assert [final.text for final in finals(talk.settle(2.5, can_talk=True))] == [
        "Count.",
        "one two",
    ]


def test_sound_that_was_spoken_over_has_arrived() -> None:
    talk = Talk(Options())
    talk.gate.open()
    talk.gate.push(bytes(48_000), 1.0)

    talk.speech_stopped(SpeechStopped(item_id="u1", audio_end_ms=400), 1.1)

    assert (talk.gate.acknowledged, talk.gate.in_flight) == (9_600, 14_400)


def test_a_talk_was_active_until_the_last_thing_that_was_not_quiet() -> None:
    talk = asking()
    before = talk.last_active_at
    talk.settle(2.0, can_talk=True)
    waiting = talk.last_active_at
    talk.reply_failed()
    talk.settle(9.0, can_talk=True)

    assert (before, waiting, talk.last_active_at) == (1.0, 2.0, 2.0)


def test_a_reply_that_began_unannounced_is_an_answer() -> None:
    talk = asking()
    talk.speaking.sound(sound(1000), 1.5)

    talk.settle(1.5, can_talk=True)

    assert (talk.listening.awaiting_since, talk.is_answered) == (None, False)
    talk.speaking.done("r1")
    assert talk.is_answered


def test_the_earliest_of_all_deadlines_counts() -> None:
    talk = asking()
    talk.transcript.user_spoke("u9")
    for item in ("a8", "a9"):
        talk.transcript.reply_began(item, "r8")
        talk.transcript.reply_text(item, "one")
        talk.transcript.reply_complete(item)
    talk.settle(2.0, can_talk=True)

    assert talk.deadline() == 3.5


def test_a_failed_reply_is_waited_for_no_longer_and_leaves_its_turn_unanswered() -> None:
    talk = asking()

    assert talk.reply_failed() == []
    assert (talk.listening.awaiting_since, talk.has_unanswered_turn) == (None, True)


def test_speech_in_a_manual_turn_will_be_answered() -> None:
    talk = Talk(Options())
    talk.push_to_talk.began(0.0)
    talk.speech_started(speech_started(), 0.5)

    talk.push_to_talk.ended(1.0)

    assert talk.push_to_talk.deadline() is None


def test_a_report_of_the_loudspeaker_that_says_nothing_new_measures_nothing() -> None:
    talk = replying()

    assert talk.progressed(heard(0), 2.0) == []
    assert talk.progressed(heard(20, generation=7), 2.0) == []


def test_the_next_reply_answers_after_all() -> None:
    talk = asking()
    talk.settle(31.0, can_talk=True)

    talk.reply_created(Response(id="r1"), 32.0)

    assert not talk.has_unanswered_turn


def test_a_resumed_turns_words_are_waited_for_while_it_is_spoken() -> None:
    talk = replying()
    talk.speaking.phrase(words("one two"), 1.5)
    talk.speech_started(speech_started("u1"), 2.0)
    talk.speaking.flushed(0, 0)

    meanwhile = finals(talk.settle(9.0, can_talk=True))
    talk.transcript.user_spoke("u1", "A long turn.", is_final=True)

    assert meanwhile == []
    assert [f.text for f in finals(talk.settle(9.5, can_talk=True))] == ["A long turn.", "one two"]


def test_the_state_says_what_a_person_would_say() -> None:
    talk = Talk(Options())
    seen = [talk.state]
    talk.gate.is_muted = True
    seen.append(talk.state)
    talk.speech_started(speech_started(), 0.0)
    seen.append(talk.state)
    talk.speech_stopped(speech_stopped(), 1.0)
    seen.append(talk.state)
    talk.reply_created(Response(id="r1"), 1.5)
    seen.append(talk.state)
    talk.speaking.sound(sound(1000), 1.5)
    seen.append(talk.state)

    assert seen == [
        State.LISTENING,
        State.MUTED,
        State.HEARING,
        State.THINKING,
        State.THINKING,
        State.SPEAKING,
    ]


def test_a_talk_is_engaged_while_it_speaks_or_a_tool_runs() -> None:
    talk = asking()
    seen = [talk.is_engaged]
    talk.reply_created(Response(id="r1"), 1.5)
    talk.speaking.sound(sound(1000), 1.5)
    seen.append(talk.is_engaged)
    called(talk)
    talk.speaking.interrupt(2.0)
    seen.append(talk.is_engaged)
    talk.calling.finished(ToolFinished(call_id="c1", output="{}"))
    seen.append(talk.is_engaged)

    assert seen == [False, True, True, False]


def called(talk: Talk) -> list[Command]:
    call = Item(id="f1", type="function_call", call_id="c1", name="weather", arguments="{}")
    return talk.calling.announced(call, "r1")


def test_the_result_of_a_tool_is_spoken_of_once_its_preamble_was_almost_heard() -> None:
    talk = replying(1000)
    called(talk)
    talk.speaking.done("r1")
    talk.waiting_results.append(ToolFinished(call_id="c1", output='{"rain": true}'))
    asked = [[type(event) for event in sent(talk.settle(1.6, can_talk=True))]]

    for ms, now in ((690, 2.3), (700, 2.4), (1000, 2.7)):
        talk.progressed(heard(ms), now)
        asked.append([type(event) for event in sent(talk.settle(now, can_talk=True))])

    assert asked == [[ItemCreate], [], [ResponseCreate], []]
    assert talk.state is State.THINKING


def test_the_result_of_a_tool_is_spoken_of_though_its_reply_never_ended() -> None:
    talk = replying(1000)
    called(talk)
    talk.waiting_results.append(ToolFinished(call_id="c1", output="{}"))
    talk.progressed(heard(1000), 2.5)

    before = talk.settle(2.5, can_talk=True)
    after = talk.settle(31.5, can_talk=True)

    assert [type(event) for event in sent(before)] == [ItemCreate]
    assert [type(event) for event in sent(after)] == [ResponseCreate]


def test_a_turn_of_the_users_comes_before_the_results_of_tools() -> None:
    talk = replying()
    called(talk)
    talk.speaking.done("r1")
    talk.progressed(heard(1000), 2.6)
    talk.speech_started(speech_started("u2"), 2.7)

    commands = said(talk, now=2.8)
    talk.waiting_results.append(ToolFinished(call_id="c1", output="{}"))
    commands += talk.settle(2.9, can_talk=True)

    assert [type(event) for event in sent(commands)] == [ItemCreate]


def test_every_turn_is_answered_when_its_reply_has_arrived() -> None:
    talk = Talk(Options())
    seen = [talk.is_answered]
    said(talk, UserText("Hello"))
    seen.append(talk.is_answered)
    talk.reply_created(Response(id="r1"), 5.1)
    talk.speaking.sound(sound(1000), 5.1)
    seen.append(talk.is_answered)
    talk.speaking.done("r1")
    seen.append(talk.is_answered)
    talk.typed_turns.waiting.append(UserText("More", waits=True))
    seen.append(talk.is_answered)

    assert seen == [True, False, False, True, False]


def test_a_program_may_ask_for_a_reply_of_its_own() -> None:
    talk = Talk(Options())
    talk.requests.add(ReplyRequested(request_id="q1"))

    commands = talk.settle(0.0, can_talk=True)

    assert [type(event) for event in sent(commands)] == [ResponseCreate]
    assert not talk.is_quiet


def test_a_request_of_a_programs_that_was_refused_keeps_its_wishes() -> None:
    talk = Talk(Options())
    talk.requests.add(ReplyRequested(request_id="q1", instructions="Sing."))
    first = sent(talk.settle(0.0, can_talk=True))
    talk.request_refused(0.1)
    talk.reply_created(Response(id="r1"), 0.1)
    talk.speaking.done("r1")

    again = sent(talk.settle(0.2, can_talk=True))

    assert again == first


def test_a_turn_of_the_users_that_was_refused_is_asked_again() -> None:
    talk = Talk(Options())
    said(talk, UserText("Hello"), now=0.0)
    talk.request_refused(0.1)

    assert sent(talk.settle(1.1, can_talk=True)) == [ResponseCreate()]


def test_what_a_program_wants_told_is_told_first() -> None:
    talk = Talk(Options())
    talk.waiting_events.append(ItemDelete(item_id="a1"))

    commands = said(talk, UserText("Hello"))

    assert [type(event) for event in sent(commands)] == [ItemDelete, ItemCreate, ResponseCreate]
    assert commands[1] == Show(ItemForgotten(item_id="a1"))


def test_a_reply_that_is_announced_again_when_it_is_over_answers_nothing() -> None:
    talk = replying()
    talk.speaking.done("r1")
    talk.speech_started(speech_started("u2"), 2.0)
    talk.speech_stopped(speech_stopped("u2"), 3.0)

    commands = talk.reply_created(Response(id="r1"), 3.1)

    assert (commands, talk.state) == ([], State.THINKING)


def test_a_connection_lost_while_the_reply_is_awaited_makes_it_asked_for_again() -> None:
    talk = asking()
    talk.transcript.user_spoke("u1", "Hello", is_final=True)
    talk.settle(1.1, can_talk=True)

    commands, must_ask_again = talk.lost()

    assert (commands, must_ask_again, talk.gate.waiting) == ([], True, 0)


def test_a_call_that_outlives_its_connection_is_told_again_with_its_answer() -> None:
    talk = replying()
    called(talk)

    talk.lost()
    commands = talk.calling.finished(ToolFinished(call_id="c1", output="{}"))

    kinds = [event.item.type for event in sent(commands) if isinstance(event, ItemCreate)]
    assert kinds == ["function_call", "function_call_output"]


@pytest.mark.parametrize(("turn", "asked"), [("typed", 1), ("spoken", 0)])
def test_a_turn_of_the_users_covers_results_that_have_landed(turn: str, asked: int) -> None:
    talk = replying()
    called(talk)
    commands = talk.calling.finished(ToolFinished(call_id="c1", output="{}"))

    if turn == "typed":
        commands += said(talk, UserText("Never mind."), now=2.0)
    else:
        commands += talk.speech_started(speech_started("u2"), 2.0)
        talk.speech_stopped(speech_stopped("u2"), 2.5)
    talk.speaking.cancelled("r1")
    commands += talk.settle(3.0, can_talk=True)
    talk.reply_created(Response(id="r2"), 3.5)
    talk.speaking.done("r2")
    commands += talk.settle(4.0, can_talk=True)

    assert sum(isinstance(event, ResponseCreate) for event in sent(commands)) == asked


def test_words_that_were_not_final_are_lost_with_the_connection() -> None:
    talk = Talk(Options())
    talk.transcript.user_spoke("u1", "Cou")

    talk.lost()

    assert talk.transcript.close() == []


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_connection_lost_during_a_turn_keeps_its_sound(is_stopped: bool) -> None:
    talk = Talk(Options())
    talk.gate.open()
    talk.speech_started(speech_started(), 0.0)
    talk.gate.push(bytes(4800), 0.1)
    if is_stopped:
        talk.speech_stopped(speech_stopped(), 0.5)

    commands, must_ask_again = talk.lost()

    assert (commands, must_ask_again, talk.gate.waiting) == ([], False, 2400)
    assert (talk.state, talk.transcript.close()) == (State.LISTENING, [])


@pytest.mark.parametrize(
    ("item", "text", "again_ms"),
    [("u2", "Yes.", 300), ("u1", "", 1300), ("u2", "", 1300)],
    ids=["after a turn that is done", "in a turn that goes on", "after one not yet understood"],
)
def test_only_the_sound_of_turns_that_are_not_over_is_sent_again(
    item: str, text: str, again_ms: int
) -> None:
    talk = Talk(Options())
    talk.gate.open()
    talk.gate.push(bytes(48_000), 1.0)
    talk.speech_started(speech_started("u1"), 0.1)
    talk.speech_stopped(SpeechStopped(item_id="u1", audio_end_ms=700), 1.0)
    talk.transcript.user_spoke("u1", text, is_final=bool(text))
    talk.settle(1.0, can_talk=True)
    for _ in range(3):
        talk.gate.push(bytes(4800), 1.3)
    talk.speech_started(SpeechStarted(item_id=item, audio_start_ms=1000), 1.3)

    talk.lost()

    assert talk.gate.waiting == again_ms * FRAMES_PER_MS


def test_a_connection_lost_in_the_middle_of_a_reply_leaves_the_turn_unanswered() -> None:
    talk = replying()
    talk.speaking.words(all_words("one two"), 1.5)

    commands, must_ask_again = talk.lost()

    assert (commands, must_ask_again) == ([FlushPlayback(0)], False)
    assert talk.has_unanswered_turn


def test_a_talk_that_is_idle_loses_nothing_with_the_connection() -> None:
    talk = Talk(Options())

    assert talk.lost() == ([], False)
    assert (talk.is_quiet, shown(talk.settle(1.0, can_talk=False))) == (True, [])


def test_a_network_that_is_too_slow_is_told_once() -> None:
    talk = Talk(Options())
    talk.gate.open()
    for _ in range(3):
        talk.gate.push(bytes(4800), 1.0)

    told = [talk.left_out(MicrophoneLeftOut(at=at, frames=2400)) for at in (9600, 2400, 2400)]

    assert [[type(command) for command in commands] for commands in told] == [[], [Show], []]
    assert talk.gate.dropped["slow"] == 4800
