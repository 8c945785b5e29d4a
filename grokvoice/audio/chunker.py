"""Blocks of any size in, chunks of one size out."""

import numpy as np

from grokvoice.audio.pcm import Samples


class Chunker:
    """Regroups sound: a sound card gives blocks, the wire is sent chunks.

    Args:
        chunk_frames: Length of every chunk given out by `push`; at least 1.
    """

    def __init__(self, chunk_frames: int) -> None:
        if chunk_frames < 1:
            raise ValueError(f"a chunk of {chunk_frames} frames cannot be filled")
        self._chunk_frames = chunk_frames
        self._rest: Samples = np.empty(0, np.int16)

    @property
    def pending_frames(self) -> int:
        """Frames that wait for the rest of their chunk; always less than one chunk."""
        return len(self._rest)

    def push(self, samples: Samples) -> list[Samples]:
        """Take a block and return the chunks it completes, oldest first; often none."""
        joined = np.concatenate((self._rest, samples))
        whole = len(joined) - len(joined) % self._chunk_frames
        self._rest = joined[whole:].copy()  # a view would keep all of `joined` alive
        starts = range(0, whole, self._chunk_frames)
        return [joined[start : start + self._chunk_frames] for start in starts]

    def flush(self) -> Samples:
        """Return the unfinished chunk as it is, not padded, and start anew.

        The service takes appends of any length, so silence nobody recorded is never added.
        """
        rest = self._rest
        self._rest = np.empty(0, np.int16)
        return rest
