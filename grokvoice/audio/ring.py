"""The one place where two threads meet: sound passes from one to the other without a lock.

Exactly one thread writes and exactly one reads. Each side owns one counter that only grows and
that the other side may look at: the writer `written`, the reader `read`. A side copies its samples
first and moves its counter afterwards, so the other side never sees a frame that is not there.
"""

import numpy as np

from grokvoice.audio.pcm import Samples


class Ring:
    """A single-producer, single-consumer ring of int16 frames.

    Args:
        capacity: Frames it must hold; rounded up to a power of two.
        kept: Frames of them for what was read last, so that the reader may go back to it.
    """

    def __init__(self, capacity: int, *, kept: int = 0) -> None:
        if capacity < 1:
            raise ValueError(f"a ring of {capacity} frames holds nothing")
        self._capacity = 1 << (capacity - 1).bit_length()
        self._kept = kept
        self._mask = self._capacity - 1
        self._samples: Samples = np.empty(self._capacity, np.int16)
        self._samples.fill(0)  # touches every page now, so that no callback has to wait for one
        self._written = 0
        self._read = 0
        self._refused = 0

    @property
    def capacity(self) -> int:
        """Frames that can wait in it."""
        return self._capacity - self._kept

    @property
    def written(self) -> int:
        """Frames accepted since the beginning; moved by the producer only."""
        return self._written

    @property
    def read(self) -> int:
        """Frames read or discarded since the beginning; moved by the consumer only."""
        return self._read

    @property
    def readable(self) -> int:
        """Frames that wait; at least this many for the consumer, at most for the producer."""
        return self._written - self._read

    @property
    def writable(self) -> int:
        """Frames there is room for; at least this many for the producer."""
        return self.capacity - self.readable

    @property
    def refused(self) -> int:
        """Frames for which there was no room (overrun); moved by the producer only."""
        return self._refused

    def write(self, samples: Samples) -> int:
        """Producer: copy in as much as there is room for, and return how many frames that was."""
        frames = min(len(samples), self.writable)
        start = self._written & self._mask
        head = min(frames, self._capacity - start)
        self._samples[start : start + head] = samples[:head]
        self._samples[: frames - head] = samples[head:frames]
        self._written += frames
        self._refused += len(samples) - frames
        return frames

    def read_into(self, out: Samples) -> int:
        """Consumer: fill the start of `out`, and return how many frames; the rest is untouched."""
        frames = min(len(out), self.readable)
        start = self._read & self._mask
        head = min(frames, self._capacity - start)
        out[:head] = self._samples[start : start + head]
        out[head:frames] = self._samples[: frames - head]
        self._read += frames
        return frames

    def discard_to(self, position: int) -> None:
        """Consumer: jump to `position` on the scale of `written`; never backwards or beyond it."""
        self._read = min(max(self._read, position), self._written)

    def rewind_to(self, position: int) -> None:
        """Consumer: go back to a position read before; by no more than what is `kept`."""
        self._read = max(min(self._read, position), self._read - self._kept)
