import asyncio

import pytest

from grokvoice.app.conductor import Conductor
from grokvoice.errors import AudioDeviceError
from grokvoice.protocol.client_events import (
    InputAudioAppend,
    InputAudioCommit,
    ItemTruncate,
    ResponseCancel,
)
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.events import (
    Event,
    HangUpRequested,
    InputEnded,
    PlaybackProgressed,
    SpeechDismissed,
    SpeechStopRequested,
    SpeechSuspected,
    TurnBegan,
    UserMuted,
    UserText,
)
from grokvoice.session.options import Options
from grokvoice.session.updates import (
    GapsCounted,
    Interrupted,
    Notice,
    SessionStarted,
    State,
    StateChanged,
    SumsCounted,
)
from tests.app.stage import (
    CHUNK,
    FakeMicrophone,
    FakeSpeaker,
    FakeWire,
    Stage,
    Switchboard,
    hold,
    obliging,
)
from tests.app.talks import HELLO, codes, has, serving
from tests.session.dialogue import item_added, reply_created, sound, speech_started, words
from tests.virtual_time import pass_time, run_virtually


def test_the_microphone_is_sent_in_chunks_and_its_end_is_the_end_of_the_talk() -> None:
    stage = Stage(Switchboard(wire := serving()))

    async def act(_conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        for _ in range(5):
            stage.microphone.capture(CHUNK // 2)
            await pass_time(0.05)
        stage.microphone.end()
        stage.microphone.capture(CHUNK // 2)

    assert hold(stage, act=act) == 0

    chunk = InputAudioAppend(audio=b"\x01\x00" * CHUNK)
    assert wire.sent[1:] == [chunk, chunk, chunk]


def test_each_new_gap_in_the_sound_is_told() -> None:
    stage = Stage(Switchboard(serving()))

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        for gaps in [(1, 0), (1, 0), (1, 2)]:
            stage.speaker.gaps = gaps
            await pass_time(0.2)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    told = [update for update in stage.view.shown if isinstance(update, GapsCounted)]
    assert told == [GapsCounted(network=1, device=0), GapsCounted(network=1, device=2)]


def test_only_news_is_told() -> None:
    told: list[Event] = []

    class Listening(Conductor):
        def tell(self, event: Event) -> None:
            told.append(event)
            super().tell(event)

    stage = Stage(Switchboard(serving(ms=500)), conductor_type=Listening)

    async def act(conductor: Conductor) -> None:
        conductor.tell(HELLO)
        await pass_time(5.0)
        stage.microphone.end()
        stage.microphone.capture(CHUNK // 2)

    hold(stage, act=act)

    assert told.count(InputEnded()) == 1
    assert [it for it in told if isinstance(it, PlaybackProgressed)] == [
        PlaybackProgressed(0, 12_000)
    ]
    assert stage.speaker.calls.count("finish") >= 1


def test_receipts_count_the_frames_that_arrived() -> None:
    stage = Stage(Switchboard(serving()))

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        stage.microphone.capture(4 * CHUNK)
        await pass_time(1.5)
        stage.microphone.capture(CHUNK)
        await pass_time(0.1)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    [sums] = [it for it in stage.view.shown if isinstance(it, SumsCounted)]
    assert (sums.captured, sums.acknowledged, sums.in_flight) == (5 * CHUNK, 4 * CHUNK, CHUNK)


def test_a_network_too_slow_for_the_microphone_leaves_old_sound_out_and_says_so_once() -> None:
    stage = Stage(Switchboard(wire := serving()))

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        wire.is_stuck = True
        for _ in range(30):
            stage.microphone.capture()
            await pass_time(0.1)
        wire.go_on()
        await pass_time(0.05)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    appended = sum(isinstance(event, InputAudioAppend) for event in wire.sent)
    [sums] = [it for it in stage.view.shown if isinstance(it, SumsCounted)]
    notices = [it.code for it in stage.view.shown if isinstance(it, Notice)]
    assert appended <= 11
    assert sums.dropped["slow"] == (30 - appended) * CHUNK
    assert sums.captured == sums.acknowledged + sums.in_flight + sums.dropped["slow"] == 30 * CHUNK
    assert notices == ["slow-network"]


def test_speech_stops_the_sound_and_cuts_the_reply_where_it_was_heard() -> None:
    stage = Stage(Switchboard(wire := FakeWire(obliging())), speaker=FakeSpeaker(is_prompt=False))

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        wire.say(reply_created(), item_added(), sound(1000), words("one two"))
        await pass_time(0.2)
        stage.speaker.heard = 600 * 24
        await pass_time(0.2)
        wire.say(speech_started())
        await stage.view.until(has(Interrupted))
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    assert "flush" in stage.speaker.calls
    assert wire.sent[1:] == [
        ResponseCancel(response_id="r1"),
        ItemTruncate(item_id="a1", audio_end_ms=600),
    ]
    assert Interrupted(item_id="a1", heard_ms=600) in stage.view.shown


def test_a_key_stops_the_speech_while_a_reply_is_spoken() -> None:
    stage = Stage(Switchboard(serving()), speaker=FakeSpeaker(is_prompt=False))
    was_speaking: list[bool] = []

    async def act(conductor: Conductor) -> None:
        was_speaking.append(conductor.is_speaking)
        conductor.tell(HELLO)
        await pass_time(0.5)
        was_speaking.append(conductor.is_speaking)
        conductor.tell(SpeechStopRequested())
        await stage.view.until(has(Interrupted))
        was_speaking.append(conductor.is_speaking)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    assert was_speaking == [False, True, False]


def test_a_sound_that_was_stopped_before_the_speaker_was_open_is_told_all_the_same() -> None:
    class Late(FakeSpeaker):
        """Opens so late that its first flush finds nobody to wake."""

        def flush(self) -> int:
            self._wake = lambda: None
            return super().flush()

    stage = Stage(Switchboard(serving()), speaker=Late(is_prompt=False))

    async def act(conductor: Conductor) -> None:
        conductor.tell(HELLO)
        await pass_time(0.5)
        conductor.tell(SpeechStopRequested())
        await stage.view.until(has(Interrupted))
        conductor.tell(HangUpRequested())

    assert hold(stage, act=act, within_s=10) == 0


def test_a_turn_of_push_to_talk_ends_with_the_last_sample_of_the_microphone() -> None:
    manual = Options(settings=SessionSettings(turn_detection=None))
    stage = Stage(Switchboard(wire := serving()), options=manual)

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        conductor.tell(TurnBegan())
        stage.microphone.capture(CHUNK + CHUNK // 2)
        await pass_time(0.1)
        conductor.end_turn()
        await pass_time(0.1)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    sample = b"\x01\x00"
    whole, rest = (InputAudioAppend(audio=sample * size) for size in (CHUNK, CHUNK // 2))
    assert wire.sent[-3:] == [whole, rest, InputAudioCommit()]


def test_a_suspicion_of_speech_ducks_the_sound_until_it_is_dismissed() -> None:
    stage = Stage(Switchboard(serving()), speaker=FakeSpeaker(is_prompt=False))

    async def act(conductor: Conductor) -> None:
        conductor.tell(HELLO)
        await pass_time(0.5)
        stage.speaker.heard = 12_000
        await pass_time(0.5)
        conductor.tell(SpeechSuspected())
        conductor.tell(SpeechDismissed())
        await pass_time(0.1)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    ducking = [call for call in stage.speaker.calls if call in {"duck", "restore"}]
    assert ducking == ["duck", "restore"]


def test_whether_the_microphone_is_closed_and_what_it_has_cost_can_be_asked() -> None:
    stage = Stage(Switchboard(serving()))
    answers: list[object] = []

    async def act(conductor: Conductor) -> None:
        answers.append(conductor.is_muted)
        conductor.tell(UserMuted(is_muted=True))
        await pass_time(60.0)
        answers.extend((conductor.is_muted, round(conductor.cost.audio_s)))
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    assert answers == [False, True, 60]


def test_what_goes_on_beside_the_talk_ends_with_it() -> None:
    stage = Stage(Switchboard(serving()))
    life: list[str] = []

    async def watch() -> None:
        life.append("began")
        try:
            await asyncio.Event().wait()
        finally:
            life.append("ended")

    async def scene() -> int:
        conductor = stage.conductor()
        conductor.tell(HangUpRequested(130))
        return await conductor.run(watch())

    assert run_virtually(scene()) == 130
    assert life == ["began", "ended"]


def test_a_card_that_goes_away_and_comes_back_is_told_and_the_talk_goes_on() -> None:
    stage = Stage(Switchboard(serving()))
    stage.speaker.can_return = True

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        stage.speaker.failure = "USB Audio went away"
        await stage.view.until(lambda _shown: "speaker-lost" in codes(stage.view))
        stage.speaker.failure = None
        await stage.view.until(lambda _shown: "speaker-back" in codes(stage.view))
        conductor.tell(HangUpRequested())

    assert hold(stage, act=act, within_s=30.0) == 0


@pytest.mark.parametrize(("speaks", "is_paused"), [(False, True), (True, False)])
def test_a_card_is_changed_and_the_other_only_paused_while_nothing_is_heard(
    *, speaks: bool, is_paused: bool
) -> None:
    stage = Stage(Switchboard(serving()), speaker=FakeSpeaker(is_prompt=False))
    stage.microphone.can_return = stage.speaker.can_return = True

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        if speaks:
            conductor.tell(UserText("Hello."))
            await pass_time(0.5)
        await conductor.change_device("microphone", 3)
        await stage.view.until(lambda _shown: "microphone-changed" in codes(stage.view))
        conductor.tell(HangUpRequested())

    hold(stage, act=act, within_s=30.0)

    assert stage.microphone.wanted == 3
    assert (stage.speaker.calls.count("start") == 2) is is_paused


@pytest.mark.parametrize("which", ["microphone", "speaker"])
def test_a_device_that_cannot_be_opened_ends_the_talk_with_its_error(which: str) -> None:
    error = AudioDeviceError(f"no such {which}")
    stage = Stage(
        Switchboard(wire := serving()),
        microphone=FakeMicrophone(error=error if which == "microphone" else None),
        speaker=FakeSpeaker(error=error if which == "speaker" else None),
    )

    with pytest.raises(AudioDeviceError) as caught:
        hold(stage)

    assert caught.value is error
    assert (stage.microphone.calls[-1], stage.speaker.calls[-1]) == ("stop", "stop")
    assert stage.view.is_closed
    assert wire.calls[-1:] in ([], ["abort"])


@pytest.mark.parametrize("which", ["microphone", "speaker"])
def test_a_device_that_goes_away_ends_the_talk_with_an_error(which: str) -> None:
    stage = Stage(Switchboard(wire := serving()))

    async def act(_conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        device = stage.microphone if which == "microphone" else stage.speaker
        device.failure = "USB Audio went away"

    with pytest.raises(AudioDeviceError, match="USB Audio went away"):
        hold(stage, act=act, within_s=10)

    assert wire.calls[-1] == "abort"
    assert (stage.microphone.calls[-1], stage.speaker.calls[-1]) == ("stop", "stop")


def test_a_reply_that_could_not_be_kept_in_full_is_no_success() -> None:
    class Full(FakeSpeaker):
        def stop(self) -> None:
            super().stop()
            self.failure = "answer.wav cannot be written: No space left on device"

    stage = Stage(Switchboard(serving()), speaker=Full())

    with pytest.raises(AudioDeviceError, match="No space left on device"):
        hold(stage, HELLO, InputEnded())


def test_a_card_that_goes_away_is_told_and_comes_back() -> None:
    stage = Stage(Switchboard(serving()))
    stage.microphone.can_return = True

    async def act(it: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        stage.microphone.failure = "USB Audio went away"
        await stage.view.until(has(Notice))
        stage.microphone.failure = None
        await stage.view.until(lambda _shown: len(codes(stage.view)) == 2)
        it.tell(InputEnded())

    hold(stage, act=act)

    assert codes(stage.view) == ["microphone-lost", "microphone-back"]


def test_a_card_is_changed_at_a_wish_and_the_screen_says_so() -> None:
    stage = Stage(Switchboard(serving()))
    stage.speaker.can_return = True

    async def act(it: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        await it.change_device("speaker", "headset")
        it.tell(InputEnded())

    hold(stage, act=act)

    assert codes(stage.view) == ["speaker-changed"]
    assert stage.speaker.wanted == "headset"


@pytest.mark.parametrize(("lost", "pauses"), [("microphone", False), ("speaker", True)])
def test_a_speaker_that_sounds_is_not_closed_to_look_for_a_microphone(
    lost: str, pauses: bool
) -> None:
    stage = Stage(Switchboard(serving(ms=60_000)), speaker=FakeSpeaker(is_prompt=False))
    stage.microphone.can_return = stage.speaker.can_return = True
    device = stage.microphone if lost == "microphone" else stage.speaker
    other = stage.speaker if lost == "microphone" else stage.microphone

    async def act(it: Conductor) -> None:
        await stage.view.until_shown(StateChanged(State.SPEAKING))
        device.error = AudioDeviceError("not in the list")
        device.failure = "USB Audio went away"
        await pass_time(4)
        assert other.calls.count("stop") == (1 if pauses else 0)
        it.tell(HangUpRequested())
        it.tell(HangUpRequested())

    hold(stage, HELLO, act=act)
