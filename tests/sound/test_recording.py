"""A talk on a sound card, recorded, and killed in the middle of it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.audio.pcm import RATE_HZ, to_samples
from grokvoice.simulator.speech import synthesise
from tests.sound.test_talk import likeness

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sound.conftest import VirtualSound

pytestmark = pytest.mark.sound

PATIENCE_S = 30
PIECE = RATE_HZ // 10


def channels(path: Path) -> NDArray[np.int16]:
    """Read a recording as any player would: shape (2, frames)."""
    with wave.open(str(path)) as file:
        assert file.getparams()[:3] == (2, 2, RATE_HZ)
        pcm = file.readframes(file.getnframes())
    return np.frombuffer(pcm, "<i2").reshape(-1, 2).T


def talk_until_killed(sound: VirtualSound, folder: Path) -> str:
    """Let Grok say something, kill it without a warning, and return what was heard of that."""
    command = [sys.executable, "-m", "grokvoice", "talk", "--local", "--json", "--mic", "pulse"]
    command += ["--sensitivity", "0.1", "--echo", "off", "--record", str(folder / "talks")]
    with subprocess.Popen(
        command,
        env={**sound.environment, "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        watchdog = threading.Timer(PATIENCE_S, process.kill)
        watchdog.start()
        assert process.stdin
        assert process.stdout
        process.stdin.write("Hello.\n")
        process.stdin.flush()
        events = (json.loads(line) for line in process.stdout)
        heard = next(event["heard"] for event in events if event["type"] == "assistant.final")
        process.kill()
        watchdog.cancel()
    return str(heard)


def test_what_both_sides_heard_of_one_moment_stands_side_by_side_whatever_ends_the_talk(
    fragile_sound: VirtualSound, tmp_path: Path
) -> None:
    # No cable that gets longer when the machine is busy: the microphone is the loudspeaker, softer.
    fragile_sound.control(
        "load-module", "module-remap-source", "master=spk.monitor", "source_name=room"
    )
    fragile_sound.control("set-source-volume", "room", "-50dB")
    fragile_sound.control("set-default-source", "room")

    heard = talk_until_killed(fragile_sound, tmp_path)

    [recording] = (tmp_path / "talks").iterdir()
    left, right = channels(recording)
    said = to_samples(synthesise(heard, voice="ara").pcm)
    pieces = [said[start : start + PIECE] for start in range(0, 5 * PIECE, PIECE)]
    found = [(likeness(piece, left), likeness(piece, right)) for piece in pieces]
    # A busy machine makes gaps in what is played.
    delays = [mic[1] - speaker[1] for mic, speaker in found if min(mic[0], speaker[0]) > 0.95]
    assert len(delays) >= 3
    assert abs(np.median(delays)) * 1000 / RATE_HZ <= 60
