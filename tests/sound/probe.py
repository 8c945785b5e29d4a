"""Uses the sound card in a process of its own, and reports one JSON object a line.

capture FILE FRAMES   microphone -> raw PCM file
play FILE.wav         a whole file through the loudspeaker, until it was heard
flush FILE.wav MS     the same, but flushed when MS of it were heard; then its first second again
keep FILE.wav         the file again and again, through whatever happens, until a line on stdin;
                      what people would be told, and when sound moves again after that
converse STEP TEXT... has the simulator say each text, with the microphone open and the echo ladder
                      at a step; what became of each, and what was noticed meanwhile
outlive               until both cards have failed, then stopped; at a line on stdin opened again
devices               the list
"""

import asyncio
import contextlib
import json
import logging
import os
import sys
import time
import wave
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path

from grokvoice.adapters.c_stderr import c_stderr_to_log
from grokvoice.adapters.portaudio import list_devices
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.app.api import connect
from grokvoice.app.devices import Devices
from grokvoice.app.threads import DaemonThreads
from grokvoice.audio.pcm import frames_to_bytes, ms_to_frames, to_bytes
from grokvoice.errors import AudioDeviceError
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    EchoMeasured,
    Interrupted,
    Notice,
    UserFinal,
)

PATIENCE_S = 15


def report(**fields: object) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


class Sound:
    """A microphone, whose blocks are the beat, and a loudspeaker."""

    def __init__(self) -> None:
        self.microphone = PortAudioMicrophone()
        self.speaker = PortAudioSpeaker()
        self.captured = bytearray()
        self._beat = asyncio.Event()

    async def start(self) -> None:
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._beat.set)

        for device in (self.microphone, self.speaker):
            await asyncio.to_thread(device.start, wake)

    async def until(self, is_so: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                await self._beat.wait()
                self._beat.clear()
                self.captured += to_bytes(self.microphone.read())

    def stop(self) -> None:
        self.microphone.stop()
        self.speaker.stop()


def frames_of(path: str) -> bytes:
    with wave.open(path) as file:
        pcm: bytes = file.readframes(file.getnframes())
        return pcm


async def tick() -> None:
    """Let a moment pass: a card that is gone wakes nobody."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.02):
            await asyncio.Event().wait()


async def capture(path: str, frames: str) -> None:
    sound = Sound()
    await sound.start()
    await sound.until(lambda: sound.captured)
    report(ready=True)
    await sound.until(lambda: len(sound.captured) >= frames_to_bytes(int(frames)))
    sound.stop()
    await asyncio.to_thread(Path(path).write_bytes, sound.captured)
    report(**asdict(sound.microphone.stats()))


async def play(path: str) -> None:
    sound = Sound()
    await sound.start()
    sound.speaker.play(frames_of(path))
    sound.speaker.finish()
    await sound.until(lambda: sound.speaker.pending_frames == 0)
    sound.stop()
    report(progress=sound.speaker.progress(), **asdict(sound.speaker.stats()))


async def flush(path: str, heard_ms: str) -> None:
    sound, pcm = Sound(), frames_of(path)
    speaker = sound.speaker
    await sound.start()
    speaker.play(pcm)
    await sound.until(lambda: speaker.progress()[1] >= ms_to_frames(int(heard_ms)))
    heard = speaker.progress()[1]
    speaker.flush()
    speaker.play(pcm[: frames_to_bytes(24_000)])
    speaker.finish()
    await sound.until(lambda: speaker.pending_frames == 0)
    sound.stop()
    report(heard=heard, answers=speaker.take_flushed(), **asdict(speaker.stats()))


async def outlive() -> None:
    sound = Sound()
    await sound.start()
    await sound.until(lambda: sound.captured)
    sound.speaker.play(bytes(frames_to_bytes(240_000)))
    report(ready=True)
    devices = (sound.microphone, sound.speaker)
    async with asyncio.timeout(PATIENCE_S):
        while not all(device.failure for device in devices):
            await tick()
    failures = [device.failure for device in devices]
    began_s = time.monotonic()
    sound.speaker.flush()
    sound.stop()
    stopped_s = time.monotonic() - began_s
    flushes = len(sound.speaker.take_flushed())
    report(failures=failures, stopped_s=stopped_s, flushes=flushes)
    if await asyncio.to_thread(sys.stdin.readline):
        sound.captured.clear()
        await sound.start()
        await sound.until(lambda: sound.captured)
        sound.stop()
        report(captured=len(sound.captured))


class Kept(Sound):
    """The same, kept open; a sound is played again and again."""

    def __init__(self, pcm: bytes) -> None:
        super().__init__()
        self._pcm = pcm
        self._told: asyncio.Queue[Notice] = asyncio.Queue()
        self.devices = Devices(
            self.microphone, self.speaker, self._told.put_nowait, lambda _direction: True
        )

    async def move(self) -> None:
        while True:
            await tick()
            self.captured += to_bytes(self.microphone.read())
            if self.speaker.pending_frames < len(self._pcm) // 4:
                self.speaker.play(self._pcm)

    async def tell(self) -> None:
        while True:
            notice = await self._told.get()
            report(code=notice.code, text=notice.text)
            if notice.level == "info":
                await self.until_it_moves()
                report(moves=True)

    async def until_it_moves(self) -> None:
        heard, captured = self.speaker.progress()[1], len(self.captured)
        while self.speaker.progress()[1] < heard + 4800 or len(self.captured) < captured + 9600:
            await tick()


async def keep(path: str) -> None:
    kept = Kept(frames_of(path))
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    with kept.devices:
        await kept.devices.open(lambda: None, lambda: None)
        async with asyncio.TaskGroup() as tasks:
            works = (kept.move(), kept.tell(), kept.devices.keep())
            running = [tasks.create_task(work) for work in works]
            await kept.until_it_moves()
            report(ready=True)
            await asyncio.to_thread(sys.stdin.readline)
            for task in running:
                task.cancel()
    report(**asdict(kept.speaker.stats()))


class DuckedSpeaker(PortAudioSpeaker):
    """Counts how often it was made quieter."""

    ducked = 0

    def duck(self) -> None:
        self.ducked += 1
        super().duck()


async def converse(step: str, *texts: str) -> None:
    speaker = DuckedSpeaker()
    around = {"XDG_CONFIG_HOME": "/nonexistent"}
    os.environ.update(around)
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    microphone = PortAudioMicrophone()
    async with connect(microphone=microphone, speaker=speaker, local=True, echo=step) as talk:
        updates = talk.updates()
        for text in texts:
            talk.speak(text)
            async for update in updates:
                if isinstance(update, AssistantFinal):
                    report(heard=update.heard, interrupted=update.is_interrupted)
                    break
                if isinstance(update, AssistantDelta | Interrupted | UserFinal | EchoMeasured):
                    report(type=type(update).__name__, **asdict(update))
        report(ducked=speaker.ducked, **asdict(speaker.stats()))


async def devices() -> None:
    report(devices=[asdict(device) for device in list_devices()])


COMMANDS: dict[str, Callable[..., Coroutine[None, None, None]]] = {
    "capture": capture,
    "play": play,
    "flush": flush,
    "keep": keep,
    "converse": converse,
    "outlive": outlive,
    "devices": devices,
}

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    with c_stderr_to_log():
        try:
            asyncio.run(COMMANDS[sys.argv[1]](*sys.argv[2:]))
        except AudioDeviceError as error:
            report(error=str(error))
