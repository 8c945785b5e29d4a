"""A thread that writes lines, so that a slow disk never holds up the talk.

Lines are written in the order in which they were put. A line that cannot be written is tried again
every few seconds, and those behind it wait; so once there is room again, nothing is missing.
"""

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

_RETRY_S: Final = 3.0
_MOST_WAITING: Final = 20_000
"""Lines; a talk has about one a second. When more wait, the oldest is dropped."""


class Lines(Protocol):
    """Where lines go."""

    def append(self, line: bytes) -> None:
        """Write a line in one go, or raise `OSError`."""
        ...

    def sync(self) -> None:
        """Wait until all lines are safe, or raise `OSError`."""
        ...

    def close(self) -> None:
        """Finish, or raise `OSError`."""
        ...


class Writer:
    """Writes what is put, on a thread of its own.

    The thread is a daemon, because a disk that hangs must not keep the program from ending.

    Args:
        lines: Where to write; used by the thread alone.
        retry_s: When to try again after a failure.
        most_waiting: How many lines may wait.
    """

    def __init__(
        self, lines: Lines, *, retry_s: float = _RETRY_S, most_waiting: int = _MOST_WAITING
    ) -> None:
        self._lines = lines
        self._retry_s = retry_s
        self._most_waiting = most_waiting
        self._change = threading.Condition()  # guards all that follows
        self._waiting: deque[bytes] = deque()
        self._line: bytes | None = None
        """What is being written, or could not be."""
        self._is_closing = False
        self._is_last_try = False
        self._failure: OSError | None = None
        self._dropped = 0
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> OSError | None:
        """What the last write failed of; None while all is well."""
        with self._change:
            return self._failure

    def put(self, line: bytes) -> None:
        """Take a line to write; returns at once."""
        with self._change:
            if len(self._waiting) >= self._most_waiting:
                self._waiting.popleft()
                self._dropped += 1
            self._waiting.append(line)
            self._change.notify_all()

    def settle(self, timeout_s: float) -> None:
        """Wait until every line is written, or one has failed."""
        with self._change:
            self._change.wait_for(lambda: self._is_idle or self._failure, timeout_s)

    def close(self, timeout_s: float) -> bool:
        """Write what is left, trying once more where that failed before; then finish.

        Returns:
            Whether every line ever put was written in time.
        """
        with self._change:
            self._is_closing = True
            self._change.notify_all()
        self._thread.join(timeout_s)
        with self._change:
            return self._is_idle and not self._dropped and not self._failure

    @property
    def _is_idle(self) -> bool:
        return not self._waiting and self._line is None

    def _run(self) -> None:
        while line := self._take():
            failure = _failure_of(partial(self._lines.append, line))
            if failure:
                self._note(failure)
            else:
                self._note(self._synchronise(), is_written=True)
        if failure := _failure_of(self._lines.close):
            self._note(failure)

    def _take(self) -> bytes | None:
        """Wait for something to write; None when there is no more to do."""
        with self._change:
            if self._line is not None:
                if self._is_last_try:
                    return None
                self._change.wait_for(lambda: self._is_closing, self._retry_s)
                self._is_last_try = self._is_closing
                return self._line
            self._change.wait_for(lambda: self._waiting or self._is_closing)
            self._is_last_try = False
            self._line = self._waiting.popleft() if self._waiting else None
            return self._line

    def _synchronise(self) -> OSError | None:
        """See to it that what was written stays, once nothing more waits to be written."""
        with self._change:
            if self._waiting:
                return None
        return _failure_of(self._lines.sync)

    def _note(self, failure: OSError | None, *, is_written: bool = False) -> None:
        with self._change:
            self._failure = failure
            if is_written:
                self._line = None
            self._change.notify_all()


def _failure_of(act: Callable[[], None]) -> OSError | None:
    try:
        act()
    except OSError as failure:
        return failure
    return None
