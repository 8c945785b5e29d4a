"""Pipes of raw PCM16, 24 kHz, mono as microphone and loudspeaker."""

import contextlib
import os
import queue
import threading
from typing import Final

from grokvoice.adapters.block_clock import BlockClock
from grokvoice.adapters.paced import PacedMicrophone, PacedSpeaker
from grokvoice.adapters.sinks import PipeSink
from grokvoice.audio.pcm import FRAME_BYTES, Samples, frames_to_bytes, to_samples

_PIECE_BYTES: Final = 4096
_PIECES: Final = 12
"""Read ahead at most a second; the writer of the pipe waits for the rest."""


class PipeSource:
    """Reads raw sound from a file descriptor it does not own.

    A daemon thread waits for the pipe, so that a writer who pauses makes silence and not a stall.
    It reads the descriptor itself: Python aborts at exit if a thread holds the lock of `sys.stdin`.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._arrived: queue.Queue[bytes] = queue.Queue(_PIECES)
        self._ready = b""
        self._has_all = False
        threading.Thread(target=self._run, name="sound-reader", daemon=True).start()

    @property
    def has_ended(self) -> bool:
        """Whether the pipe ended and every whole frame was given."""
        return self._has_all and len(self._ready) < FRAME_BYTES

    def read(self, frames: int) -> Samples:
        """Give what has arrived, at most `frames` frames."""
        wanted = frames_to_bytes(frames)
        with contextlib.suppress(queue.Empty):
            while len(self._ready) < wanted and not self._has_all:
                piece = self._arrived.get_nowait()
                self._ready += piece
                self._has_all = not piece
        size = min(wanted, len(self._ready) - len(self._ready) % FRAME_BYTES)
        pcm, self._ready = self._ready[:size], self._ready[size:]
        return to_samples(pcm)

    def close(self) -> None:
        """Leave the descriptor to its owner, and the thread to the end of the program."""

    def _run(self) -> None:
        piece = b"more"
        while piece:
            piece = self._read_piece()
            self._arrived.put(piece)

    def _read_piece(self) -> bytes:
        try:
            return os.read(self._fd, _PIECE_BYTES)
        except OSError:  # the other end vanished, or the terminal was taken away: no more sound
            return b""


class PipeMicrophone(PacedMicrophone):
    """Says what comes out of a pipe, in real time, and then is silent.

    Args:
        fd: Raw PCM16, 24 kHz, mono; stays open.
        clock: When a block is due.
    """

    def __init__(self, fd: int, clock: BlockClock) -> None:
        super().__init__("standard input", PipeSource(fd), clock)


class PipeSpeaker(PacedSpeaker):
    """Writes to a pipe what a loudspeaker would have played, silence included, in real time.

    Args:
        fd: Where raw PCM16, 24 kHz, mono goes; stays open. Never a terminal.
        clock: When a block is due.
    """

    def __init__(self, fd: int, clock: BlockClock) -> None:
        self._pipe: Final = PipeSink(fd)
        super().__init__("standard output", self._pipe, clock)

    @property
    def is_abandoned(self) -> bool:
        """Whether the reader of the pipe went away; that is no failure."""
        return self._pipe.is_closed
