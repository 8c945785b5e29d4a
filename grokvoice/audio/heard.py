"""What a room hears of a loudspeaker, as a stream without holes and without what was taken back.

A card is given sound before it is heard. Where the card may be restarted, which takes back what is
not heard yet, a block is held until it is nearly due; what a restart took back never comes out. The
stream goes on in step with the room: what follows a restart is joined where its time says.
"""

from collections import deque
from typing import Final, TypeAlias

import numpy as np

from grokvoice.audio.pcm import RATE_HZ, Samples

Timed: TypeAlias = tuple[Samples, float]
"""Sound, and when its first frame is heard, in seconds."""

AT_ONCE: Final = float("inf")
"""Nothing is held: what is given to the card comes out although a restart may take it back."""
NEARLY_S: Final = 0.025
"""A block and a little: an echo canceller has a sound before its echo. As much, and a block, may be
missing from the beginning of a sound after a restart: silence came out in its place."""


class Heard:
    """Holds blocks on their way; for the loudspeaker's thread.

    Args:
        ahead_s: How long before a block is heard it comes out.
    """

    def __init__(self, ahead_s: float) -> None:
        self._ahead_s = ahead_s
        self._waiting: deque[Timed] = deque()
        self._end_s: float | None = None
        self._cut_s: float | None = None
        self._skip = 0

    def add(self, block: Samples, heard_at_s: float, now: float) -> list[Timed]:
        """Take a block that was given to the card.

        Args:
            block: Copied where it has to wait.
            heard_at_s: When its first frame will be heard.
            now: The present, on the same scale.

        Returns:
            What comes out, oldest first.
        """
        out = [] if self._cut_s is None else self._join(self._cut_s, heard_at_s)
        rest = block[self._skip :]
        self._waiting.append((rest.copy(), heard_at_s + min(self._skip, len(block)) / RATE_HZ))
        self._skip -= len(block) - len(rest)
        while self._waiting and self._waiting[0][1] <= now + self._ahead_s:
            out.append(self._waiting.popleft())
        if out:
            samples, at_s = out[-1]
            self._end_s = at_s + len(samples) / RATE_HZ
        return out

    def cut(self) -> None:
        """The card was restarted: what is not heard yet never will be."""
        self._cut_s = self._end_s

    def _join(self, end_s: float, heard_at_s: float) -> list[Timed]:
        """Fill the time up to the first block after a restart, or leave out what is too early."""
        gap = round((heard_at_s - end_s) * RATE_HZ)
        sounded = [samples for samples, _ in self._waiting]
        self._waiting.clear()
        self._cut_s = None
        self._skip = max(0, -gap)
        if gap <= 0:
            return []
        silence = np.zeros(gap, np.int16)
        return [(np.concatenate((*sounded, silence))[:gap], end_s)]
