"""What a microphone hears of a room: how loud it is, how quiet it gets, and what is wrong."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from grokvoice.audio.pcm import FLOOR_DBFS, Samples, level_dbfs, ms_to_frames, peak_dbfs

_FRAME: Final = ms_to_frames(10)
_QUIETEST: Final = 0.1
"""Share of the frames that hold no speech even while somebody speaks: words have gaps."""
_HIGHEST: Final = 32_767


@dataclass(frozen=True, slots=True)
class RoomSound:
    """A stretch of a microphone's sound, in figures."""

    peak_dbfs: float
    rms_dbfs: float
    floor_dbfs: float
    """The level of its quietest tenth: the room without speech."""
    clipped: int
    """Frames at full scale: the input was driven too hard."""
    is_zero: bool
    """Whether it holds nothing but zeros, which no room does."""


def measure(samples: Samples) -> RoomSound:
    """Return the figures of a stretch of sound of any length."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = [level_dbfs(frame) for frame in frames]
    return RoomSound(
        peak_dbfs=peak_dbfs(samples),
        rms_dbfs=level_dbfs(samples),
        floor_dbfs=float(np.quantile(levels, _QUIETEST)) if levels else FLOOR_DBFS,
        clipped=int(np.count_nonzero((samples >= _HIGHEST) | (samples <= -_HIGHEST))),
        is_zero=not samples.any(),
    )
