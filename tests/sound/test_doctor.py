"""The examination with a sound card: what it measures is what the cables were laid for."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sound.conftest import VirtualSound

pytestmark = pytest.mark.sound

TRIES = 3
"""A sound server that is kept waiting by other programs tells times that are a block off."""

Findings = dict[str, dict[str, Any]]


def examined(sound: VirtualSound, *arguments: str, **more: str) -> tuple[Findings, int]:
    """Return what was found by name, and the exit code."""
    command = [sys.executable, "-m", "grokvoice", "doctor", "--local", "--json", *arguments]
    done = subprocess.run(
        command, env=sound.environment | more, capture_output=True, timeout=30, check=False
    )
    assert done.stderr == b""
    findings = json.loads(done.stdout)["findings"]
    return {found["name"]: found for found in findings}, done.returncode


def test_a_loudspeaker_beside_the_microphone_is_heard(fragile_sound: VirtualSound) -> None:
    fragile_sound.echo(80, 20)

    found, exit_code = examined(fragile_sound)

    echo = found["echo"]["measured"]
    assert exit_code == 0
    assert found["microphone-level"]["state"] == found["echo"]["state"] == "ok"
    assert echo["gain_db"] == pytest.approx(-20, abs=2)
    assert 20 < echo["delay_ms"] < 250  # the cable is 60 to 80 ms long, and longer after a gap
    assert echo["removed_db"] > 15
    assert found["speaker"]["measured"]["rate_hz"] == 24_000
    assert found["sound-system"]["measured"]["server"].startswith("unix:")


def test_the_delay_is_measured_to_within_ten_milliseconds(virtual_sound: VirtualSound) -> None:
    for _ in range(TRIES):
        found, _ = examined(virtual_sound, PULSE_SOURCE="spk.monitor")
        echo = found["echo"]["measured"]
        if abs(echo["delay_ms"]) <= 10:
            break

    assert echo["delay_ms"] == pytest.approx(0, abs=10)
    assert echo["gain_db"] == pytest.approx(0, abs=2)


def test_a_microphone_of_zeros_is_a_problem(virtual_sound: VirtualSound) -> None:
    found, exit_code = examined(virtual_sound, "--speaker", "none")

    level = found["microphone-level"]
    assert exit_code == 8
    assert (level["state"], level["measured"]["all_zero"]) == ("fail", True)
    assert "muted or not allowed" in level["text"]
    assert found["echo"]["state"] == "skipped"
