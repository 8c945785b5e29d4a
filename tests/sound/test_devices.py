"""Cards that go away under a conversation and come back, in every way a person can see.

`GROKVOICE_ROUNDS=5` does five times to each what is done once by default.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from grokvoice.adapters.wavfile import write_wav

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.sound.conftest import VirtualSound

pytestmark = pytest.mark.sound

ROUNDS = int(os.environ.get("GROKVOICE_ROUNDS", "1"))
PATIENCE_S = 20
MICROPHONE = ["load-module", "module-remap-source", "master=mic_feed.monitor", "source_name=mic"]


class Kept:
    """A process that keeps playing and capturing, whatever happens to its cards."""

    def __init__(self, sound: VirtualSound, folder: Path) -> None:
        noise = np.random.default_rng(1).integers(-3000, 3000, 24_000, np.int16)
        write_wav(folder / "noise.wav", noise.tobytes())
        self._probe: subprocess.Popen[str] = sound.probe("keep", str(folder / "noise.wav"))
        assert self.next() == {"ready": True}

    def next(self) -> dict[str, Any]:
        assert self._probe.stdout is not None
        line = self._probe.stdout.readline()
        assert line, self._probe.communicate()[1]
        report: dict[str, Any] = json.loads(line)
        return report

    def until(self, *codes: str) -> tuple[list[dict[str, Any]], float]:
        """Wait until all these were told; returns what was told, and how long that took."""
        seen: list[dict[str, Any]] = []
        began_s = time.monotonic()
        while not set(codes) <= {told.get("code") for told in seen}:
            seen.append(self.next())
        return seen, time.monotonic() - began_s

    def until_sound(self) -> None:
        while "moves" not in self.next():
            pass

    def end(self) -> dict[str, Any]:
        reports, logged = self._probe.communicate("\n", timeout=PATIENCE_S)
        assert self._probe.returncode == 0, logged
        counts: dict[str, Any] = json.loads(reports.splitlines()[-1])
        return counts


def endure(
    sound: VirtualSound, folder: Path, strike: Callable[[], object], heal: Callable[[], object]
) -> None:
    """Break both cards and make them well again; each time both are told and sound moves again."""
    kept = Kept(sound, folder)
    for _ in range(ROUNDS):
        strike()
        _, detected_s = kept.until("speaker-lost", "microphone-lost")
        heal()
        told, recovered_s = kept.until("speaker-back", "microphone-back")
        kept.until_sound()

        assert detected_s < 2.0
        assert recovered_s < 3.5
        assert {one["code"] for one in told if "code" in one} == {"speaker-back", "microphone-back"}
    counts = kept.end()

    assert counts["written"] == counts["played"] + counts["flushed"] + counts["buffered"]


def test_a_server_that_is_killed_and_comes_back(
    fragile_sound: VirtualSound, tmp_path: Path
) -> None:
    endure(fragile_sound, tmp_path, fragile_sound.stop, fragile_sound.start)


def test_a_server_that_stalls_and_goes_on(fragile_sound: VirtualSound, tmp_path: Path) -> None:
    endure(
        fragile_sound,
        tmp_path,
        lambda: fragile_sound.send_signal(signal.SIGSTOP),
        lambda: fragile_sound.send_signal(signal.SIGCONT),
    )


def test_cards_that_are_suspended_and_wake_up(fragile_sound: VirtualSound, tmp_path: Path) -> None:
    def suspend(is_on: bool) -> None:
        for kind, name in (("sink", "spk"), ("source", "mic")):
            fragile_sound.control(f"suspend-{kind}", name, str(int(is_on)))

    endure(fragile_sound, tmp_path, lambda: suspend(True), lambda: suspend(False))


def test_a_microphone_that_is_unplugged_is_not_replaced_by_the_speaker_s_own_sound(
    fragile_sound: VirtualSound, tmp_path: Path
) -> None:
    kept = Kept(fragile_sound, tmp_path)
    modules = fragile_sound.control("list", "short", "modules").splitlines()
    (number,) = [line.split()[0] for line in modules if "module-remap-source" in line]

    for _ in range(ROUNDS):
        fragile_sound.control("unload-module", number)
        lost, detected_s = kept.until("microphone-lost")
        number = fragile_sound.control(*MICROPHONE)
        fragile_sound.control("set-default-source", "mic")
        _, recovered_s = kept.until("microphone-back")
        kept.until_sound()

        assert lost[-1]["text"].startswith("The microphone is gone (default was replaced by what")
        assert detected_s < 2.0
        assert recovered_s < 3.5


def test_the_speaker_follows_the_default(fragile_sound: VirtualSound, tmp_path: Path) -> None:
    kept = Kept(fragile_sound, tmp_path)
    fragile_sound.control(
        "load-module",
        "module-null-sink",
        "sink_name=usb",
        "rate=24000",
        "channels=1",
        "norewinds=1",
    )

    fragile_sound.control("set-default-sink", "usb")
    used = fragile_sound.control("list", "short", "sink-inputs").split()[1]
    sinks = fragile_sound.control("list", "short", "sinks").splitlines()
    counts = kept.end()

    assert [line.split()[1] for line in sinks if line.split()[0] == used] == ["usb"]
    assert counts["xruns"] <= 2
