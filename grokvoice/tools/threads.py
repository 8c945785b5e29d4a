"""Threads for code that is not ours: whatever it does there, the event loop goes on, and the exit.

All of them are daemons. A thread cannot be stopped from outside, and one that hangs must not keep
the program from ending; this is also why asyncio's own executor is not used, which waits at exit.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Final, TypeVar

T = TypeVar("T")

_LATE_S: Final = 0.5
"""A loop that has not turned for so long is blocked."""


async def in_thread(work: Callable[[], T], name: str) -> T:
    """Do work in a thread of its own; who stops waiting leaves it behind.

    Args:
        work: Must not raise.
        name: Of the thread.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T) -> None:
        if not future.done():
            future.set_result(result)

    def run() -> None:
        result = work()
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await future


class LoopThread:
    """An event loop in a thread of its own.

    Args:
        name: Of the thread.
        patience_s: How long what runs may go on after `close`, before it is cancelled.
    """

    def __init__(self, name: str, patience_s: float = 0.0) -> None:
        self._loop = asyncio.new_event_loop()
        self._patience_s = patience_s
        self._asked_at: float | None = None
        self._is_closing = False
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def start(self, coroutine: Coroutine[object, None, T]) -> "asyncio.Future[T]":
        """Begin to run a coroutine over there; cancelling the future cancels it."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    def do(self, act: Callable[[], object]) -> None:
        """Do something over there, soon."""
        self._loop.call_soon_threadsafe(act)

    def blocker(self) -> str | None:
        """Return the name of the task that keeps the loop from turning; None if it turns.

        Each call begins a new look, so two calls are needed to find out, some time apart.
        """
        now = time.monotonic()
        asked_at = self._asked_at  # the other thread may take it back at any moment
        if asked_at is None:
            self._asked_at = now
            self.do(self._turn)
        if asked_at is None or now - asked_at < _LATE_S:
            return None
        task = asyncio.current_task(self._loop)
        return task.get_name() if task else None

    def close(self) -> None:
        """Let the thread end, with what runs over there; does not wait. May be called twice."""
        if not self._is_closing:
            self._is_closing = True
            self.do(self._loop.stop)

    def _turn(self) -> None:
        self._asked_at = None

    def _run(self) -> None:
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(_end_others(self._patience_s))
        finally:
            self._loop.close()


async def _end_others(patience_s: float) -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others and patience_s:
        _, others = await asyncio.wait(others, timeout=patience_s)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
