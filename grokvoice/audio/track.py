"""One voice of a recording: sound that comes in blocks, each laid where its time says.

Blocks that follow each other are joined without a seam, because their times jitter and their clock
drifts: a lasting difference is made up for by a frame more or less now and then. Only where a block
comes much later than the last one ended is there silence between, for then nothing sounded.
"""

from collections import deque
from typing import Final

import numpy as np

from grokvoice.audio.drift import Drift
from grokvoice.audio.pacing import warped
from grokvoice.audio.pcm import Samples, ms_to_frames

_LEAP: Final = ms_to_frames(100)
"""A block later than this follows a pause; one that is earlier by this comes after too much."""
_FEWEST: Final = 8
"""Frames of a block that may become a frame longer or shorter."""


class Track:
    """Mono sound on a scale of frames that begins at 0; what was taken is not kept."""

    def __init__(self) -> None:
        self.begin = 0
        """Frames that were taken."""
        self.end = 0
        """Frames that were laid, or taken as silence."""
        self._pieces: deque[Samples] = deque()
        self._drift = Drift()
        self._is_joined = False
        """Whether the next block continues the last one."""

    def lay(self, samples: Samples, at: int) -> None:
        """Lay a block.

        Args:
            samples: Belongs to the track from now on.
            at: Where its first frame belongs; what belongs before `end` and has no room is cut off.
        """
        error = at - self.end
        if not self._is_joined or error > _LEAP:
            self._lay_anew(samples, error)
        elif error > -_LEAP or samples.any():
            self._append(self._stretched(samples, error))

    def take(self, until: int) -> Samples:
        """Take all up to a frame, silence where there is nothing; not before `begin`."""
        self._rest(until - self.end)
        taken = [np.empty(0, np.int16)]
        while self.begin < until:
            piece = self._pieces.popleft()
            taken.append(piece[: until - self.begin])
            if len(taken[-1]) < len(piece):
                self._pieces.appendleft(piece[until - self.begin :])
            self.begin += len(taken[-1])
        return np.concatenate(taken)

    def _lay_anew(self, samples: Samples, error: int) -> None:
        self._rest(error)
        self._append(samples[max(0, -error) :])
        self._drift = Drift()
        self._is_joined = True

    def _rest(self, frames: int) -> None:
        """Be silent for some frames, if that is more than none."""
        if frames > 0:
            self._append(np.zeros(frames, np.int16))
            self._is_joined = False

    def _append(self, samples: Samples) -> None:
        if len(samples):
            self._pieces.append(samples)
            self.end += len(samples)

    def _stretched(self, samples: Samples, error: int) -> Samples:
        slip = self._drift.push(error, len(samples)) if len(samples) >= _FEWEST else 0
        return warped(samples, len(samples) + slip) if slip else samples
