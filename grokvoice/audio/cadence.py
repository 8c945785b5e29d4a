"""When blocks are heard, told by callbacks that may come late.

A card names the time of a block when it asks for it; Python may learn of that some milliseconds
later, and never earlier. Blocks follow each other without a gap, so of the last few the one told
earliest is right. What is late for longer than that is late indeed: the card has lost a block.
"""

from collections import deque
from typing import Final

_BLOCKS: Final = 5
"""100 ms of 20 ms blocks: longer than Python is kept from a callback, short beside a lost block."""


class Cadence:
    """The times of the blocks of one stream; for the card's thread."""

    def __init__(self) -> None:
        self._length_s = 0.0
        self._begins: deque[float] = deque(maxlen=_BLOCKS)

    def restart(self) -> None:
        """The next block follows none."""
        self._length_s = 0.0
        self._begins.clear()

    def push(self, at_s: float, length_s: float) -> float:
        """Return when a block is heard.

        Args:
            at_s: When it is heard if the callback came in time.
            length_s: How long it is.
        """
        self._begins.append(at_s - self._length_s)
        at_s = min(self._begins) + self._length_s
        self._length_s += length_s
        return at_s
