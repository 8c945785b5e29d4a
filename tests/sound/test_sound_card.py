"""The adapters for PortAudio, on a real sound server with a virtual card; needs no hardware."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.adapters.wavfile import write_wav
from grokvoice.audio.envelope import EDGE_FRAMES
from grokvoice.audio.pcm import from_float32, to_bytes, to_samples

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.sound.conftest import VirtualSound

pytestmark = pytest.mark.sound

PATIENCE_S = 20
SECOND = 24_000
ACCURACY = 480
"""20 ms: what a card says was heard, and what a sound server no longer takes back."""


class Report(TypedDict, total=False):
    """What the probe may say."""

    captured: int
    lost: int
    xruns: int
    underruns: int
    played: int
    heard: int
    progress: list[int]
    answers: list[list[int]]
    failures: list[str]
    stopped_s: float
    flushes: int
    devices: list[dict[str, object]]
    error: str


def speech(seconds: int) -> NDArray[np.int16]:
    """Noise that comes and goes: found again at one place only, and loud throughout."""
    noise = np.random.default_rng(24).standard_normal(seconds * SECOND)
    smooth = np.convolve(noise, np.ones(8) / 8, "same")
    swell = 1.2 + np.sin(np.arange(len(noise)) / SECOND * 20)
    return from_float32((smooth * swell / 10).astype(np.float32))


def place_of(sound: NDArray[np.int16], recording: NDArray[np.int16]) -> int:
    """Return where `sound` begins in a recording, by correlation."""
    size = 1 << (len(recording) + len(sound)).bit_length()
    spectrum = np.fft.rfft(recording.astype(float), size)
    matches = np.fft.irfft(spectrum * np.conj(np.fft.rfft(sound.astype(float), size)), size)
    return int(np.argmax(matches[: len(recording)]))


def answer(probe: subprocess.Popen[str], line: str = "") -> tuple[Report, str]:
    """Return the probe's last report and what it logged."""
    reports, logged = probe.communicate(line, timeout=PATIENCE_S)
    assert probe.returncode == 0, logged
    last: Report = json.loads(reports.splitlines()[-1])
    return last, logged


def wait_until_ready(probe: subprocess.Popen[str]) -> None:
    assert probe.stdout is not None
    assert json.loads(probe.stdout.readline()) == {"ready": True}


def test_what_is_said_into_the_microphone_arrives_intact(
    virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    said = speech(2)
    write_wav(tmp_path / "said.wav", to_bytes(said))

    probe = virtual_sound.probe("capture", str(tmp_path / "captured.raw"), str(4 * SECOND))
    wait_until_ready(probe)
    virtual_sound.speak(tmp_path / "said.wav")
    report, _ = answer(probe)

    captured = to_samples((tmp_path / "captured.raw").read_bytes())
    start = place_of(said, captured)
    assert captured[start : start + len(said)].tolist() == said.tolist()
    assert report == {"captured": len(captured), "lost": 0, "overruns": 0, "xruns": 0}


def test_what_is_played_is_heard_at_the_loudspeaker(
    virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    played = speech(2)
    write_wav(tmp_path / "played.wav", to_bytes(played))

    recording = virtual_sound.record()
    report, _ = answer(virtual_sound.probe("play", str(tmp_path / "played.wav")))
    heard = recording.stop()

    start = place_of(played, heard)
    assert heard[start:][EDGE_FRAMES : len(played)].tolist() == played[EDGE_FRAMES:].tolist()
    assert report["progress"] == [0, len(played)]
    assert (report["played"], report["underruns"], report["xruns"]) == (len(played), 0, 0)


def test_a_flush_is_answered_with_the_frames_the_listener_heard(
    virtual_sound: VirtualSound, tmp_path: Path
) -> None:
    played = speech(6)
    write_wav(tmp_path / "played.wav", to_bytes(played))

    recording = virtual_sound.record()
    report, _ = answer(virtual_sound.probe("flush", str(tmp_path / "played.wav"), "1500"))
    heard = recording.stop()

    [(generation, taken)] = report["answers"]
    start = place_of(played[:SECOND], heard[: len(heard) // 2])
    again = place_of(played[:SECOND], heard[start + SECOND :]) + start + SECOND
    whole = slice(EDGE_FRAMES, taken - ACCURACY)
    assert generation == 0
    assert heard[start:][whole].tolist() == played[whole].tolist()
    assert not heard[start + taken + ACCURACY : again].any()
    assert heard[again:][EDGE_FRAMES:SECOND].tolist() == played[EDGE_FRAMES:SECOND].tolist()
    assert 0 <= taken - report["heard"] < 0.1 * SECOND


def test_cards_are_listed_with_their_defaults(virtual_sound: VirtualSound) -> None:
    report, _ = answer(virtual_sound.probe("devices"))

    defaults = [device for device in report["devices"] if device["is_default_input"]]
    assert [(device["name"], device["host_api"]) for device in defaults] == [("default", "ALSA")]


def test_a_card_that_goes_away_is_noticed_and_can_be_opened_again(
    fragile_sound: VirtualSound,
) -> None:
    probe = fragile_sound.probe("outlive")
    wait_until_ready(probe)

    fragile_sound.stop()
    assert probe.stdout is not None
    broken: Report = json.loads(probe.stdout.readline())
    fragile_sound.start()
    reopened, _ = answer(probe, "again\n")

    assert broken["failures"] == ["default went away"] * 2
    assert (broken["flushes"], broken["stopped_s"] < 1) == (1, True)
    assert reopened["captured"] > 0


def test_a_sound_server_that_stalls_is_noticed_and_left_to_itself(
    fragile_sound: VirtualSound,
) -> None:
    probe = fragile_sound.probe("outlive")
    wait_until_ready(probe)

    fragile_sound.send_signal(signal.SIGSTOP)
    report, logged = answer(probe)

    assert report["failures"] == ["default has stopped answering"] * 2
    assert (report["flushes"], report["stopped_s"] < 2) == (1, True)
    assert logged.count("default does not close and is abandoned") == 2


def test_a_sound_server_that_is_not_there_is_an_error_and_nothing_else(
    fragile_sound: VirtualSound, tmp_path: Path
) -> None:
    fragile_sound.stop()

    report, logged = answer(fragile_sound.probe("play", str(tmp_path / "none.wav")))

    assert report["error"].startswith("There is no microphone. Plug one in")
    assert logged == ""
