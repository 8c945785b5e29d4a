"""What the person does besides speaking: Ctrl-C, signals, and lines on standard input."""

import asyncio
import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Final, TextIO

from grokvoice.app.turn_taking import Speaks, until_sent
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
    """Lines of a pipe or a file, each a typed turn that waits for the answer to the one before.

    They are read on daemon threads, because a blocked read cannot be cancelled, and no faster than
    they are said: whoever writes them has to wait.

    Args:
        stream: Where the lines come from.
        closes_microphone: Whether the first line closes the microphone, so that the script is kept
            from what a room may say.
        ends_talk: Whether the end of the lines ends the talk even if there were none.
    """

    def __init__(self, stream: TextIO, *, closes_microphone: bool, ends_talk: bool) -> None:
        self._lines = _readable(stream)
        self._closes_microphone = closes_microphone
        self._ends_talk = ends_talk
        self._first = ""
        self._has_first = threading.Event()

    def begin(self) -> None:
        """Read the first line, as soon as there is one."""
        threading.Thread(target=self._read_first, name="stdin", daemon=True).start()

    def has_line(self, timeout_s: float) -> bool:
        """Wait for the first line, but not for ever; False at the end of an empty input, too."""
        return self._has_first.wait(timeout_s) and bool(self._first)

    async def say(self, talk: Speaks) -> None:
        """Say them one after another, and tell the end of the input; `begin` was called before."""
        await asyncio.to_thread(self._has_first.wait)
        line = self._first
        is_end = self._ends_talk or (self._closes_microphone and bool(line))
        if line and self._closes_microphone:
            talk.tell(UserMuted(is_muted=True))
        while line:
            talk.tell(UserText(line, waits=True))
            await until_sent(talk)
            line = await asyncio.to_thread(self._next)
        if is_end:
            talk.tell(InputEnded())

    def _read_first(self) -> None:
        self._first = self._next()
        self._has_first.set()

    def _next(self) -> str:
        """Wait for the next line with words in it; "" at the end."""
        return next((text for line in self._lines if (text := line.strip())), "")


def _readable(stream: TextIO) -> Iterator[str]:
    """Give lines for as long as there are any; a terminal that went away has none."""
    with contextlib.suppress(OSError, ValueError):
        yield from stream
