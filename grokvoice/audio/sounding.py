"""An echo sounding: a soft sound to play, and how much later and softer it comes back.

The sound is a handful of rising chirps with unequal pauses: it cannot be mistaken for a voice or a
hum, and lies on itself in one way only. It is found in a recording by correlation, which sees it
even where it is 15 dB softer than the room.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from grokvoice.audio.pcm import RATE_HZ, Samples, from_float32, ms_to_frames, to_float32

_CHIRP_MS: Final = 220
_FROM_HZ: Final = 250.0
_TO_HZ: Final = 3800.0
_FADE_MS: Final = 20
_PAUSES_MS: Final = (60, 130, 90, 180, 70, 150, 110)
_PEAK: Final = 0.08
"""Of full scale, -22 dBFS: softer than speech."""
_CERTAIN: Final = 0.08
"""Likeness that noise of this length and bandwidth does not reach: it stays below 0.05."""


@dataclass(frozen=True, slots=True)
class Echo:
    """Where a sound was found in a recording."""

    at: int
    """Frame at which it begins."""
    gain_db: float
    """How loud it is against what was played; below 0 if softer."""


def chirps() -> Samples:
    """Return what is to be played: 2.5 s of it."""
    parts = [_chirp()]
    for pause_ms in _PAUSES_MS:
        parts += [np.zeros(ms_to_frames(pause_ms), np.int16), parts[0]]
    return np.concatenate(parts)


def find(sound: Samples, recording: Samples) -> Echo | None:
    """Return where a sound comes back; None if it does not.

    Args:
        sound: What was played; not silent.
        recording: What was heard; at least as long.
    """
    played, heard = (to_float32(samples).astype(np.float64) for samples in (sound, recording))
    matches = np.abs(_correlated(played, heard))
    at = int(np.argmax(matches))
    energy, match = float(played @ played), float(matches[at])
    there = heard[at : at + len(played)]
    if match <= _CERTAIN * float(np.sqrt(energy * (there @ there))):
        return None
    return Echo(at, 20 * float(np.log10(match / energy)))


def _chirp() -> Samples:
    """Make one tone that rises by four octaves, without a click at either end."""
    frames = ms_to_frames(_CHIRP_MS)
    count = np.arange(frames)
    growth = np.log(_TO_HZ / _FROM_HZ)
    phase = 2 * np.pi * _FROM_HZ * frames / RATE_HZ / growth * np.expm1(growth * count / frames)
    fade = np.minimum(1.0, np.minimum(count, frames - 1 - count) / ms_to_frames(_FADE_MS))
    return from_float32((_PEAK * fade * np.sin(phase)).astype(np.float32))


def _correlated(sound: NDArray[np.float64], recording: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how well the sound lies on the recording, at each place where it fits in whole."""
    size = 1 << (len(recording) + len(sound)).bit_length()
    spectrum = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(sound, size))
    return np.fft.irfft(spectrum, size)[: len(recording) - len(sound) + 1]
