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

_ASTRAY: Final = ms_to_frames(45)
"""How far a chirp may lie from its place; the pauses are longer."""


@dataclass(frozen=True, slots=True)
class Echo:
    """The chirps as they were found in a recording."""

    places: tuple[int, ...]
    """Frame at which each of them begins."""
    gain_db: float
    """How loud they are against what was played; below 0 if softer."""


def chirps() -> Samples:
    """Return what is to be played: 2.5 s of it."""
    chirp, begins = _chirp(), chirp_begins()
    sound = np.zeros(begins[-1] + len(chirp), np.int16)
    for begin in begins:
        sound[begin : begin + len(chirp)] = chirp
    return sound


def chirp_begins() -> list[int]:
    """Return the frame of the sound at which each chirp begins."""
    lengths = [ms_to_frames(_CHIRP_MS + pause_ms) for pause_ms in _PAUSES_MS]
    return [sum(lengths[:number]) for number in range(len(lengths) + 1)]


def find(recording: Samples) -> Echo | None:
    """Return where the chirps come back; None if they do not.

    Sound may have been lost on the way: they are looked for together first, then each by itself.

    Args:
        recording: What was heard; longer than the chirps last.
    """
    played, heard = _as_floats(chirps()), _as_floats(recording)
    matches = _correlated(played, heard)
    at = int(np.argmax(matches))
    there = heard[at : at + len(played)]
    if matches[at] <= _CERTAIN * float(np.sqrt((played @ played) * (there @ there))):
        return None
    chirp = _as_floats(_chirp())
    starts = [max(0, at + begin - _ASTRAY) for begin in chirp_begins()]
    found = [_correlated(chirp, heard[it : it + len(chirp) + 2 * _ASTRAY]) for it in starts]
    places = tuple(it + int(np.argmax(each)) for it, each in zip(starts, found, strict=True))
    match = float(np.median([each.max() for each in found]))
    return Echo(places, 20 * float(np.log10(match / (chirp @ chirp))))


def _as_floats(samples: Samples) -> NDArray[np.float64]:
    return to_float32(samples).astype(np.float64)


def _chirp() -> Samples:
    """Make one tone that rises by four octaves, without a click at either end."""
    frames = ms_to_frames(_CHIRP_MS)
    count = np.arange(frames)
    growth = np.log(_TO_HZ / _FROM_HZ)
    phase = 2 * np.pi * _FROM_HZ * frames / RATE_HZ / growth * np.expm1(growth * count / frames)
    fade = np.minimum(1.0, np.minimum(count, frames - 1 - count) / ms_to_frames(_FADE_MS))
    return from_float32((_PEAK * fade * np.sin(phase)).astype(np.float32))


def _correlated(sound: NDArray[np.float64], recording: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how well a sound lies on a recording, at each place where it fits in whole."""
    size = 1 << (len(recording) + len(sound)).bit_length()
    spectrum = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(sound, size))
    return np.abs(np.fft.irfft(spectrum, size)[: len(recording) - len(sound) + 1])
