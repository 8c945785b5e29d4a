import pytest

from grokvoice.errors import LocalProtocolError
from grokvoice.protocol import server_events as server
from grokvoice.protocol.client_events import (
    InputAudioAppend,
    ItemCreate,
    ItemTruncate,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import ContentPart, Item, Response, Usage
from grokvoice.protocol.settings import SessionInfo, SessionSettings, Tool
from grokvoice.session.commands import (
    Connect,
    Disconnect,
    Duck,
    End,
    FlushPlayback,
    Play,
    Restore,
    Send,
    Show,
)
from grokvoice.session.context import Message
from grokvoice.session.events import (
    Connected,
    ConnectFailed,
    ConnectionLost,
    Event,
    HangUpRequested,
    InputEnded,
    MicrophoneAcknowledged,
    MicrophoneChunk,
    Observed,
    PlaybackProgressed,
    SettingsChanged,
    SpeechDismissed,
    SpeechStopRequested,
    SpeechSuspected,
    Started,
    ToolFinished,
    ToolsChanged,
    UserMuted,
    UserText,
    VerbatimText,
)
from grokvoice.session.limits import LimitSettings
from grokvoice.session.options import Options
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    CostMeasured,
    ErrorShown,
    Interrupted,
    Notice,
    SessionEnded,
    SessionStarted,
    State,
    StateChanged,
    SumsCounted,
    ToolReturned,
    UserFinal,
    UserPartial,
)
from tests.session.dialogue import (
    Dialogue,
    committed,
    error,
    finals,
    flushed,
    greeting,
    heard,
    is_flushed,
    item_added,
    only,
    played_ms,
    reply_created,
    reply_done,
    sent,
    shown,
    sound,
    sound_done,
    speech_started,
    speech_stopped,
    user_words,
    whole_reply,
    words,
)


def connected(options: Options | None = None) -> Dialogue:
    talk = Dialogue(options)
    talk.connect()
    return talk


def speaking(options: Options | None = None) -> Dialogue:
    """Half a second of a reply of one second has been heard; the reply is still open."""
    talk = connected(options)
    talk.tell(speech_started(), speech_stopped(), committed(), user_words("Count."))
    talk.tell(reply_created(), item_added(), sound(1000), words("one two"))
    talk.wait(0.5)
    talk.tell(heard(500))
    return talk


def said(text: str, item: str = "u1") -> UserFinal:
    return UserFinal(item_id=item, text=text)


def final(
    heard: str, unheard: str = "", item: str = "a1", *, is_cut: bool | None = None
) -> AssistantFinal:
    return AssistantFinal(
        item_id=item,
        text=heard + unheard,
        heard=heard,
        unheard=unheard,
        is_interrupted=bool(unheard) if is_cut is None else is_cut,
    )


def ended(talk: Dialogue) -> tuple[str, int]:
    [update] = only(SessionEnded, talk.asked)
    return update.reason, update.exit_code


# --- beginning ---


def test_a_talk_begins_with_the_socket_then_the_settings_then_the_microphone() -> None:
    settings = SessionSettings(voice="ara")
    talk = Dialogue(Options(settings=settings))

    started = talk.tell(Started())
    early = sent(talk.tell(MicrophoneChunk(b"\x01\x00" * 2400)))
    opened = sent(talk.tell(Connected()))
    ready = talk.tell(*greeting())

    assert [type(command) for command in started] == [Connect, Show]
    assert early == []
    assert opened == [SessionUpdate(session=settings)]
    assert sent(ready) == [InputAudioAppend(audio=b"\x01\x00" * 2400)]
    assert SessionStarted(conversation_id="c1", model="grok-voice-latest", voice="ara") in shown(
        ready
    )


def test_a_conversation_is_started_once() -> None:
    talk = connected()

    with pytest.raises(LocalProtocolError, match="make a new Session"):
        talk.tell(Started())


def test_settings_that_are_not_confirmed_are_missed_once_and_then_done_without() -> None:
    talk = Dialogue()
    talk.tell(Started(), Connected(), MicrophoneChunk(bytes(4800)))

    early = talk.wait(4.9)
    late = talk.wait(0.2)
    after = talk.tell(server.SessionUpdated(session=SessionInfo()))

    assert early == []
    assert [notice.code for notice in only(Notice, late)] == ["not-configured"]
    assert only(SessionStarted, late + after) == only(SessionStarted, late)
    assert sent(late) == [InputAudioAppend(audio=bytes(4800))]


def test_other_models_and_voices_than_asked_for_are_noticed_once() -> None:
    options = Options(model="grok-voice-9", settings=SessionSettings(voice="rexx"))
    talk = Dialogue(options)
    talk.tell(Started(), Connected())
    info = SessionInfo(model="grok-voice-3.0", voice="xai_ara")

    talk.tell(server.SessionCreated(session=info))
    talk.tell(server.SessionUpdated(session=info), server.SessionUpdated(session=info))

    codes = [notice.code for notice in only(Notice, talk.asked)]
    assert codes == ["model-substituted", "voice-substituted"]
    [started] = only(SessionStarted, talk.asked)
    assert (started.model, started.voice) == ("grok-voice-3.0", "xai_ara")


def test_typed_turns_follow_right_behind_the_settings() -> None:
    talk = Dialogue()
    talk.tell(Started(), UserText("Hello"))

    types = [type(event) for event in sent(talk.tell(Connected()))]

    assert types == [SessionUpdate, ItemCreate, ResponseCreate]


def test_the_state_is_told_when_it_changes_and_only_then() -> None:
    talk = speaking()
    talk.tell(reply_done(), sound_done())
    talk.wait(0.5)
    talk.tell(heard(1000), UserMuted(is_muted=True), UserMuted(is_muted=True))

    assert [change.state for change in only(StateChanged, talk.asked)] == [
        State.CONNECTING,
        State.LISTENING,
        State.HEARING,
        State.THINKING,
        State.SPEAKING,
        State.LISTENING,
        State.MUTED,
    ]


# --- a turn ---


def test_a_spoken_turn_is_shown_once_and_in_order() -> None:
    talk = connected()
    talk.tell(speech_started(), user_words("Cou", is_final=False), speech_stopped())
    talk.tell(server.InputTranscriptCompleted(item_id="u1", transcript="Cou", status="in_progress"))
    talk.tell(committed(), user_words("Count."), user_words("Count."))
    talk.tell(*whole_reply("one two", 1000), *whole_reply("one two", 1000))
    talk.wait(0.5)
    talk.tell(heard(500))
    talk.wait(0.5)
    talk.tell(heard(1000))

    updates = only(UserPartial | UserFinal | AssistantDelta | AssistantFinal, talk.asked)  # type: ignore[arg-type]  # a union works at run time
    assert updates == [
        UserPartial(item_id="u1", text="Cou"),
        said("Count."),
        AssistantDelta(item_id="a1", text="one"),
        AssistantDelta(item_id="a1", text=" two"),
        final("one two"),
    ]


def test_words_that_arrive_after_the_answer_still_come_first() -> None:
    talk = connected()
    talk.tell(speech_started(), speech_stopped(), *whole_reply("one two", 100), committed())
    talk.wait(0.1)
    talk.tell(heard(100))

    early = finals(talk.asked)
    talk.wait(1.0)
    late = finals(talk.tell(user_words("Count.")))

    assert (early, late) == ([], [said("Count."), final("one two")])


def test_words_that_never_arrive_keep_the_answer_for_a_moment_only() -> None:
    talk = connected()
    talk.tell(speech_started(), speech_stopped(), *whole_reply("one two", 100))
    talk.wait(0.1)
    talk.tell(heard(100))

    assert (finals(talk.wait(1.4)), finals(talk.wait(0.2))) == ([], [final("one two")])


def test_exact_words_are_spoken_by_a_reply_that_nobody_asked_for() -> None:
    talk = connected()

    asked = sent(talk.tell(VerbatimText("Recording.")))
    talk.tell(*whole_reply("Recording.", 100))
    talk.wait(0.1)

    assert [type(event) for event in asked] == [ItemCreate]
    assert finals(talk.tell(heard(100))) == [final("Recording.")]


def test_a_reply_that_was_never_announced_is_heard_all_the_same() -> None:
    talk = connected()

    commands = talk.tell(*whole_reply("one two", 100)[1:])
    talk.wait(0.1)

    assert played_ms(commands) == 100
    assert finals(talk.tell(heard(100))) == [final("one two")]


def test_a_turn_that_was_answered_unannounced_counts_as_answered() -> None:
    talk = connected()
    talk.tell(UserText("Hello"), InputEnded())

    talk.tell(*whole_reply("one two", 100)[1:])
    talk.wait(0.1)
    talk.tell(heard(100))

    assert ended(talk) == ("all said", 0)


def test_a_server_that_never_confirms_does_not_keep_an_answered_talk_waiting() -> None:
    talk = Dialogue()
    talk.tell(Started(), UserText("Hello"), InputEnded(), Connected())

    talk.tell(*whole_reply("one two", 100))
    talk.wait(0.1)
    talk.tell(heard(100))

    assert ended(talk) == ("all said", 0)


def test_the_end_of_an_unknown_reply_changes_nothing() -> None:
    talk = speaking()

    commands = talk.tell(reply_done("r9"))

    assert (is_flushed(commands), finals(commands)) == (False, [])
    assert played_ms(talk.tell(sound(20))) == 20


def test_a_reply_without_any_ids_is_heard_and_cut_like_others() -> None:
    talk = connected()
    nameless = server.ResponseCreated(response=Response())
    talk.tell(nameless, sound(1000, reply=None), words("one two", reply=None))
    talk.wait(0.5)

    commands = talk.tell(speech_started(), flushed(500))

    assert sent(commands) == [ResponseCancel(), ItemTruncate(item_id="a1", audio_end_ms=500)]
    assert finals(commands) == [final("one", " two")]


def test_the_microphones_frames_are_accounted_for() -> None:
    talk = Dialogue(Options(backlog_s=0.1))
    talk.tell(Started(), MicrophoneChunk(bytes(4800)), MicrophoneChunk(bytes(4800)))
    talk.tell(Connected(), *greeting(), MicrophoneChunk(bytes(480)))
    talk.tell(UserMuted(is_muted=True), MicrophoneChunk(bytes(48)), MicrophoneAcknowledged(2500))
    talk.tell(HangUpRequested())

    [sums] = only(SumsCounted, talk.asked)
    assert (sums.captured, sums.acknowledged, sums.in_flight, sums.waiting, sums.muted) == (
        5064,
        2500,
        140,
        0,
        24,
    )
    assert dict(sums.dropped) == {"overflow": 2400}


# --- barge-in ---


def test_a_barge_in_stops_the_sound_first_and_truncates_when_the_loudspeaker_has_answered() -> None:
    talk = speaking()

    stopped = talk.tell(speech_started("u2"))
    answered = talk.tell(flushed(520))

    assert stopped[0] == FlushPlayback(0)
    assert sent(stopped) == [ResponseCancel(response_id="r1")]
    assert sent(answered) == [ItemTruncate(item_id="a1", audio_end_ms=520)]
    assert shown(answered) == [
        Interrupted(item_id="a1", heard_ms=520),
        final("one", " two"),
    ]


def test_items_that_were_queued_and_never_heard_are_cut_at_nothing() -> None:
    talk = speaking()
    talk.tell(sound_done(), item_added("a2"), sound(700, "a2"), words("three", item="a2"))

    talk.tell(speech_started("u2"))
    answered = talk.tell(flushed(600))

    assert sent(answered) == [
        ItemTruncate(item_id="a1", audio_end_ms=600),
        ItemTruncate(item_id="a2", audio_end_ms=0),
    ]
    assert finals(answered) == [final("one", " two"), final("", "three", "a2")]


def test_nothing_is_cancelled_when_the_reply_has_ended_on_the_wire() -> None:
    talk = speaking()
    talk.tell(sound_done(), reply_done())

    commands = talk.tell(speech_started("u2"), flushed(500))

    assert sent(commands) == [ItemTruncate(item_id="a1", audio_end_ms=500)]


def test_nothing_is_stopped_when_nothing_is_said() -> None:
    talk = connected()

    commands = talk.tell(speech_started("u1"), SpeechStopRequested())

    assert (is_flushed(commands), sent(commands)) == (False, [])


def test_late_frames_of_a_reply_that_was_cut_are_dropped() -> None:
    talk = speaking()
    talk.tell(speech_started("u2"))

    late = talk.tell(sound(500), words("three"), sound_done(), reply_done(), flushed(500))

    assert (played_ms(late), finals(late)) == (0, [final("one", " two")])


def test_the_sound_of_the_next_reply_may_come_before_the_loudspeaker_has_answered() -> None:
    talk = speaking()
    talk.tell(speech_started("u2"), speech_stopped("u2"), reply_created("r2"))

    early = talk.tell(sound(400, "a2", "r2"))
    cut = talk.tell(flushed(500))
    talk.tell(words("three", 0.0, "a2", "r2"), sound_done("a2", "r2"), reply_done("r2"))
    talk.wait(0.5)
    talk.tell(heard(400, generation=1), user_words("No.", "u2"))

    assert played_ms(early) == 400
    assert sent(cut) == [ItemTruncate(item_id="a1", audio_end_ms=500)]
    assert finals(talk.asked) == [
        said("Count."),
        final("one", " two"),
        said("No.", "u2"),
        final("three", item="a2"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        "Cancellation failed: no active response found",
        "Conversation already has an active response in progress",
        "Audio content is already shorter, cannot truncate",
    ],
)
def test_the_three_harmless_races_are_not_shown(message: str) -> None:
    talk = speaking()
    talk.tell(speech_started("u2"))

    assert shown(talk.tell(error(message))) == []


def test_speech_resumed_before_the_commit_drops_the_reply_without_a_cancel() -> None:
    talk = connected()
    talk.tell(speech_started(), speech_stopped(), reply_created(), sound(1000), words("one two"))

    resumed = talk.tell(speech_started())
    straggler = talk.tell(sound(500))
    talk.tell(flushed(0), speech_stopped(), reply_created("r2"), committed())
    talk.tell(*whole_reply("three", 100, "a2", "r2")[1:])
    talk.wait(0.1)
    talk.tell(heard(100, generation=1), user_words("Count on."))

    assert (is_flushed(resumed), sent(resumed), played_ms(straggler)) == (True, [], 0)
    assert finals(talk.asked) == [
        said("Count on."),
        final("", "one two"),
        final("three", item="a2"),
    ]


def test_a_key_stops_the_speech_and_the_talk_goes_on() -> None:
    talk = speaking()

    commands = talk.tell(SpeechStopRequested(), flushed(500))

    assert sent(commands) == [
        ResponseCancel(response_id="r1"),
        ItemTruncate(item_id="a1", audio_end_ms=500),
    ]
    assert talk.exit_code is None


def test_a_typed_turn_interrupts_and_is_asked_when_the_cancel_was_acknowledged() -> None:
    talk = speaking()

    typed = [type(event) for event in sent(talk.tell(UserText("Stop.")))]
    asked = sent(talk.tell(flushed(500), reply_done("r1", "cancelled")))

    assert typed == [ResponseCancel, ItemCreate]
    assert asked == [ItemTruncate(item_id="a1", audio_end_ms=500), ResponseCreate()]


def test_a_typed_turn_does_not_wait_for_ever_for_the_acknowledgement() -> None:
    talk = speaking()
    talk.tell(UserText("Stop."), flushed(500))

    assert sent(talk.wait(0.9)) == []
    assert sent(talk.wait(0.2)) == [ResponseCreate()]


def test_a_turn_that_met_a_running_reply_is_asked_again_after_it() -> None:
    talk = connected()
    talk.tell(UserText("one"), UserText("two"))
    talk.tell(reply_created(), error("Conversation already has an active response"))
    meanwhile = sent(talk.tell(*whole_reply("uno", 100)[1:-1]))

    asked = sent(talk.tell(reply_done()))

    assert (meanwhile, asked) == ([], [ResponseCreate()])


def test_turns_that_wait_are_sent_one_after_another() -> None:
    talk = connected()
    talk.tell(UserText("one", waits=True), UserText("two", waits=True))
    talk.tell(*whole_reply("uno", 100))
    before = only(ItemCreate, talk.asked)
    talk.wait(0.1)

    after = only(ItemCreate, talk.tell(heard(100)))

    assert [item.item.text for item in before] == ["one"]
    assert [item.item.text for item in after] == ["two"]


def test_a_newer_reply_buries_one_whose_end_never_came() -> None:
    talk = speaking()

    buried = talk.tell(reply_created("r2"))
    commands = talk.tell(flushed(500), sound(100, "a1", "r1"), sound(40, "a2", "r2"))

    assert is_flushed(buried)
    assert played_ms(commands) == 40
    assert sent(commands) == [ItemTruncate(item_id="a1", audio_end_ms=500)]


def test_a_reply_that_vanishes_after_its_sound_ends_soon() -> None:
    talk = speaking()
    talk.tell(sound_done(), InputEnded())
    talk.wait(0.5)
    talk.tell(heard(1000))

    talk.wait(2.0)

    assert ended(talk) == ("all said", 0)


def test_a_reply_that_vanishes_before_its_sound_does_not_hold_the_talk_for_ever() -> None:
    talk = connected()
    talk.tell(speech_started(), speech_stopped(), reply_created(), InputEnded())

    talk.wait(31.0)

    assert talk.exit_code is not None


def test_a_reply_that_never_comes_is_told_and_leaves_with_5() -> None:
    talk = connected()
    talk.tell(UserText("Hello"), InputEnded())

    commands = talk.wait(30.0)

    assert [notice.code for notice in only(Notice, commands)] == ["no-reply"]
    assert ended(talk) == ("no reply", 5)


@pytest.mark.parametrize("status", ["failed", "incomplete"])
def test_a_reply_that_went_wrong_is_told_and_the_next_turn_works(status: str) -> None:
    talk = speaking()

    told = talk.tell(reply_done("r1", status))
    talk.wait(0.5)
    talk.tell(heard(1000), *whole_reply("three", 100, "a2", "r2"))
    talk.wait(0.1)
    talk.tell(heard(1100))

    assert [notice.code for notice in only(Notice, told)] == [f"reply-{status}"]
    assert finals(talk.asked) == [said("Count."), final("one two"), final("three", item="a2")]


def test_a_voice_over_a_reply_makes_it_quieter_before_the_server_says_so() -> None:
    talk = speaking()

    assert talk.tell(SpeechSuspected()) == [Duck()]
    assert talk.tell(SpeechDismissed()) == [Restore()]


def test_what_the_shell_notices_is_shown() -> None:
    notice = Notice(code="gap", text="A gap.")

    assert connected().tell(Observed(notice)) == [Show(notice)]


# --- tools, cost, limits ---


def test_the_answer_of_a_tool_is_sent_when_it_comes() -> None:
    talk = connected(Options(functions=frozenset({"weather"})))
    done = server.FunctionArgumentsDone(
        response_id="r1", call_id="c1", name="weather", arguments="{}"
    )
    talk.tell(reply_created(), done, reply_done())

    commands = talk.tell(ToolFinished(call_id="c1", output="rain"))

    assert [type(event) for event in sent(commands)] == [ItemCreate, ResponseCreate]
    assert len(only(ToolReturned, commands)) == 1


def test_every_reply_tells_what_the_talk_has_cost() -> None:
    talk = connected()
    usage = Usage(billable_audio_seconds=120.0)

    talk.tell(server.ResponseDone(response=Response(id="r1"), usage=usage))
    talk.tell(server.ResponseDone(response=Response(id="r2", usage=Usage())))

    assert [cost.audio_s for cost in only(CostMeasured, talk.asked)] == [120.0, 120.0]


def test_the_cost_may_be_asked_for_at_any_time() -> None:
    talk = connected()
    talk.wait(60.0)

    assert talk.session.cost(talk.now).audio_s == 60.0


def test_text_that_is_sent_costs_by_the_item() -> None:
    talk = connected()
    talk.tell(UserText("Hello"), HangUpRequested())

    [cost] = only(CostMeasured, talk.asked)
    assert cost.dollars > 0.0


def test_a_limit_ends_the_talk_with_7_and_says_which() -> None:
    talk = speaking(Options(limits=LimitSettings(max_minutes=0.01)))

    commands = talk.wait(0.2)
    talk.tell(flushed(600))

    assert [shown_error.code for shown_error in only(ErrorShown, commands)] == ["limit-reached"]
    assert is_flushed(commands)
    assert ended(talk) == ("limit reached", 7)


def test_somebody_who_is_away_is_warned_and_then_hung_up_on() -> None:
    talk = connected(Options(limits=LimitSettings(idle_s=60.0)))

    warned = talk.wait(30.0)
    talk.wait(30.0)

    assert [notice.code for notice in only(Notice, warned)] == ["idle"]
    assert ended(talk) == ("limit reached", 7)


def test_words_of_the_user_show_that_somebody_is_there() -> None:
    talk = connected(Options(limits=LimitSettings(idle_s=60.0)))
    talk.wait(59.0)

    talk.tell(user_words("Still here."))
    talk.wait(59.0)

    assert talk.exit_code is None


def test_a_running_tool_holds_the_idle_hang_up() -> None:
    limits = LimitSettings(idle_s=60.0)
    talk = connected(Options(limits=limits, functions=frozenset({"weather"})))
    call = Item(id="f1", type="function_call", call_id="c1", name="weather", arguments="{}")
    done = server.ResponseDone(response=Response(id="r1", status="completed", output=(call,)))
    talk.tell(reply_created(), done)

    talk.wait(600.0)
    running = talk.exit_code, only(Notice, talk.asked)
    talk.tell(ToolFinished(call_id="c1", output="{}", wants_reply=False))
    talk.wait(59.0)
    away = talk.exit_code
    talk.wait(1.0)

    assert (running, away) == ((None, []), None)
    assert ended(talk) == ("limit reached", 7)


def test_what_was_heard_on_a_later_connection_is_cut_to_the_millisecond() -> None:
    talk = speaking()
    talk.tell(ConnectionLost(code=1006), flushed(520))
    talk.wait(1.0)
    talk.tell(Connected(), *greeting())
    talk.tell(reply_created("r2"), sound(1000, "a2", "r2"), heard(300, generation=1))

    talk.tell(speech_started("u2"))

    assert sent(talk.tell(flushed(310, generation=1))) == [
        ItemTruncate(item_id="a2", audio_end_ms=310)
    ]


def test_an_old_connection_is_renewed_in_a_quiet_moment() -> None:
    talk = speaking(Options(renew_after_s=60.0))
    talk.wait(60.0)
    busy = only(Connect, talk.tell(heard(600)))
    talk.tell(sound_done(), reply_done())

    renewed = talk.tell(heard(1000))

    assert busy == []
    assert [type(c) for c in renewed if isinstance(c, Connect | Disconnect)] == [
        Disconnect,
        Connect,
    ]


# --- ending ---


def test_a_talk_whose_input_has_ended_ends_when_all_was_heard() -> None:
    talk = speaking()
    talk.tell(sound_done(), reply_done(), InputEnded())
    sounding = talk.exit_code
    talk.wait(0.5)

    talk.tell(heard(1000))

    assert sounding is None
    assert ended(talk) == ("all said", 0)
    assert finals(talk.asked) == [said("Count."), final("one two")]


def test_a_talk_stays_for_a_quiet_moment_after_the_last_sound() -> None:
    talk = speaking(Options(quiet_s=2.0))
    talk.tell(sound_done(), reply_done(), InputEnded())
    talk.wait(5.0)
    talk.tell(heard(1000))

    talk.wait(1.9)
    early = talk.exit_code
    talk.wait(0.2)

    assert (early, talk.exit_code) == (None, 0)


def test_the_quiet_moment_begins_with_the_end_of_the_input() -> None:
    talk = connected(Options(quiet_s=2.0))
    talk.wait(10.0)
    talk.tell(InputEnded())

    talk.wait(1.9)
    early = talk.exit_code
    talk.wait(0.2)

    assert (early, talk.exit_code) == (None, 0)


def test_a_talk_does_not_end_before_it_was_configured_or_while_a_turn_waits() -> None:
    talk = Dialogue()
    talk.tell(Started(), UserText("Hello", waits=True), InputEnded(), Connected())
    talk.tell(*greeting())

    assert talk.exit_code is None


def test_hanging_up_while_it_speaks_waits_for_the_fade_and_shows_the_cut() -> None:
    talk = speaking()

    hung_up = talk.tell(HangUpRequested(exit_code=130))
    over = talk.tell(flushed(510))

    assert (hung_up[0], talk.session.is_ending, talk.session.is_over) == (
        FlushPlayback(0),
        True,
        True,
    )
    assert finals(over) == [final("one", " two")]
    assert over[-2:] == [Disconnect(), End(130)]
    assert ended(talk) == ("hung up", 130)


def test_a_loudspeaker_that_does_not_answer_keeps_a_hang_up_only_a_moment() -> None:
    talk = speaking()
    talk.tell(HangUpRequested())

    talk.wait(0.5)

    assert ended(talk) == ("hung up", 0)
    assert finals(talk.asked)[-1:] == [final("one", " two")]


def test_hanging_up_twice_ends_at_once() -> None:
    talk = speaking()
    talk.tell(HangUpRequested())

    talk.tell(HangUpRequested(exit_code=143))

    assert ended(talk) == ("hung up", 143)


def test_the_end_is_the_last_thing_shown_and_nothing_follows() -> None:
    talk = connected()
    talk.tell(HangUpRequested())

    after = talk.tell(UserText("Hello"), speech_started(), HangUpRequested(9))

    assert (after, talk.session.deadline(), talk.exit_code) == ([], None, 0)
    assert isinstance(only(object, talk.asked)[-1], SessionEnded)


def test_a_refused_connection_ends_the_talk_with_its_code() -> None:
    talk = Dialogue()
    talk.tell(Started())

    talk.tell(ConnectFailed(message="The key was refused.", exit_code=4, may_retry=False))

    assert only(ErrorShown, talk.asked) == [
        ErrorShown(code="connect-failed", text="The key was refused.")
    ]
    assert ended(talk) == ("connect-failed", 4)


def test_a_connection_that_fails_is_tried_again() -> None:
    talk = Dialogue()
    talk.tell(Started(), ConnectFailed(message="No network.", exit_code=5))

    again = talk.wait(1.0)

    assert [type(c) for c in again if isinstance(c, Connect)] == [Connect]


def test_a_lost_connection_is_replaced_and_what_was_heard_is_told_again() -> None:
    talk = speaking()
    lost = talk.tell(ConnectionLost(code=1006), flushed(520))
    talk.wait(1.0)

    again = talk.tell(Connected(), *greeting(conversation="c2"))

    assert finals(lost) == [final("one", " two")]
    assert [item.item.text for item in only(ItemCreate, again)] == ["Count.", "one"]
    assert [started.conversation_id for started in only(SessionStarted, again)] == ["c2"]
    assert [change.state for change in only(StateChanged, talk.asked)][-2:] == [
        State.RECONNECTING,
        State.LISTENING,
    ]


def test_a_server_that_lists_what_was_said_is_told_nothing_again() -> None:
    talk = speaking()
    talk.tell(ConnectionLost(code=1006), flushed(520))
    talk.wait(1.0)
    created, named, updated = greeting(conversation="c1")
    part = ContentPart(type="text", text="Count.")
    listed = server.ItemAdded(item=Item(id="u9", role="user", content=(part,)))

    again = talk.tell(Connected(), created, named, listed, updated)

    assert only(ItemCreate, again) == []
    assert finals(again) == []


def test_a_server_that_ends_the_session_ends_the_talk_after_what_is_to_be_heard() -> None:
    talk = speaking()
    talk.tell(sound_done(), reply_done(), ConnectionLost(code=1000, reason="bye"))
    talk.wait(0.5)
    sounding = talk.tell(ConnectionLost(code=1006))
    talk.tell(heard(1000))

    assert (shown(sounding), ended(talk)) == ([], ("session-ended", 5))
    assert finals(talk.asked)[-1:] == [final("one two")]


@pytest.mark.parametrize(
    "end",
    [ConnectionLost(code=1000), ConnectionLost(code=1008), error("No credit.", "rate_limit_error")],
    ids=["closed", "refused", "limit"],
)
def test_a_reply_that_was_cut_off_by_the_end_of_the_session_is_heard_as_far_as_it_came(
    end: Event | FromServer,
) -> None:
    talk = speaking()
    talk.tell(end)
    sounding = talk.exit_code
    talk.wait(0.5)

    talk.tell(heard(1000))

    assert sounding is None
    assert talk.session.is_over
    assert finals(talk.asked)[-1:] == [final("one two")]


def test_a_server_that_hangs_up_when_all_was_answered_is_no_failure() -> None:
    talk = speaking()
    talk.tell(InputEnded(), sound_done(), reply_done(), ConnectionLost(code=1000))
    talk.wait(0.5)
    talk.tell(heard(1000))

    assert (talk.exit_code, only(ErrorShown, talk.asked)) == (0, [])


@pytest.mark.parametrize("kind", ["timeout", "max_duration"])
def test_a_session_that_is_over_is_followed_by_another(kind: str) -> None:
    talk = connected()

    talk.tell(error("The session is over.", kind))
    again = talk.wait(1.0)

    assert Disconnect() in talk.asked
    assert len([c for c in again if isinstance(c, Connect)]) == 1


def test_a_limit_of_the_servers_ends_the_talk_with_6() -> None:
    talk = connected()

    talk.tell(error("Too many requests.", "rate_limit_exceeded"))

    assert ended(talk) == ("limit", 6)


def test_settings_the_server_refuses_are_noticed_and_others_of_its_errors_shown() -> None:
    talk = connected()
    talk.tell(SettingsChanged(SessionSettings(voice="rex")))

    commands = talk.tell(error("no such voice"), error("no such item"))

    assert [notice.code for notice in only(Notice, commands)] == ["settings-refused"]
    assert [shown_error.text for shown_error in only(ErrorShown, commands)] == ["no such item"]


def test_the_tools_there_are_can_be_asked_for() -> None:
    talk = connected()
    tools = (Tool(type="web_search"),)

    before = talk.session.tools
    talk.tell(ToolsChanged(tools=tools, functions=frozenset()))

    assert (before, talk.session.tools) == ((), tools)


def test_a_harmless_race_while_settings_change_is_not_taken_for_a_refusal() -> None:
    talk = connected()
    talk.tell(SettingsChanged(SessionSettings(voice="rex")))

    commands = talk.tell(error("Cancellation failed: no active response found"))

    assert shown(commands) == []


def test_a_hang_up_while_a_typed_turn_waits_asks_for_nothing_more() -> None:
    talk = speaking()
    talk.tell(UserText("Stop."), HangUpRequested())

    commands = talk.wait(2.0)

    assert (sent(commands), talk.exit_code) == ([], 0)


def test_what_was_said_is_kept_as_it_was_heard() -> None:
    talk = speaking()
    talk.tell(speech_started("u2"), flushed(520))

    assert [(e.role, e.text) for e in talk.session.context.entries if isinstance(e, Message)] == [
        ("user", "Count."),
        ("assistant", "one"),
    ]


def test_sound_of_the_reply_is_played_as_it_came() -> None:
    talk = connected()

    commands = talk.tell(reply_created(), sound(20))

    assert [c for c in commands if isinstance(c, Play)] == [Play(b"\x01\x02" * 480)]


def test_progress_of_the_loudspeaker_alone_asks_for_nothing() -> None:
    talk = connected()

    assert talk.tell(PlaybackProgressed(0, 0)) == []
    assert not [c for c in talk.asked if isinstance(c, Send) and isinstance(c.event, ItemTruncate)]
