"""Samples, their units and their loudness: everything inside is int16, mono, 24 kHz.

On the wire side sound is `bytes` (PCM16 little-endian, mono); inside this floor it is an array of
shape `(frames,)`. One frame is one sample per channel, so in mono frames and samples are the same.
"""

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 24_000
"""The one rate used inside, and the one the service speaks by default."""

FRAME_BYTES: Final = 2
"""Bytes of one mono frame."""

FLOOR_DBFS: Final = -90.0
"""What silence measures: about one step of int16."""

Samples: TypeAlias = NDArray[np.int16]
"""Mono sound of shape `(frames,)`."""

_FULL_SCALE: Final = 32_768.0


def ms_to_frames(ms: float, rate_hz: int = RATE_HZ) -> int:
    """Return how many frames `ms` milliseconds hold, rounded to the nearest."""
    return round(ms * rate_hz / 1000)


def frames_to_ms(frames: int, rate_hz: int = RATE_HZ) -> int:
    """Return the whole milliseconds `frames` last, rounded down: nobody heard a part of one."""
    return frames * 1000 // rate_hz


def bytes_to_frames(size_bytes: int) -> int:
    """Return how many whole mono frames `size_bytes` bytes of PCM16 hold."""
    return size_bytes // FRAME_BYTES


def frames_to_bytes(frames: int) -> int:
    """Return the size in bytes of `frames` mono frames of PCM16."""
    return frames * FRAME_BYTES


def to_samples(pcm: bytes) -> Samples:
    """Read PCM16 little-endian mono without copying; the array is read-only where the CPU agrees.

    Raises:
        ValueError: `pcm` ends in half a sample.
    """
    if len(pcm) % FRAME_BYTES:
        raise ValueError(f"{len(pcm)} bytes of PCM16 end in half a sample")
    return np.frombuffer(pcm, dtype="<i2").astype(np.int16, copy=False)


def to_bytes(samples: Samples) -> bytes:
    """Write samples as PCM16 little-endian mono."""
    return samples.astype("<i2", copy=False).tobytes()


def to_float32(samples: Samples) -> NDArray[np.float32]:
    """Scale int16 to float32 in [-1, 1)."""
    return samples.astype(np.float32) / np.float32(_FULL_SCALE)


def from_float32(values: NDArray[np.float32]) -> Samples:
    """Scale float32 in [-1, 1] to int16, rounded; what lies outside is clipped, never wrapped."""
    scaled = np.rint(values * _FULL_SCALE)
    samples: Samples = np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)
    return samples


def mixdown(interleaved: Samples, channels: int) -> Samples:
    """Average interleaved channels into one.

    Args:
        interleaved: Whole frames, channel after channel, of shape `(frames * channels,)`.
        channels: At least 1; 1 returns the very same array.
    """
    if channels == 1:
        return interleaved
    mean: Samples = np.rint(interleaved.reshape(-1, channels).mean(axis=1)).astype(np.int16)
    return mean


def spread(samples: Samples, channels: int) -> Samples:
    """Repeat mono on every channel, interleaved: shape `(frames * channels,)`."""
    return samples if channels == 1 else np.repeat(samples, channels)


def level_dbfs(samples: Samples) -> float:
    """Return the RMS level; a full-scale sine is -3 dBFS, silence and nothing are the floor."""
    if not len(samples):
        return FLOOR_DBFS
    values = samples.astype(np.float64)
    return ratio_to_dbfs(math.sqrt(float(np.dot(values, values)) / len(values)) / _FULL_SCALE)


def peak_dbfs(samples: Samples) -> float:
    """Return the level of the largest sample; silence and nothing are the floor."""
    if not len(samples):
        return FLOOR_DBFS
    # Two reductions in place of abs(): no array is made, and -32768 has no positive int16.
    return ratio_to_dbfs(max(int(samples.max()), -int(samples.min())) / _FULL_SCALE)


def ratio_to_dbfs(ratio: float) -> float:
    """Return an amplitude ratio (1.0 is full scale) in decibels, never below the floor."""
    return max(FLOOR_DBFS, 20.0 * math.log10(ratio)) if ratio > 0 else FLOOR_DBFS
