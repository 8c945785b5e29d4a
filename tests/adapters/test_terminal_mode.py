import io
import os
import pty
import sys
import termios
from collections.abc import Iterator

import pytest

from grokvoice.adapters.terminal_mode import TerminalMode, drop_input

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys")

WATCHED = termios.ECHO | termios.ICANON | termios.ISIG


@pytest.fixture
def terminal() -> Iterator[int]:
    ours, theirs = pty.openpty()
    yield theirs
    os.close(ours)
    os.close(theirs)


def flags(fd: int) -> int:
    local: int = termios.tcgetattr(fd)[3]
    return local & WATCHED


def test_keys_come_at_once_and_are_not_echoed_but_ctrl_c_stays_a_signal(terminal: int) -> None:
    with TerminalMode(terminal):
        assert flags(terminal) == termios.ISIG


def test_the_mode_is_given_back_whatever_happens(terminal: int) -> None:
    before = termios.tcgetattr(terminal)

    with pytest.raises(ZeroDivisionError), TerminalMode(terminal):
        _ = 1 / 0

    assert termios.tcgetattr(terminal) == before


def test_it_can_be_entered_again(terminal: int) -> None:
    mode = TerminalMode(terminal)
    with mode:
        pass

    with mode:
        assert flags(terminal) == termios.ISIG


def test_keys_nobody_has_read_are_dropped() -> None:
    ours, theirs = pty.openpty()

    with TerminalMode(theirs):
        os.write(ours, b"rm -rf")
    os.write(ours, b"x\n")

    assert os.read(theirs, 100) == b"x\n"
    os.close(ours)
    os.close(theirs)


def test_what_is_no_terminal_is_left_alone() -> None:
    reader, writer = os.pipe()

    with TerminalMode(reader):
        os.write(writer, b"x")

    assert os.read(reader, 1) == b"x"
    os.close(reader)
    os.close(writer)


def test_in_the_background_nothing_is_touched(
    terminal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "tcgetpgrp", lambda _fd: os.getpgrp() + 1)
    before = flags(terminal)

    with TerminalMode(terminal):
        assert flags(terminal) == before


def test_a_terminal_that_has_gone_is_no_error() -> None:
    ours, theirs = pty.openpty()

    with TerminalMode(theirs):
        os.close(ours)

    os.close(theirs)


def test_what_was_typed_and_not_read_can_be_forgotten_be_it_half_a_line() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, encoding="utf-8") as stream:
        os.write(ours, b"first\nsec")
        drop_input(stream)
        os.write(ours, b"ond\n")

        assert stream.readline() == "ond\n"
    os.close(ours)


def test_what_is_no_terminal_has_nothing_to_forget() -> None:
    stream = io.StringIO("a line\n")

    drop_input(stream)

    assert stream.read() == "a line\n"
