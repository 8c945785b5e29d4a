"""The mode of the terminal while keys are read: no echo, no waiting for Enter, Ctrl-C as ever.

Ctrl-C and Ctrl-Z stay signals, so that they work even when nobody reads the keys. In the background
nothing is touched, for the terminal then belongs to the shell. On Windows there is nothing to do
here: the reader of the keys changes the console, and gives it back.
"""

import contextlib
import os
import sys
from typing import Final, TextIO

if sys.platform != "win32":
    import termios

_IFLAG: Final = 0
_LFLAG: Final = 3
_CC: Final = 6


class TerminalMode:
    """Changes the mode of a terminal on entering, and gives it back on leaving; a `with` does both.

    Args:
        fd: A descriptor of the terminal; what is no terminal is left alone.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._is_changed = False
        if sys.platform != "win32":
            with contextlib.suppress(termios.error):
                self._before = termios.tcgetattr(fd)

    @property
    def is_ours(self) -> bool:
        """Whether it is a terminal, and no other program is in its foreground."""
        try:
            return os.tcgetpgrp(self._fd) == os.getpgrp()
        except OSError:  # not the terminal that controls us, so nobody else's either
            return os.isatty(self._fd)

    def enter(self) -> None:
        """Change the mode, unless the terminal is not ours to change."""
        if sys.platform == "win32" or not self.is_ours:
            return
        mode = termios.tcgetattr(self._fd)
        mode[_LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        mode[_IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR)
        mode[_CC] = [*mode[_CC]]
        mode[_CC][termios.VMIN], mode[_CC][termios.VTIME] = 1, 0
        termios.tcsetattr(self._fd, termios.TCSANOW, mode)
        self._is_changed = True

    def leave(self) -> None:
        """Give the mode back; keys nobody has read are dropped, lest a shell obeys them."""
        if sys.platform == "win32" or not self._is_changed:
            return
        self._is_changed = False
        if self.is_ours:
            with contextlib.suppress(termios.error):  # the terminal has gone
                termios.tcflush(self._fd, termios.TCIFLUSH)
                termios.tcsetattr(self._fd, termios.TCSANOW, self._before)

    def __enter__(self) -> None:
        self.enter()

    def __exit__(self, *_exc: object) -> None:
        self.leave()


def drop_input(stream: TextIO) -> None:
    """Forget what was typed on a terminal and not read yet, be it half a line."""
    if sys.platform != "win32":
        with contextlib.suppress(termios.error, OSError, ValueError):  # no terminal, or gone
            termios.tcflush(stream.fileno(), termios.TCIFLUSH)
