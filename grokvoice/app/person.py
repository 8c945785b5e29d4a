"""What the person does besides speaking: Ctrl-C, signals, and lines on standard input."""

import asyncio
import contextlib
import itertools
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TextIO

from grokvoice.session.events import (
    Event,
    HangUpRequested,
    InputEnded,
    SpeechStopRequested,
    UserMuted,
    UserText,
)

INTERRUPTED: Final = 130
TERMINATED: Final = 143
HUNG_UP: Final = 129
_AGAIN_S: Final = 2.0
"""A second Ctrl-C within this time ends the talk, whatever the first one did."""

Tell = Callable[[Event], None]


class Signals:
    """Turns Ctrl-C, SIGTERM and a closed terminal into wishes, for the length of a `with` block.

    The first Ctrl-C while Grok speaks stops the speech; otherwise, or again within 2 s, it ends the
    talk.
    """

    def __init__(self, tell: Tell, is_speaking: Callable[[], bool]) -> None:
        self._loop = asyncio.get_running_loop()
        self._tell = tell
        self._is_speaking = is_speaking
        self._stopped_at: float | None = None
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> None:
        self._take(signal.SIGINT, self.interrupt)
        self._take(signal.SIGTERM, lambda: self._tell(HangUpRequested(TERMINATED)))
        # Windows has no such signal, and nohup wants it to stay ignored.
        if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            self._take(signal.SIGHUP, lambda: self._tell(HangUpRequested(HUNG_UP)))

    def __exit__(self, *_exc: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() itself gave

    def interrupt(self) -> None:
        """One Ctrl-C."""
        now = self._loop.time()
        is_again = self._stopped_at is not None and now - self._stopped_at < _AGAIN_S
        if self._is_speaking() and not is_again:
            self._stopped_at = now
            self._tell(SpeechStopRequested())
        else:
            self._tell(HangUpRequested(INTERRUPTED))

    def _take(self, number: signal.Signals, act: Callable[[], None]) -> None:
        """Handle a signal on the loop's thread; works the same on Windows."""
        handler = signal.signal(number, lambda *_: self._loop.call_soon_threadsafe(act))
        self._before[number] = handler


class TypedLines:
    """Lines on standard input, each a typed turn; read on a thread of their own.

    The thread is a daemon because a blocked read cannot be cancelled; it ends with the process.

    Args:
        stream: Where the lines come from.
        is_script: A pipe or a file: each line waits for the answer to the one before, and the first
            closes the microphone if `closes_microphone`. A person's line interrupts.
        closes_microphone: Whether a script is to be kept from what a room may say.
        ends_talk: Whether the end of the lines ends the talk even if there were none.
    """

    def __init__(
        self, stream: TextIO, *, is_script: bool, closes_microphone: bool, ends_talk: bool
    ) -> None:
        self._lines = _readable(stream)
        self._is_script = is_script
        self._closes_microphone = closes_microphone
        self._ends_talk = ends_talk
        self._first: str | None = None
        self._has_first = threading.Event()

    def begin(self) -> None:
        """Read the first line, as soon as there is one."""
        threading.Thread(target=self._read_first, name="stdin", daemon=True).start()

    def has_line(self, timeout_s: float) -> bool:
        """Wait for the first line, but not for ever; False at the end of an empty input, too."""
        return self._has_first.wait(timeout_s) and bool(self._first)

    def tell_to(self, tell: Tell) -> None:
        """Tell every line as a turn from now on, and the end of the input."""
        loop = asyncio.get_running_loop()
        threading.Thread(
            target=self._tell_all, args=(loop, tell), name="stdin-lines", daemon=True
        ).start()

    def _read_first(self) -> None:
        self._first = next((line for line in self._lines if line.strip()), "")
        self._has_first.set()

    def _tell_all(self, loop: asyncio.AbstractEventLoop, tell: Tell) -> None:
        self._has_first.wait()
        lines = itertools.chain([self._first or ""], self._lines)
        has_lines = bool(self._first)
        if has_lines and self._closes_microphone:
            _tell_later(loop, partial(tell, UserMuted(is_muted=True)))
        for line in lines:
            if text := line.strip():
                _tell_later(loop, partial(tell, UserText(text, waits=self._is_script)))
        if self._ends_talk or (self._closes_microphone and has_lines):
            _tell_later(loop, partial(tell, InputEnded()))


def _readable(stream: TextIO) -> Iterator[str]:
    """Give lines for as long as there are any; a terminal that went away has none."""
    with contextlib.suppress(OSError, ValueError):
        yield from stream


def _tell_later(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the talk is over and its loop closed
        loop.call_soon_threadsafe(act)
