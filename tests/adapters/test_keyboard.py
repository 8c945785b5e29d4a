import asyncio
import contextlib
import io
import os
import pty
import sys
import tty
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest
from prompt_toolkit.input import create_pipe_input

from grokvoice.adapters import keyboard as keyboard_module
from grokvoice.adapters.key_events import Key
from grokvoice.adapters.keyboard import Keyboard

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys")


def told(*pieces: str) -> list[Key]:
    """The keys told of what a terminal sends, and of what waited at its end."""
    keys: list[Key] = []
    keyboard = Keyboard(keys.append, io.StringIO())
    for piece in pieces:
        keyboard.feed(piece)
    keyboard.flush()
    return keys


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("m", [Key("m", "m")]),
        (" ", [Key("space", " ")]),
        ("語", [Key("語", "語")]),
        ("\r", [Key("enter")]),
        ("\n", [Key("enter")]),
        ("\x7f", [Key("backspace")]),
        ("\t", [Key("tab")]),
        ("\x03", [Key("c-c")]),
        ("\x1b", [Key("escape")]),
        ("\x1b[A\x1b[D", [Key("up"), Key("left")]),
        ("\x1b[H\x1bOF\x1b[3~", [Key("home"), Key("end"), Key("delete")]),
        ("\x1b[1;5D\x1b[1;5C", [Key("word-left"), Key("word-right")]),
        ("\x1bb\x1bf\x1bx", [Key("word-left"), Key("word-right"), Key("alt-x")]),
        ("\x1bOP\x1b[15~", [Key("f1"), Key("f5")]),
        ("\x1b[200~two\rlines\x1b[201~", [Key("paste", "two\rlines")]),
        ("\x1b[12;40R", []),
        ("\x1b[<0;1;1M", []),
        ("\x1b[32;1:3u", [Key("space", " ", "release")]),
        ("a\x1b[109;;109ub", [Key("a", "a"), Key("m", "m"), Key("b", "b")]),
    ],
)
def test_every_terminal_says_the_same(sent: str, keys: list[Key]) -> None:
    assert told(sent) == keys


def test_a_key_may_come_in_two_halves() -> None:
    assert told("\x1b", "[A") == [Key("up")]


Work: TypeAlias = Callable[[int, asyncio.Queue[Key]], Awaitable[None]]


def reading(work: Work) -> str:
    """Let something happen at a terminal whose keys are read; returns what was written to it."""
    written = io.StringIO()
    ours, theirs = pty.openpty()
    tty.setraw(theirs)

    async def run() -> None:
        keys: asyncio.Queue[Key] = asyncio.Queue()
        keyboard = Keyboard(keys.put_nowait, written)
        keyboard.open(theirs)
        async with asyncio.timeout(5):
            await work(ours, keys)
        keyboard.close()
        keyboard.close()

    asyncio.run(run())
    for fd in (ours, theirs):
        with contextlib.suppress(OSError):
            os.close(fd)
    return written.getvalue()


def test_keys_are_told_from_opening_to_closing() -> None:
    async def work(ours: int, keys: asyncio.Queue[Key]) -> None:
        os.write(ours, "m語".encode())
        assert [await keys.get(), await keys.get()] == [Key("m", "m"), Key("語", "語")]

    assert reading(work) == "\x1b[?2004h\x1b[?u\x1b[?2004l"


def test_a_lone_escape_is_told_after_a_moment() -> None:
    async def work(ours: int, keys: asyncio.Queue[Key]) -> None:
        os.write(ours, b"\x1b")
        assert await keys.get() == Key("escape")

    reading(work)


def test_keys_that_follow_in_time_are_no_escape() -> None:
    async def work(ours: int, keys: asyncio.Queue[Key]) -> None:
        os.write(ours, b"x\x1b")
        assert await keys.get() == Key("x", "x")
        os.write(ours, b"[A")
        assert await keys.get() == Key("up")

    reading(work)


def test_a_terminal_that_can_is_asked_once_to_report_releases() -> None:
    async def work(ours: int, keys: asyncio.Queue[Key]) -> None:
        os.write(ours, b"\x1b[?0u\x1b[?0u")
        assert [await keys.get(), await keys.get()] == [Key("answer")] * 2

    assert reading(work) == "\x1b[?2004h\x1b[?u\x1b[>27u\x1b[<u\x1b[?2004l"


def test_a_console_is_read_by_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> list[Key]:
        keys: asyncio.Queue[Key] = asyncio.Queue()
        made = Keyboard(keys.put_nowait, io.StringIO())
        made._open_console()  # as on Windows, where the library has a console of its own
        with contextlib.closing(made):
            console.send_text("m語\x03")
            async with asyncio.timeout(5):
                return [await keys.get() for _ in range(3)]

    with create_pipe_input() as console:
        monkeypatch.setattr(keyboard_module, "create_input", lambda: console)

        assert asyncio.run(work()) == [Key("m", "m"), Key("語", "語"), Key("c-c")]


def test_a_terminal_that_has_gone_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    real_read = os.read

    def read(fd: int, count: int) -> bytes:
        reads.append(fd)
        return real_read(fd, count)

    async def work(ours: int, _keys: asyncio.Queue[Key]) -> None:
        monkeypatch.setattr(os, "read", read)
        os.close(ours)
        for _ in range(50):
            await asyncio.sleep(0)
        monkeypatch.undo()

    reading(work)

    assert len(reads) == 1


def test_a_screen_that_takes_no_text_is_no_error() -> None:
    keyboard = Keyboard(lambda _key: None, Gone())

    keyboard.feed("\x1b[?0u")


class Gone(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError
