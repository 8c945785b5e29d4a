"""Sound that arrives exactly as fast as it is played, by clocks that differ a little.

Most replies arrive much faster than they sound, and clocks do not matter. One that is sent in real
time, for minutes, lets the queue creep: 200 ppm are 0.7 s in an hour. Such a reply is told by what
waits: the least of it hardly changes from one window of 5 s to the next. Then the level at which it
was found is kept, by playing a block from one frame more, or one less.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from grokvoice.audio.pcm import RATE_HZ, Samples, ms_to_frames

_WINDOW: Final = 5 * RATE_HZ
_PACED: Final = ms_to_frames(25)
"""Change of the least that waits, from window to window, up to which sound counts as paced: 0.5 %,
far more than clocks differ and far less than any reply that hurries."""
_GAIN: Final = 0.0004
"""Frames a block for each frame of error: 10 ms make 200 ppm."""


class Pacer:
    """Says block by block whether to take a frame more or less; for the loudspeaker's thread."""

    def __init__(self) -> None:
        self._least = self._frames = 0
        self._before: int | None = None
        self._aim: int | None = None
        self._rate = self._due = 0.0
        self.begin()

    def begin(self) -> None:
        """A sound begins: nothing is known of its pace."""
        self._before = self._aim = None
        self._rate = self._due = 0.0
        self._next_window()

    def push(self, waiting: int, frames: int) -> int:
        """Note what waits before a block is taken.

        Returns:
            1 to take a frame more than the block is long, -1 to take one less, 0 mostly.
        """
        self._least = min(self._least, waiting)
        self._frames += frames
        if self._frames >= _WINDOW:
            self._judge(self._least)
            self._next_window()
        self._due += self._rate
        slip = max(-1, min(1, int(self._due)))
        self._due -= slip
        return slip

    def _judge(self, least: int) -> None:
        before, self._before = self._before, least
        if before is None or abs(least - before) > _PACED:
            self._aim = None
            self._rate = 0.0
            return
        self._aim = before if self._aim is None else self._aim
        self._rate = _GAIN * (least - self._aim)

    def _next_window(self) -> None:
        self._least = 1 << 62
        self._frames = 0


def warped(samples: Samples, frames: int) -> Samples:
    """Return the same sound in a few frames more or less, without a step at either end.

    Cubic interpolation keeps what is added below -70 dB up to 1 kHz, where speech has its power.
    """
    places, weights = _points(len(samples), frames)
    values = (samples[places] * weights).sum(axis=0)
    bounded: NDArray[np.float64] = np.rint(values).clip(-32_768, 32_767)
    return bounded.astype(np.int16)


@lru_cache(maxsize=8)
def _points(given: int, wanted: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return for each wanted sample its four neighbours and their weights, both (4, wanted)."""
    at = np.linspace(0, given - 1, wanted)
    first = np.clip(np.floor(at).astype(np.intp) - 1, 0, given - 4)
    x = at - first
    nodes = np.arange(4)
    weights = [
        np.prod([(x - other) / (node - other) for other in nodes if other != node], axis=0)
        for node in nodes
    ]
    return first + nodes[:, np.newaxis], np.array(weights)
