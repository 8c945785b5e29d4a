"""How loud each frame of a playout is: no sound begins, ends or pauses with a click.

A sound rises over 5 ms when it begins. While more of it is to come, its last 5 ms of what is there
fall to silence, for it may run dry; if more arrives in time, it rises again from where it is. A
ducked sound is quieter, and goes there and back on a ramp of 10 ms.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from grokvoice.audio.pcm import Samples, ms_to_frames

EDGE_FRAMES: Final = ms_to_frames(5)
"""Length of the ramps at the beginning of a sound, and to the silence after it."""

DUCKED: Final = 0.25
"""The level of a ducked sound: 12 dB down is clearly quieter and can still be followed."""

_DUCK_STEP: Final = (1 - DUCKED) / ms_to_frames(10)
"""Change of level from frame to frame, until it is where it should be."""


class Envelope:
    """The gain of a sound on its way to the loudspeaker; for the loudspeaker's thread."""

    def __init__(self) -> None:
        self._below = 0
        self._level = 1.0

    def begin(self, *, is_ducked: bool) -> None:
        """A sound begins, in silence."""
        self._below = EDGE_FRAMES
        self._level = _level(is_ducked=is_ducked)

    def shape(self, out: Samples, *, is_ducked: bool, left: int | None) -> None:
        """Give the next frames of the sound their gains, in place.

        Args:
            out: Shape `(frames,)`.
            is_ducked: How loud it should be.
            left: Frames there are behind these; None where the end, if it comes, is the sound's.
        """
        if self._level != _level(is_ducked=is_ducked) or self._level != 1.0:
            self._duck(out, _level(is_ducked=is_ducked))
        nearing = EDGE_FRAMES if left is None else left
        if self._below or nearing < EDGE_FRAMES:
            self._ramp(out, nearing)

    def fade(self, out: Samples) -> None:
        """Give the next frames the gains they would have if the sound went on as it is."""
        if self._level != 1.0:
            scale(out, np.full(len(out), self._level))
        if self._below:
            self._ramp(out, EDGE_FRAMES)

    def _duck(self, out: Samples, wanted: float) -> None:
        """Go on at the present level, and on a ramp to another if one is wanted."""
        step = _DUCK_STEP if wanted > self._level else -_DUCK_STEP
        ramp = self._level + step * np.arange(1, len(out) + 1)
        levels = np.clip(ramp, min(self._level, wanted), max(self._level, wanted))
        scale(out, levels)
        self._level = float(levels[-1]) if len(out) else self._level

    def _ramp(self, out: Samples, left: int) -> None:
        """Rise to full level, and fall towards the end of what there is."""
        steps = np.arange(1, len(out) + 1)
        rising = EDGE_FRAMES - self._below + steps
        falling = left + len(out) - steps
        scale(out, np.minimum(np.minimum(rising, falling), EDGE_FRAMES) / EDGE_FRAMES)
        self._below = max(0, self._below - len(out), EDGE_FRAMES - left)


def scale(samples: Samples, gains: NDArray[np.float64]) -> None:
    """Multiply in place, by as many of the gains as there are samples."""
    np.multiply(samples, gains[: len(samples)], out=samples, casting="unsafe")


def _level(*, is_ducked: bool) -> float:
    return DUCKED if is_ducked else 1.0
