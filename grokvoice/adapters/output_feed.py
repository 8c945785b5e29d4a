"""Sound at 24 kHz mono for a card that takes something else."""

from collections.abc import Callable

import numpy as np

from grokvoice.adapters.block_clock import BLOCK_FRAMES
from grokvoice.audio.pcm import RATE_HZ, Samples, spread
from grokvoice.audio.resampler import Resampler


class OutputFeed:
    """Pulls blocks at 24 kHz and gives them at the card's rate, on all of its channels.

    Frames stay counted at 24 kHz on the other side of it, so nothing else has to know the rate,
    not even when the next card has another. The price is the resampler's delay of some 20 to 40 ms,
    on cards only that refuse 24 kHz.

    Args:
        give: Fills a block at 24 kHz whose first frame is heard at the given time.
        rate_hz: The card's rate.
        channels: The card's channels.
    """

    def __init__(self, give: Callable[[Samples, float], None], rate_hz: int, channels: int) -> None:
        self._give = give
        self._rate_hz = rate_hz
        self._channels = channels
        self._block: Samples = np.zeros(BLOCK_FRAMES, np.int16)
        self.clear()

    def clear(self) -> None:
        """Forget what was pulled and not sent; only while nothing is filled."""
        self._resampler = Resampler(RATE_HZ, self._rate_hz)
        self._ready: Samples = np.empty(0, np.int16)
        self._pulled = 0
        self._sent = 0

    def fill(self, out: Samples, heard_at_s: float) -> None:
        """Fill the card's interleaved block, whose first frame is heard at `heard_at_s`."""
        frames = len(out) // self._channels
        while len(self._ready) < frames:
            ahead_s = self._pulled / RATE_HZ - self._sent / self._rate_hz
            self._give(self._block, heard_at_s + ahead_s)
            self._pulled += BLOCK_FRAMES
            self._ready = np.concatenate((self._ready, self._resampler.push(self._block)))
        out[:] = spread(self._ready[:frames], self._channels)
        self._ready = self._ready[frames:]
        self._sent += frames
