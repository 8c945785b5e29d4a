"""Two voices side by side, the left one's frame and the right one's of the same moment together."""

from typing import Final

import numpy as np

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.audio.track import Track

CHANNELS: Final = 2
_PATIENCE: Final = 2 * RATE_HZ
"""Frames by which one of the two may be behind before its silence is believed."""


class Tape:
    """A recording in two channels; frame 0 is the moment at which it began."""

    def __init__(self) -> None:
        self.left: Final = Track()
        self.right: Final = Track()

    def take(self, now: int) -> bytes:
        """Take what is complete: as far as both have come, or should have by `now`.

        Returns:
            PCM16 of two channels; often nothing.
        """
        return self._take(max(min(self.left.end, self.right.end), now - _PATIENCE))

    def rest(self) -> bytes:
        """Take all there is; the shorter channel ends in silence."""
        self.left.settle()
        self.right.settle()
        return self._take(max(self.left.end, self.right.end))

    def _take(self, until: int) -> bytes:
        both = (self.left.take(until), self.right.take(until))
        return np.stack(both, axis=1).astype("<i2", copy=False).tobytes()
