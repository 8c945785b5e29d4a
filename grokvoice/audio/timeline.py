"""When the listener hears what: the sound card is handed a block long before it sounds."""

from typing import Final

from grokvoice.audio.pcm import RATE_HZ

_BLOCKS: Final = 64
"""Blocks remembered: 1.3 s of 20 ms ones, more than any sound card holds."""


class Timeline:
    """Says which position is at the listener's ear, from the blocks handed over so far.

    The callback adds, the event loop asks; each field is written by one side only. All times are
    seconds on one monotonic scale.

    Args:
        rate_hz: Rate of the positions.
    """

    def __init__(self, rate_hz: int = RATE_HZ) -> None:
        self._rate_hz = rate_hz
        self._blocks: list[tuple[float, int, int]] = []
        self._added = 0
        self._heard = 0

    def add(self, heard_at_s: float, first: int, last: int) -> None:
        """Remember a block.

        Args:
            heard_at_s: When its first frame leaves the loudspeaker.
            first: Position before the block.
            last: Position after it; fewer frames on than the block is long where it was silent.
        """
        block = (heard_at_s, first, last)
        if self._added < _BLOCKS:
            self._blocks.append(block)
        else:
            self._blocks[self._added % _BLOCKS] = block
        self._added += 1

    def position_at(self, now: float) -> int:
        """Return the position heard at `now`; it never goes back, even where the clock wavers."""
        begun = [block for block in self._blocks[:] if block[0] <= now]
        if begun:
            heard_at_s, first, last = max(begun)
            position = first + round((now - heard_at_s) * self._rate_hz)
            self._heard = max(self._heard, min(position, last))
        return self._heard

    def cut(self, now: float) -> int:
        """Forget what was handed over and is not heard any more; only while nothing is added.

        Returns:
            The position heard at `now`, from where the next block goes on.
        """
        position = self.position_at(now)
        self._blocks = []
        self._added = 0
        return position
