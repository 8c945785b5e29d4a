"""A gate in place of a canceller: what is clearly louder than an echo could be is let through."""

from collections import deque
from typing import Final

import numpy as np

_MARGIN_DB: Final = 8.0
"""By how much a voice must be louder than the loudest echo."""
_HOLD: Final = 30
"""Frames of 10 ms for which an open gate stays open: words end softly."""
_MEMORY: Final = 300
_LEARN_EVERY: Final = 25
_LOUD_ECHO: Final = 95
"""The percentile of what was heard through the room that counts as its loudest echo."""


class EchoGate:
    """Learns how loud the loudspeaker is at the microphone, and opens for what is louder.

    Before it has learned anything it takes the echo to be as loud as what is played.
    """

    def __init__(self) -> None:
        self._coupling_db = 0.0
        self._ratios: deque[float] = deque(maxlen=_MEMORY)
        self._learned = 0
        self._hold = 0

    def opens(self, near_dbfs: float, far_peak_dbfs: float) -> bool:
        """Return whether a frame of 10 ms may pass.

        Args:
            near_dbfs: Its level.
            far_peak_dbfs: The loudest that was played of what may still be heard.
        """
        if near_dbfs > far_peak_dbfs + self._coupling_db + _MARGIN_DB:
            self._hold = _HOLD
            return True
        if self._hold:
            self._hold -= 1
            return True
        self._learn(near_dbfs - far_peak_dbfs)
        return False

    def _learn(self, ratio_db: float) -> None:
        self._ratios.append(ratio_db)
        self._learned += 1
        if self._learned % _LEARN_EVERY == 0:
            self._coupling_db = float(np.percentile(self._ratios, _LOUD_ECHO))
