"""What C libraries print belongs in the log: ALSA and PortAudio would tear a live screen."""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterator
from typing import Final, TextIO

_STDERR_FD: Final = 2
_PATIENCE_S: Final = 1.0

_logger = logging.getLogger("grokvoice.portaudio")


@contextlib.contextmanager
def c_stderr_to_log() -> Iterator[None]:
    """Log every line written to file descriptor 2, while Python's own `sys.stderr` is unchanged.

    Log handlers that write to `sys.stderr` are moved along with it; those that hold descriptor 2
    in another way would log their own lines for ever. Without a descriptor 2 nothing happens.
    """
    try:
        terminal_fd = os.dup(_STDERR_FD)
    except OSError:
        yield
        return
    read_fd, write_fd = os.pipe()
    reader = threading.Thread(target=_log_lines, args=(read_fd,), name="c-stderr", daemon=True)
    with _python_stderr_on(terminal_fd):
        os.dup2(write_fd, _STDERR_FD)
        os.close(write_fd)
        reader.start()
        try:
            yield
        finally:
            os.dup2(terminal_fd, _STDERR_FD)
            reader.join(_PATIENCE_S)  # a child process may have inherited the pipe and keep it open
    os.close(terminal_fd)


def _log_lines(fd: int) -> None:
    with os.fdopen(fd, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            _logger.debug("%s", line.rstrip())


@contextlib.contextmanager
def _python_stderr_on(fd: int) -> Iterator[None]:
    """Let `sys.stderr`, and log handlers that use it, write to `fd`, if they wrote to fd 2."""
    old = sys.stderr
    if not _is_on_stderr_fd(old):
        yield
        return
    old.flush()
    with open(fd, "w", buffering=1, encoding=old.encoding, errors=old.errors, closefd=False) as new:
        sys.stderr = new
        _move_handlers(old, new)
        try:
            yield
        finally:
            sys.stderr = old
            _move_handlers(new, old)


def _is_on_stderr_fd(stream: TextIO | None) -> bool:
    """Whether a stream writes to fd 2; there is none at all in a program without a console."""
    if stream is None:
        return False
    try:
        return stream.fileno() == _STDERR_FD
    except (OSError, ValueError):  # it is kept in memory, or closed
        return False


def _move_handlers(old: TextIO, new: TextIO) -> None:
    logger: logging.Logger | None = _logger
    while logger is not None:
        for handler in logger.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is old:
                handler.setStream(new)
        logger = logger.parent
