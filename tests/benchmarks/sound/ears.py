"""Ears at the virtual sound card: what sounded, and when, on `time.monotonic`.

A recorder hears each frame a moment late, and never early: over a whole recording the earliest
arrival tells when frames pass. The same holds for every client and for the floor beside it.
"""

import os
import subprocess
import threading
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 24_000
_QUIET = 30
"""Below this nothing sounds: PulseAudio's own noise is 0, a tone is 8000."""
_CLICK = 500
"""What a sine of up to 2 kHz may at most depart from itself: its ramps depart by some 50."""


class Ear:
    """Records one device until it is asked what it heard."""

    def __init__(self, device: str, environment: dict[str, str]) -> None:
        command = ["parec", f"--device={device}", "--raw", "--latency-msec=10"]
        command += ["--format=s16le", f"--rate={RATE_HZ}", "--channels=1"]
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        self._heard = bytearray()
        self._zero_s = float("inf")
        self._has_begun = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        self._has_begun.wait(10)

    def stop(self) -> "Heard":
        """Give everything it heard."""
        self._process.terminate()
        self._process.wait(10)
        self._thread.join(10)
        whole = bytes(self._heard[: len(self._heard) // 2 * 2])
        return Heard(np.frombuffer(whole, np.int16), self._zero_s)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while piece := os.read(self._process.stdout.fileno(), 4096):
            now_s = time.monotonic()
            self._heard += piece
            if len(self._heard) > RATE_HZ:  # the first half second comes in bursts
                self._zero_s = min(self._zero_s, now_s - len(self._heard) / 2 / RATE_HZ)
                self._has_begun.set()


@dataclass(frozen=True)
class Stretch:
    """Some sound between two silences."""

    began_s: float
    ended_s: float
    sounding_s: float
    """How long it sounded, silences within it left out."""
    gaps: int
    """Silences of 3 ms and more within it."""
    silence_s: float
    """All of them together."""
    clicks: int
    """Places where the tone breaks."""


@dataclass(frozen=True)
class Heard:
    """A recording, and when its first frame sounded."""

    samples: NDArray[np.int16]
    zero_s: float

    def at(self, time_s: float) -> int:
        """Give the frame that sounded then."""
        return min(max(0, round((time_s - self.zero_s) * RATE_HZ)), len(self.samples))

    def between(self, from_s: float, to_s: float, frequency_hz: int) -> Stretch | None:
        """Tell what sounded between two moments; None if nothing did."""
        start = self.at(from_s)
        sound = self.samples[start : self.at(to_s)].astype(float)
        loud = np.flatnonzero(np.abs(sound) > _QUIET)
        if not len(loud):
            return None
        first, last = int(loud[0]), int(loud[-1])
        breaks = np.diff(loud)
        silences = breaks[breaks > RATE_HZ * 0.003]
        lost = int(silences.sum())
        return Stretch(
            self.zero_s + (start + first) / RATE_HZ,
            self.zero_s + (start + last + 1) / RATE_HZ,
            (last + 1 - first - lost) / RATE_HZ,
            len(silences),
            lost / RATE_HZ,
            _clicks(sound[first : last + 1], frequency_hz),
        )

    def pulses(self) -> list[float]:
        """Tell when each short sound began."""
        loud = np.flatnonzero(np.abs(self.samples.astype(int)) > 1000)
        begins = loud[np.insert(np.diff(loud) > RATE_HZ * 0.1, 0, True)] if len(loud) else loud
        return [self.zero_s + begin / RATE_HZ for begin in begins]


def _clicks(sound: NDArray[np.float64], frequency_hz: int) -> int:
    """Count the places where a sine is not what its last two samples foretell; its end is none."""
    sound = sound[: -round(RATE_HZ * 0.012)]
    foretold = 2 * np.cos(2 * np.pi * frequency_hz / RATE_HZ) * sound[1:-1] - sound[:-2]
    wrong = np.flatnonzero(np.abs(sound[2:] - foretold) > _CLICK)
    return int((np.diff(wrong) > RATE_HZ * 0.002).sum()) + 1 if len(wrong) else 0
