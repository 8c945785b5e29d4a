"""A whole talk, recorded: everything is real but the sound card and the time."""

import asyncio
import wave
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.adapters.wavfile import WavMicrophone, WavSpeaker, write_wav
from grokvoice.audio.pcm import RATE_HZ, to_samples
from grokvoice.journal.captions import Caption, captions
from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import entry_of
from grokvoice.journal.header import Header
from grokvoice.journal.recording import Recording
from grokvoice.journal.turn_clock import TurnClock
from grokvoice.session.events import HangUpRequested, SpeechStopRequested, UserText
from grokvoice.session.options import Options
from grokvoice.session.updates import AssistantDelta, AssistantFinal, Notice
from grokvoice.simulator import server
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Simulator
from tests.app.stage import FakeView, Stage
from tests.app.test_whole_talk import GRACE_S, LISTENING, LoopClock, _one_clock, stage_for
from tests.virtual_time import pass_time, run_virtually

pytest.importorskip("espeakng_loader")
_ = _one_clock


def channels(path: Path) -> NDArray[np.int16]:
    with wave.open(str(path)) as file:
        pcm = file.readframes(file.getnframes())
    return np.frombuffer(pcm, "<i2").reshape(-1, 2).T


def place_of(sound: NDArray[np.int16], recording: NDArray[np.int16]) -> int:
    """Return where a sound begins in a recording that holds it bit for bit."""
    first = int(np.flatnonzero(sound)[0])
    for start in np.flatnonzero(recording == sound[first]):
        piece = recording[start : start + len(sound) - first]
        if np.array_equal(piece, sound[first : first + len(piece)]):
            return int(start) - first
    pytest.fail("it is not there")


def replies_in(view: FakeView) -> list[Caption]:
    """Give the subtitles of what Grok said."""
    clock = TurnClock()
    entries = (
        entry_of(update, at_s, clock) for update, at_s in zip(view.shown, view.times, strict=True)
    )
    header = Header(id="x", started=datetime.now(UTC))
    talk = Conversation(header, tuple(entry for entry in entries if entry))
    return [caption for caption in captions(talk) if caption.speaker == "grok"]


def sounding(channel: NDArray[np.int16]) -> list[tuple[float, float]]:
    """Give the seconds between which there is sound; a pause of a second ends one."""
    loud = np.flatnonzero(np.abs(channel.astype(int)) > 200) / RATE_HZ
    breaks = np.flatnonzero(np.diff(loud) > 1.0)
    begins, ends = np.r_[loud[:1], loud[breaks + 1]], np.r_[loud[breaks], loud[-1:]]
    return list(zip(begins.tolist(), ends.tolist(), strict=True))


def test_what_was_said_and_played_is_recorded_to_the_sample(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(-9_000, 9_000, RATE_HZ).astype(np.int16)
    question = np.concatenate((np.zeros(RATE_HZ // 10, np.int16), noise))
    write_wav(tmp_path / "asked.wav", question.tobytes())
    recording = Recording(tmp_path / "talk.wav", lambda: 0.0)

    async def scene() -> None:
        async with Simulator(server.Options(quirks=Quirks(pace="fast"))) as simulator:
            stage = stage_for(simulator.url, Options(settings=LISTENING, quiet_s=2.5))
            stage.recorder = recording
            conductor = stage.conductor(
                microphone=WavMicrophone(tmp_path / "asked.wav", LoopClock()),
                speaker=WavSpeaker(tmp_path / "answer.wav", LoopClock()),
            )
            conductor.tell(UserText("Hello."))
            await conductor.run()

    run_virtually(scene(), grace_s=GRACE_S, within_s=60.0)
    recording.close()

    left, right = channels(tmp_path / "talk.wav")
    answer = to_samples((tmp_path / "answer.wav").read_bytes()[44:])
    # Both cards begin at once; a microphone gives a block of 20 ms when it is over.
    assert place_of(question, left) - place_of(answer, right) == -480
    assert np.count_nonzero(left) == np.count_nonzero(question)
    assert np.count_nonzero(right) == np.count_nonzero(answer) > 0


def test_subtitles_fit_the_recording_after_an_interruption_and_a_new_connection(
    tmp_path: Path,
) -> None:
    recording = Recording(tmp_path / "talk.wav", lambda: 0.0)

    async def scene() -> Stage:
        first = Simulator(server.Options(quirks=Quirks(pace="fast")))
        async with first, asyncio.TaskGroup() as tasks:
            stage = stage_for(first.url, Options())
            stage.recorder = recording
            conductor = stage.conductor(speaker=WavSpeaker(tmp_path / "out.wav", LoopClock()))
            running = tasks.create_task(conductor.run())
            conductor.tell(UserText("Please tell me a story."))
            await stage.view.until(lambda shown: len(deltas(shown)) > 12)
            conductor.tell(SpeechStopRequested())
            await pass_time(2.0)
            await first.__aexit__(None, None, None)
            await pass_time(3.0)
            again = server.Options(port=first.port, quirks=Quirks(pace="fast"))
            async with Simulator(again):
                await stage.view.until(lambda shown: "reconnected" in codes(shown))
                conductor.tell(UserText("Please count to five."))
                await stage.view.until(lambda shown: len(finals(shown)) == 2)
                await pass_time(1.5)
                conductor.tell(HangUpRequested())
                await running
        return stage

    stage = run_virtually(scene(), grace_s=GRACE_S, within_s=60.0)
    recording.close()

    _, right = channels(tmp_path / "talk.wav")
    told = replies_in(stage.view)
    story, count = sounding(right)
    spans = [(told[0].began_s, told[-2].ended_s), (told[-1].began_s, told[-1].ended_s)]
    assert told[-1].text.startswith("One, two")
    assert np.array(spans) == pytest.approx(np.array([story, count]), abs=0.5)


def deltas(shown: Sequence[object]) -> list[AssistantDelta]:
    return [it for it in shown if isinstance(it, AssistantDelta)]


def finals(shown: Sequence[object]) -> list[AssistantFinal]:
    return [it for it in shown if isinstance(it, AssistantFinal)]


def codes(shown: Sequence[object]) -> list[str]:
    return [it.code for it in shown if isinstance(it, Notice)]
