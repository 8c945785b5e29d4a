"""Where sound goes that no sound card plays: a pipe, nowhere, or a slow place in the background."""

import os
import queue
import threading
from typing import Final, Protocol

_PIECE_BYTES: Final = 4096


class Sink(Protocol):
    """Takes PCM16, 24 kHz, mono."""

    def write(self, pcm: bytes) -> None:
        """Take a piece of sound.

        Raises:
            OSError: It could not be kept.
        """
        ...

    def close(self) -> None:
        """Take no more; may be called twice."""
        ...


class NullSink:
    """Drops everything."""

    def write(self, pcm: bytes) -> None:
        """Drop a piece of sound."""

    def close(self) -> None:
        """Do nothing."""


class PipeSink:
    """Writes raw sound to a file descriptor it does not own; waits for the reader.

    Args:
        fd: Where to write; never a terminal.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.is_closed = False
        """Whether the reader went away; what is written then is dropped without a word."""

    def write(self, pcm: bytes) -> None:
        """Write a piece of sound in full."""
        rest = memoryview(pcm)
        try:
            while rest and not self.is_closed:
                rest = rest[os.write(self._fd, rest) :]
        except BrokenPipeError:
            self.is_closed = True

    def close(self) -> None:
        """Leave the descriptor to its owner."""


class BackgroundSink:
    """Lets another sink be slow: the event loop hands over at once, a daemon thread writes.

    Args:
        sink: Used by that thread only, and closed by it.
        patience_s: How long `close` waits while nothing moves.
    """

    def __init__(self, sink: Sink, patience_s: float = 2.0) -> None:
        self._sink = sink
        self._patience_s = patience_s
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._taken_pieces = 0
        self._thread = threading.Thread(target=self._run, name="sound-writer", daemon=True)
        self.failure: str | None = None
        """Why what is written is not kept any more; None while all is well."""
        self._thread.start()

    def write(self, pcm: bytes) -> None:
        """Hand a piece of sound over; never waits."""
        self._waiting.put(pcm)

    def close(self) -> None:
        """Wait until everything is written, as long as it moves."""
        self._waiting.put(None)
        taken = -1
        while self._thread.is_alive() and taken < self._taken_pieces:
            taken = self._taken_pieces
            self._thread.join(self._patience_s)

    def _run(self) -> None:
        try:
            for pcm in iter(self._waiting.get, None):
                self._write(pcm)
            self._sink.close()
        except OSError as error:
            self.failure = error.strerror or str(error)

    def _write(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), _PIECE_BYTES):
            self._sink.write(pcm[start : start + _PIECE_BYTES])
            self._taken_pieces += 1
