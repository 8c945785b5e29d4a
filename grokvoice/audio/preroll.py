"""How much sound must wait before a reply begins: as little as the network allows.

A reply whose first piece is long enough begins with it: the service sends several times faster than
it speaks, so the rest is on its way. One that comes in smaller pieces shows only with time whether
it comes evenly; it waits for twice as much, but no longer than the pre-roll lasts. How long that
is, is learned from the replies: one that ran dry needed more, and one that always had something
left could have begun with less.
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
    """Learns from each reply; used by the loudspeaker's thread, and looked at by others.

    Args:
        frames: What to begin with; 0 never waits, whatever happens.
        ahead: Frames the card asks for in advance once a reply begins, which takes them from what
            waits against jitter.
    """

    def __init__(self, frames: int, ahead: int = 0) -> None:
        self._first = frames
        self._ahead = ahead
        self._left: int | None = None
        self.frames = frames
        """How much must wait before a reply begins."""

    def is_enough(self, waiting: int, waited: int) -> bool:
        """Whether a reply may begin.

        Args:
            waiting: Frames there are of it.
            waited: Frames of silence that were given since its first piece was seen.
        """
        if waiting < self.frames:
            return False
        is_long = waiting >= 2 * self.frames + self._ahead
        return not waited or is_long or waited >= self.frames + self._ahead

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
