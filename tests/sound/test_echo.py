"""The loudspeaker stands beside the microphone: 80 ms later and 20 dB softer it hears itself.

`GROKVOICE_ROUNDS=10` has twenty replies spoken where two are by default; what the ear makes of
twenty is reckoned in tests/app/test_ear_and_echo.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.adapters.wavfile import WavSource, write_wav
from grokvoice.audio.pcm import from_float32, level_dbfs, to_bytes, to_float32, to_samples
from grokvoice.audio.silero import has_silero
from grokvoice.simulator.speech import synthesise

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sound.conftest import Recording, VirtualSound

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(not has_silero(), reason="needs ears that hear the softest echo"),
]

ROUNDS = int(os.environ.get("GROKVOICE_ROUNDS", "1"))
MS = 24
TEXTS = ["The keeper lit the lamp before dark.", "Nobody had ever seen such a storm."]
STORY = "Far out at sea a sailor saw the light, and turned his boat toward the shore. " * 2
WORDS_BEFORE_VOICE = 6
ATTEMPTS = 4
"""Where a card lost sound because the machine is busy, nothing is proven about the canceller."""
SOON = 1500 * MS
"""On any machine, however busy; what the ear itself takes is reckoned beside the twenty."""


class Conversation:
    """A process in which the simulator says texts through an open microphone and loudspeaker."""

    def __init__(self, sound: VirtualSound, step: str, texts: list[str]) -> None:
        self._probe: subprocess.Popen[str] = sound.probe("converse", step, *texts)
        self.seen: list[dict[str, Any]] = []

    def until(self, *fields: str) -> bool:
        """Read on until a report with these fields; False if it ends before."""
        assert self._probe.stdout is not None
        for line in self._probe.stdout:
            self.seen.append(json.loads(line))
            if set(fields) <= self.seen[-1].keys():
                return True
        return False

    def replies(self) -> list[dict[str, Any]]:
        """Listen to the end; returns what became of each reply."""
        while self.until("interrupted"):
            pass
        assert "ducked" in self.seen[-1], self._probe.communicate()[1]
        return [report for report in self.seen if "interrupted" in report]


@pytest.mark.skipif(shutil.which("flite") is None, reason="needs flite")
def test_an_echo_interrupts_no_reply_and_a_voice_soon_does(
    fragile_sound: VirtualSound, tmp_path: Path
) -> None:
    fragile_sound.echo(80, 20)
    echo_dbfs = level_dbfs(to_samples(synthesise(STORY).pcm)) - 20
    voice = at_level(spoken("Stop please! What is two plus two?", tmp_path), echo_dbfs + 10)
    write_wav(tmp_path / "voice.wav", to_bytes(voice))
    texts = TEXTS * ROUNDS

    for _ in range(ATTEMPTS):
        heard, near = fragile_sound.record(), fragile_sound.record("mic_feed.monitor")
        talk = Conversation(fragile_sound, "aec", [*texts, STORY])
        before_voice = ["interrupted"] * len(texts) + ["text"] * WORDS_BEFORE_VOICE
        if all(talk.until(field) for field in before_voice):
            fragile_sound.speak(tmp_path / "voice.wav")
        *replies, last = talk.replies()
        loudspeaker, microphone = aligned(heard, near)
        if talk.seen[-1]["xruns"] == 0:
            break

    removed = [one["removed_db"] for one in talk.seen if one.get("type") == "EchoMeasured"]
    begins = place_of(voice[: 1000 * MS], microphone)
    assert [reply["heard"] for reply in replies] == texts
    assert removed[-1] > 25
    assert last["interrupted"]
    assert 0 < last_sound(loudspeaker) - begins < SOON


def test_without_the_canceller_the_echo_would_interrupt(fragile_sound: VirtualSound) -> None:
    fragile_sound.echo(80, 20)

    talk = Conversation(fragile_sound, "off", [STORY])

    assert any(reply["interrupted"] for reply in talk.replies())


def spoken(words: str, folder: Path) -> NDArray[np.int16]:
    """Make somebody say this, without the silence around it."""
    path = folder / "flite.wav"
    subprocess.run(["flite", "-voice", "rms", "-t", words, "-o", str(path)], check=True)
    source = WavSource(path)
    sound = np.concatenate([source.read(24_000) for _ in range(10)])
    loud = np.flatnonzero(np.abs(sound.astype(int)) > 500)
    return sound[loud[0] : loud[-1]]


def at_level(sound: NDArray[np.int16], dbfs: float) -> NDArray[np.int16]:
    gain = 10 ** ((dbfs - level_dbfs(sound)) / 20)
    return from_float32(to_float32(sound) * np.float32(gain))


def aligned(heard: Recording, near: Recording) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Cut two recordings to the same beginning; the echo of the one is in the other."""
    loudspeaker, microphone = heard.stop(), near.stop()
    begins = int(np.flatnonzero(loudspeaker)[0])
    sample = loudspeaker[begins : begins + 1500 * MS]
    late = place_of(sample, microphone) - begins - 80 * MS
    return (loudspeaker, microphone[late:]) if late > 0 else (loudspeaker[-late:], microphone)


def place_of(sound: NDArray[np.int16], recording: NDArray[np.int16]) -> int:
    """Return where `sound` begins in a recording, by correlation."""
    size = 1 << (len(recording) + len(sound)).bit_length()
    spectrum = np.fft.rfft(recording.astype(float), size)
    matches = np.fft.irfft(spectrum * np.conj(np.fft.rfft(sound.astype(float), size)), size)
    return int(np.argmax(matches[: len(recording)]))


def last_sound(recording: NDArray[np.int16]) -> int:
    """Return where the last sound ends that is not part of the silence after it."""
    return int(np.flatnonzero(np.abs(recording.astype(int)) > 30)[-1])
