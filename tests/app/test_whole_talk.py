"""A conversation with nothing left out but the sound card: socket, simulator and files are real."""

import asyncio
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grokvoice.adapters.address import Address
from grokvoice.adapters.wavfile import WavMicrophone, WavSpeaker, write_wav
from grokvoice.adapters.websocket import Wire
from grokvoice.app.conductor import Conductor
from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.settings import (
    AudioInput,
    AudioSettings,
    SessionSettings,
    Transcription,
    TurnDetection,
)
from grokvoice.session.events import HangUpRequested, UserText
from grokvoice.session.options import Options
from grokvoice.session.updates import (
    AssistantFinal,
    Notice,
    SessionEnded,
    SumsCounted,
    Update,
    UserFinal,
)
from grokvoice.simulator import server
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Simulator
from grokvoice.simulator.speech import synthesise
from tests.app.stage import Stage
from tests.virtual_time import pass_time, run_virtually

GRACE_S = 0.001
LISTENING = SessionSettings(
    turn_detection=TurnDetection(type="server_vad", silence_duration_ms=500),
    audio=AudioSettings(input=AudioInput(transcription=Transcription(model="grok-transcribe"))),
)


class LoopClock:
    """A block clock that ticks in the time of the loop."""

    def __init__(self) -> None:
        self._handle: asyncio.TimerHandle | None = None

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def start(self, on_block: Callable[[float], None]) -> None:
        self._tick(on_block, self.now())

    def stop(self) -> None:
        if self._handle:
            self._handle.cancel()

    def _tick(self, on_block: Callable[[float], None], due_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._handle = loop.call_at(due_s + 0.02, self._tick, on_block, due_s + 0.02)
        on_block(due_s)


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the simulator, which asks the system for the time, live in the time of the loop."""
    real = time.monotonic

    def now() -> float:
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            return real()

    monkeypatch.setattr(time, "monotonic", now)


def stage_for(url: str, options: Options) -> Stage:
    return Stage(dial=lambda _resumed: Wire.open(Address(url=url)), options=options)


def finals(shown: list[Update]) -> list[str]:
    return [it.text for it in shown if isinstance(it, UserFinal | AssistantFinal)]


def test_a_question_in_a_file_is_answered_into_a_file(tmp_path: Path) -> None:
    pytest.importorskip("pocketsphinx")
    pytest.importorskip("espeakng_loader")
    asked, answer = tmp_path / "asked.wav", tmp_path / "answer.wav"
    write_wav(asked, synthesise("Good morning.").pcm)

    async def scene() -> tuple[int, list[Update]]:
        async with Simulator() as simulator:
            stage = stage_for(simulator.url, Options(settings=LISTENING, quiet_s=2.5))
            conductor = stage.conductor(
                microphone=WavMicrophone(asked, LoopClock()),
                speaker=WavSpeaker(answer, LoopClock()),
            )
            return await conductor.run(), stage.view.shown

    exit_code, shown = run_virtually(scene(), grace_s=GRACE_S, within_s=60.0)

    [question, reply] = [it for it in shown if isinstance(it, UserFinal | AssistantFinal)]
    [sums] = [it for it in shown if isinstance(it, SumsCounted)]
    with wave.open(str(answer)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    assert exit_code == 0
    assert isinstance(question, UserFinal)
    assert question.text
    assert isinstance(reply, AssistantFinal)
    assert (reply.heard, reply.unheard) == (reply.text, "")
    assert sums.received == sums.played > 0
    assert sums.captured == sums.acknowledged + sums.in_flight
    assert sums.received * 0.5 < np.count_nonzero(sound) <= sums.received


def test_a_server_that_comes_back_is_told_what_was_said_and_nothing_is_said_twice() -> None:
    told_again: list[str] = []

    def note(traced: server.Traced) -> None:
        if isinstance(traced.event, ItemCreate):
            told_again.append(traced.event.item.text)

    async def scene() -> tuple[int, list[Update]]:
        first = Simulator(server.Options(quirks=Quirks(pace="fast")))
        async with first, asyncio.TaskGroup() as tasks:
            stage = stage_for(first.url, Options())
            conductor = stage.conductor()
            running = tasks.create_task(conductor.run())
            await ask(conductor, stage, "Please remember the number seven.", 2)
            await first.__aexit__(None, None, None)
            await pass_time(3.0)
            again = server.Options(port=first.port, quirks=Quirks(pace="fast"), observer=note)
            async with Simulator(again):
                await stage.view.until(lambda shown: "reconnected" in codes(shown))
                await ask(conductor, stage, "Hello.", 4)
                conductor.tell(HangUpRequested())
                return await running, stage.view.shown

    async def ask(conductor: Conductor, stage: Stage, text: str, count: int) -> None:
        conductor.tell(UserText(text))
        await stage.view.until(lambda shown: len(finals(shown)) >= count)

    exit_code, shown = run_virtually(scene(), grace_s=GRACE_S, within_s=60.0)

    said = finals(shown)
    assert exit_code == 0
    assert codes(shown)[-1] == "reconnected"
    assert [said[0], said[2]] == ["Please remember the number seven.", "Hello."]
    assert told_again == said[:3]
    assert isinstance(shown[-1], SessionEnded)


def codes(shown: list[Update]) -> list[str]:
    return [it.code for it in shown if isinstance(it, Notice)]
