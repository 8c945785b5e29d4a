"""How much sound must wait before a reply begins: as little as the network allows.

Nobody knows the network before it has jittered, so it is learned from the replies themselves: one
that ran dry needed more, and one that always had something left could have begun with less.
"""

from typing import Final

from grokvoice.audio.pcm import ms_to_frames

_SHORTEST: Final = ms_to_frames(60)
"""Three blocks: what is less runs dry whenever a callback comes a moment early."""
_DEEPEST: Final = 4
"""How many times the first pre-roll it may grow to."""
_RESERVE: Final = ms_to_frames(40)
"""What must be left at the worst moment of a reply before less is risked with the next."""
_STEP: Final = ms_to_frames(10)


class PreRoll:
    """Learns from each reply; used by the loudspeaker's thread.

    Args:
        frames: What to begin with; 0 never waits, whatever happens.
    """

    def __init__(self, frames: int) -> None:
        self._first = frames
        self._left: int | None = None
        self.frames = frames
        """How much must wait before a reply begins."""

    def took(self, left: int) -> None:
        """Note how much is left after a block of a reply of which more will come."""
        self._left = left if self._left is None else min(self._left, left)

    def ran_dry(self) -> None:
        """Note that nothing was left: wait for twice as much."""
        self._left = None
        self.frames = min(2 * self.frames, _DEEPEST * self._first)

    def ended(self) -> None:
        """Note that a reply ended: with something left at all times, wait for less the next time.

        What was added after running dry is taken back by halves, what was there at first in steps.
        """
        left, self._left = self._left, None
        if left is None:
            return
        spare = min(left - _RESERVE, max(_STEP, (self.frames - self._first) // 2))
        shortest = min(_SHORTEST, self._first)
        self.frames = max(shortest, self.frames - max(0, spare))
