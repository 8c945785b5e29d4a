import os
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from grokvoice.ui.writing import write

if sys.platform == "win32":
    pytest.skip("there are no ptys", allow_module_level=True)


@pytest.fixture
def terminal() -> Iterator[tuple[int, TextIO]]:
    """The side of the window, and the stream of the program in it."""
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        yield ours, stream


def test_what_is_written_is_there_at_once(terminal: tuple[int, TextIO]) -> None:
    window, stream = terminal

    write(stream, "hello")

    assert os.read(window, 100) == b"hello"
    os.close(window)


def test_what_is_written_to_a_terminal_that_has_gone_is_lost(terminal: tuple[int, TextIO]) -> None:
    window, stream = terminal
    os.close(window)

    write(stream, "hello")
    write(stream, "is anybody there?")

    stream.flush()  # as Python does at the end


def test_a_pipe_without_a_reader_is_an_error() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    stream = os.fdopen(theirs, "w", encoding="utf-8")

    with pytest.raises(BrokenPipeError):
        write(stream, "hello")

    with pytest.raises(BrokenPipeError):
        stream.close()
