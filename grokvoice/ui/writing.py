"""Writing to a standard stream so that it is read at once, also when nobody is there any more."""

import errno
import os
from typing import TextIO


def write(stream: TextIO, text: str) -> None:
    """Write and flush: a person or another program may be waiting for it.

    What is written to a terminal that has gone is lost, and so is all that comes after it: the
    signal that tells of it says what is to be done, or `nohup` has said that nothing is.

    Raises:
        BrokenPipeError: nobody reads the stream any more.
    """
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        _pour_away(stream)


def _pour_away(stream: TextIO) -> None:
    """Let a bottomless stream take what this one still holds; Python insists on writing it."""
    bottomless = os.open(os.devnull, os.O_WRONLY)
    os.dup2(bottomless, stream.fileno())
    os.close(bottomless)
