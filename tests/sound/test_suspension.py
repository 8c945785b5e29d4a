"""Ctrl-Z on a real sound card: a program that is stopped must not hear anything (faults, P7)."""

from __future__ import annotations

import contextlib
import sys
import threading
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options
from tests.app.conftest import running
from tests.terminal.conftest import ROOT, Terminal

if TYPE_CHECKING:
    from tests.sound.conftest import VirtualSound

pytestmark = pytest.mark.sound


def tone(path: Path, hz: int, length_s: int) -> Path:
    """Make a recording of a tone."""
    seconds = np.arange(length_s * RATE_HZ) / RATE_HZ
    samples = (9_000 * np.sin(2 * np.pi * hz * seconds)).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples.tobytes())
    return path


def loudness(folder: Path, hz: int) -> float:
    """How loud a tone is in what the only recording there has of the microphone."""
    (recording,) = folder.glob("*.wav")
    with wave.open(str(recording)) as sound:
        both = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    spectrum = np.abs(np.fft.rfft(both[0::2]))
    return float(spectrum[round(hz * len(both) / 2 / RATE_HZ) - 50 :][:100].max())


def test_what_is_said_while_the_program_is_stopped_is_never_heard(
    virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    before = tone(tmp_path / "before.wav", 1_000, 2)
    meanwhile = tone(tmp_path / "meanwhile.wav", 3_000, 1)
    more = {"PYTHONPATH": str(ROOT), "TERM": "xterm", "PS1": "$ ", "XDG_DATA_HOME": str(tmp_path)}
    more |= {"LC_ALL": "C.UTF-8"}
    folder = tmp_path / "sound"
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(running(Options(quirks=Quirks(pace="fast"))))
        shell = ["bash", "--norc", "--noprofile", "-i"]
        terminal = Terminal(shell, virtual_sound.environment | more, columns=200)
        stack.callback(terminal.close)
        command = f"{sys.executable} -m grokvoice talk --echo off --record {folder} --url {url}"
        terminal.type(f"{command}\n").shows("○ listening")
        speaking = threading.Thread(target=virtual_sound.speak, args=(before,))
        speaking.start()
        stack.callback(speaking.join, 10)
        terminal.shows("you [▁-█]*[▅-█]")

        terminal.type("\x1a").shows("Stopped")
        virtual_sound.speak(meanwhile)
        terminal.type("fg\n").shows("The microphone is back")

        terminal.type("\x04").shows("ended").type("exit\n")
        assert terminal.exit_code() == 0
    assert loudness(folder, 3_000) < 0.01 * loudness(folder, 1_000)
