"""Ctrl-Z: what is done before the program is stopped, and once it goes on."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator


def stop() -> None:
    """Stop, if that is what Ctrl-Z does now; returns when the program goes on."""
    if sys.platform != "win32":
        signal.raise_signal(signal.SIGTSTP)


@contextlib.contextmanager
def default_stop() -> Iterator[None]:
    """Let Ctrl-Z do for a moment what it does to every program."""
    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


@contextlib.contextmanager
def on_suspension(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` on the loop's thread when Ctrl-Z is pressed, for as long as a block lasts."""
    if sys.platform == "win32":
        yield
        return
    loop = asyncio.get_running_loop()
    before = signal.signal(signal.SIGTSTP, lambda *_: loop.call_soon_threadsafe(act))
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)


@contextlib.contextmanager
def letting_go(let_go: Callable[[], None]) -> Iterator[None]:
    """Call `let_go` before whatever else Ctrl-Z does, for as long as a block lasts.

    Where it is ignored, as by a shell without jobs, it stays so.
    """
    if sys.platform == "win32" or signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN:
        yield
        return
    before = signal.getsignal(signal.SIGTSTP)

    def suspend() -> None:
        let_go()
        if callable(before):
            before(signal.SIGTSTP, None)
        else:
            with default_stop():
                stop()

    with on_suspension(suspend):
        yield
