"""A clock that plays the part of a sound card, so that files and pipes run in real time too."""

import itertools
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from grokvoice.audio.pcm import RATE_HZ, ms_to_frames

BLOCK_FRAMES: Final = ms_to_frames(20)
"""Frames of a block at 24 kHz."""

_BLOCK_S: Final = BLOCK_FRAMES / RATE_HZ
_PATIENCE_S: Final = 1.0


class BlockClock(Protocol):
    """Calls back for every 20 ms block, as a sound card does."""

    def now(self) -> float:
        """Return the time in seconds, on the scale of the blocks."""
        ...

    def start(self, on_block: Callable[[float], None]) -> None:
        """Call `on_block` for each block with the time at which the block begins."""
        ...

    def stop(self) -> None:
        """Call no more; may be called twice."""
        ...


class DaemonBlockClock:
    """The real one: a daemon thread that waits for monotonic deadlines.

    A block that comes late does not delay the next ones: they follow at once, and nothing is lost.
    """

    def __init__(self) -> None:
        self._halted = threading.Event()
        self._thread: threading.Thread | None = None

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        return time.monotonic()

    def start(self, on_block: Callable[[float], None]) -> None:
        """Begin to call back, on a thread of its own."""
        self.stop()
        self._halted = threading.Event()
        self._thread = threading.Thread(
            target=_call_back, args=(self._halted, on_block), name="sound-clock", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the calls; a callback that hangs is left to itself after a second."""
        self._halted.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)
            self._thread = None


def _call_back(halted: threading.Event, on_block: Callable[[float], None]) -> None:
    begin_s = time.monotonic()
    for number in itertools.count():
        due_s = begin_s + number * _BLOCK_S
        if halted.wait(max(0.0, due_s - time.monotonic())):
            return
        on_block(due_s)
