"""One voice of a recording: sound that comes in blocks, each laid where its time says.

Blocks that follow each other are joined without a seam, because their times jitter and their clock
drifts: a lasting difference is made up for by a frame more or less now and then. A block that is
much later than its place may follow a pause, or may be the first of many that were held up. Which
of the two, and where a sound begins at all, is told by half a second of it: blocks are late more
often than early, so the earliest is right.
"""

from collections import deque
from typing import Final

import numpy as np

from grokvoice.audio.drift import Drift
from grokvoice.audio.pacing import warped
from grokvoice.audio.pcm import RATE_HZ, Samples, ms_to_frames

_LEAP: Final = ms_to_frames(100)
"""A block later than this may follow a pause; one earlier than this comes after too much sound."""
_SEAM: Final = ms_to_frames(20)
"""A pause shorter than this is none."""
_ENOUGH: Final = RATE_HZ // 2
"""Frames that tell where a stretch of sound begins."""
_FEWEST: Final = 8
"""Frames of a block that may become a frame longer or shorter."""


class Track:
    """Mono sound on a scale of frames that begins at 0; what was taken is not kept."""

    def __init__(self) -> None:
        self.begin = 0
        """Frames that were taken."""
        self.end = 0
        """Frames that have their place."""
        self._pieces: deque[Samples] = deque()
        self._drift = Drift()
        self._young: _Stretch | None = _Stretch()
        """Sound that has no place yet."""
        self._is_joined = False
        """Whether there is sound to continue; else what comes too late for its place is cut off."""

    def lay(self, samples: Samples, at: int) -> None:
        """Lay a block.

        Args:
            samples: Belongs to the track from now on.
            at: Where its first frame belongs; what belongs before `end` and has no room is cut off.
        """
        expected = self._young.end if self._young else self.end
        if expected is not None and at - expected > _LEAP:
            self.settle()
            self._young = _Stretch()
        if self._young:
            self._young.add(samples, at)
            if self._young.frames >= _ENOUGH:
                self.settle()
        elif at - self.end > -_LEAP or samples.any():
            self._append(self._stretched(samples, at - self.end))

    def settle(self) -> None:
        """Give its place to all there is."""
        young = self._young
        if young is None or young.at is None:
            return
        self._young = None
        error = young.at - self.end
        if error > _SEAM or not self._is_joined:
            self._rest(error)
        samples = np.concatenate(young.pieces)
        self._append(samples if self._is_joined else samples[max(0, -error) :])
        self._drift = Drift()
        self._is_joined = True

    def take(self, until: int) -> Samples:
        """Take all up to a frame, silence where there is nothing; not before `begin`."""
        if until > self.end:
            self.settle()
            self._pad(until)
        taken = [np.empty(0, np.int16)]
        while self.begin < until:
            piece = self._pieces.popleft()
            taken.append(piece[: until - self.begin])
            if len(taken[-1]) < len(piece):
                self._pieces.appendleft(piece[until - self.begin :])
            self.begin += len(taken[-1])
        return np.concatenate(taken)

    def _pad(self, until: int) -> None:
        """Be silent up to a frame; what comes later for that time comes too late."""
        if until > self.end:
            self._rest(until - self.end)
            self._young = _Stretch()
            self._is_joined = False

    def _rest(self, frames: int) -> None:
        self._append(np.zeros(max(0, frames), np.int16))

    def _append(self, samples: Samples) -> None:
        if len(samples):
            self._pieces.append(samples)
            self.end += len(samples)

    def _stretched(self, samples: Samples, error: int) -> Samples:
        slip = self._drift.push(error, len(samples)) if len(samples) >= _FEWEST else 0
        return warped(samples, len(samples) + slip) if slip else samples


class _Stretch:
    """Blocks that follow each other, and where the first of them belongs as far as is known."""

    def __init__(self) -> None:
        self.at: int | None = None
        self.pieces: list[Samples] = []
        self.frames = 0

    @property
    def end(self) -> int | None:
        """Where the next block should begin; None if there is none before it."""
        return None if self.at is None else self.at + self.frames

    def add(self, samples: Samples, at: int) -> None:
        """Take one more block."""
        begins = at - self.frames
        self.at = begins if self.at is None else min(self.at, begins)
        self.pieces.append(samples)
        self.frames += len(samples)
