"""How far two clocks have come apart, and when to make up for it, a frame at a time.

Every block of sound tells by how many frames it is later than its place. Blocks come late more
often than early, so the least of it over a few seconds is what the clocks differ by; the rest is
jitter and means nothing.
"""

from typing import Final

from grokvoice.audio.pcm import RATE_HZ, ms_to_frames

_WINDOW: Final = 5 * RATE_HZ
_SLACK: Final = ms_to_frames(5)
"""A difference that nobody notices; sound is left alone up to it."""


class Drift:
    """Says block by block whether it must become a frame longer or shorter."""

    def __init__(self) -> None:
        self._frames = 0
        self._least: int | None = None
        self._due = 0

    def push(self, error: int, frames: int) -> int:
        """Note a block.

        Args:
            error: Frames by which it should begin later than it does; negative for earlier.
            frames: Its length.

        Returns:
            1 to make it a frame longer, -1 to make it a frame shorter, 0 mostly.
        """
        if self._due:
            slip = 1 if self._due > 0 else -1
            self._due -= slip
            return slip
        self._least = error if self._least is None else min(error, self._least)
        self._frames += frames
        if self._frames >= _WINDOW:
            self._due = self._least if abs(self._least) > _SLACK else 0
            self._frames, self._least = 0, None
        return 0
