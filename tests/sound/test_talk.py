"""A person speaks into a microphone, hears an answer, and interrupts it: the main job, whole.

The speech comes from Debian's flite, whose voices the recogniser understands; what the loudspeaker
played is found again in a recording of it, by correlation with what the simulator said.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.audio.envelope import DUCKED
from grokvoice.audio.pcm import RATE_HZ, to_samples
from grokvoice.simulator.speech import synthesise

if TYPE_CHECKING:
    from tests.sound.conftest import VirtualSound

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(shutil.which("flite") is None, reason="needs flite"),
]

PATIENCE_S = 30
VOICE = "ara"


def spoken(words: str, folder: Path) -> Path:
    """Make a recording of somebody saying this."""
    path = folder / f"{abs(hash(words))}.wav"
    subprocess.run(["flite", "-voice", "rms", "-t", words, "-o", str(path)], check=True)
    return path


class Talk:
    """A running `grokvoice talk --local --json`, read line by line."""

    def __init__(self, process: subprocess.Popen[str], trace: Path) -> None:
        self._process = process
        self._trace = trace
        self.seen: list[dict[str, Any]] = []

    def until(self, kind: str, **fields: object) -> dict[str, Any]:
        """Read until a line of this type, with these fields, comes."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event: dict[str, Any] = json.loads(line)
            self.seen.append(event)
            if event["type"] == kind and fields.items() <= event.items():
                return event
        pytest.fail(f"the talk ended before {kind}: {self.seen}")

    def hang_up(self) -> int:
        """Press Ctrl-C until it ends; returns the exit code."""
        self._process.send_signal(signal.SIGINT)
        self._process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(PATIENCE_S)
        pytest.fail("the talk does not end")

    def wire(self, kind: str) -> list[dict[str, Any]]:
        """Give the wire's events of a type."""
        lines = self._trace.read_text(encoding="utf-8").splitlines()
        events = [json.loads(line)["event"] for line in lines]
        return [event for event in events if event["type"] == kind]


@contextlib.contextmanager
def talking(sound: VirtualSound, folder: Path) -> Iterator[Talk]:
    trace = folder / "trace.jsonl"
    command = [sys.executable, "-m", "grokvoice", "talk", "--local", "--json"]
    command += ["--voice", VOICE, "--trace", str(trace)]
    with subprocess.Popen(
        command,
        env={**sound.environment, "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        watchdog = threading.Timer(60, process.kill)  # a talk that hangs fails instead
        watchdog.start()
        try:
            talk = Talk(process, trace)
            talk.until("session.start")
            yield talk
        finally:
            watchdog.cancel()
            process.kill()


@contextlib.contextmanager
def insisting(sound: VirtualSound, speech: Path) -> Iterator[None]:
    """Say something until the block is left, as people do: a canceller may still be learning."""
    has_worked = threading.Event()

    def insist() -> None:
        for _ in range(4):
            if not has_worked.is_set():
                sound.speak(speech)

    voice = threading.Thread(target=insist)
    voice.start()
    try:
        yield
    finally:
        has_worked.set()
        voice.join()


def likeness(sound: NDArray[np.int16], recording: NDArray[np.int16]) -> tuple[float, int]:
    """Return how alike a sound and the best place of a recording are (1.0: the same), and where."""
    wanted, heard = sound.astype(float), recording.astype(float)
    size = 1 << (len(heard) + len(wanted)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size))
    matches = np.fft.irfft(product, size)[: max(1, len(heard) - len(wanted) + 1)]
    place = int(np.argmax(matches))
    piece = heard[place : place + len(wanted)]
    scale = float(np.linalg.norm(wanted) * np.linalg.norm(piece))
    return float(matches[place]) / scale if scale else 0.0, place


def test_a_spoken_question_is_written_down_and_answered_aloud(
    virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    recording = virtual_sound.record()
    with talking(virtual_sound, tmp_path) as talk:
        virtual_sound.speak(spoken("What time is it?", tmp_path))
        question = talk.until("user.final")
        answer = talk.until("assistant.final")
        exit_code = talk.hang_up()
    heard = recording.stop()

    assert question["text"].lower() == "what time is it"
    assert answer["text"].startswith("It is")
    assert answer["heard"] == answer["text"]
    assert exit_code == 130
    said = to_samples(synthesise(answer["text"], voice=VOICE).pcm)
    assert likeness(said, heard)[0] > 0.98


def test_speech_during_a_reply_silences_it_and_the_cut_is_where_it_was_heard(
    virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    recording = virtual_sound.record()
    with talking(virtual_sound, tmp_path) as talk:
        virtual_sound.speak(spoken("Please tell me a story.", tmp_path))
        talk.until("assistant.delta")
        with insisting(virtual_sound, spoken("Stop please. What is two plus two?", tmp_path)):
            talk.until("interrupt")
        cut = talk.until("assistant.final", interrupted=True)
        talk.until("assistant.final")
        talk.hang_up()
        truncations = talk.wire("conversation.item.truncate")
    heard = recording.stop()

    said = to_samples(synthesise(cut["text"], voice=VOICE).pcm)
    opening = said[: RATE_HZ // 2]
    similarity, begins = likeness(opening, heard)
    assert similarity > 0.98
    assert [event["item_id"] for event in truncations] == [cut["item_id"]]
    heard_ms = audible_frames(said, heard[begins:]) * 1000 / RATE_HZ
    assert abs(truncations[0]["audio_end_ms"] - heard_ms) <= 40
    assert cut["heard"] + cut["unheard"] == cut["text"]
    assert cut["unheard"]


def audible_frames(said: NDArray[np.int16], heard: NDArray[np.int16]) -> int:
    """Return how many frames of a sound were heard before it fell silent.

    Both go silent between words, so that the last frame of the sound that is still found, not the
    first silence, tells where it ended.
    """
    length = min(len(said), len(heard))
    quiet = 64  # of 32768: the fade's last frames, and what dithering there may be
    is_alike = (np.abs(heard[:length].astype(int)) > quiet) & (np.abs(said[:length]) > quiet)
    full, ducked = said[:length].astype(int), said[:length] * DUCKED
    is_louder = heard[:length] > np.maximum(full, ducked) + 2_000
    is_softer = heard[:length] < np.minimum(full, ducked) - 2_000
    differs = is_louder | is_softer
    ends = int(np.argmax(differs)) if differs.any() else length
    fade = is_alike[: ends + RATE_HZ // 50]
    return int(np.flatnonzero(fade)[-1]) + 1
