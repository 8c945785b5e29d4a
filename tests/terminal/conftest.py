"""The real program on a pseudo-terminal, with a screen that shows what a person would see."""

import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

import pytest

if sys.platform == "win32":
    pytest.skip("there are no ptys", allow_module_level=True)

import pexpect
import pyte

from grokvoice.simulator.brain.plans import CallFunction, Situation, Speak
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options
from tests.app.conftest import serve

__all__ = ["serve"]

SILENT: Final = ("talk", "--mic", "none", "--speaker", "none")
STORY: Final = (
    "Once upon a time there was a fox. It was clever. It lived in a wood near the sea. " * 3
)
ROOT: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 15.0
"""How long something may take to appear on the screen, on a machine that does other things too."""


class Terminal:
    """A window of `columns` x `lines` in which one command runs."""

    def __init__(
        self, command: list[str], environ: dict[str, str], columns: int = 80, lines: int = 24
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, lines)
        self.sent = b""
        """Everything the program has written."""
        self._stream = pyte.ByteStream(self.screen)
        self._child = pexpect.spawn(
            command[0], command[1:], dimensions=(lines, columns), env=environ, timeout=PATIENCE_S
        )
        self._child.delaybeforesend = None
        self._child.ptyproc.delayafterclose = 0.0
        self._mode_found = self._mode_left = termios.tcgetattr(self._child.child_fd)

    @property
    def rows(self) -> list[str]:
        """What is on the screen, without empty rows at the end."""
        return "\n".join(row.rstrip() for row in self.screen.display).rstrip().split("\n")

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def title(self) -> str:
        title: str = self.screen.title
        return title

    @property
    def frames(self) -> int:
        """How many frames were drawn; at most twelve a second are."""
        return self.sent.count(b"\x1b[?7l")

    @property
    def is_restored(self) -> bool:
        """Whether the program has left mode, cursor, title and wrapping as they were."""
        is_visible = not self.screen.cursor.hidden
        wraps = pyte.modes.DECAWM in self.screen.mode
        return self._mode_left == self._mode_found and is_visible and wraps and not self.title

    def type(self, keys: str) -> Self:
        self._child.send(keys)
        return self

    def kill(self, number: int) -> None:
        self._child.kill(number)

    def hang_up(self) -> int:
        """Close the window, and give the exit code of the program that was in it."""
        self._child.ptyproc.fileobj.close()
        code: int = self._child.wait()
        return code

    def resize(self, columns: int, lines: int) -> None:
        """Change the window as xterm does: the cursor stays with its line."""
        above = max(0, self.screen.cursor.y - lines + 1)
        self.screen.cursor.y -= above
        self.screen.resize(lines, columns)
        self._child.setwinsize(lines, columns)

    def until(self, is_so: Callable[["Terminal"], bool], what: str) -> Self:
        """Let the program run until the screen looks as wanted.

        Raises:
            AssertionError: it never does; the message shows the screen.
        """
        ends_at = time.monotonic() + PATIENCE_S
        while not is_so(self):
            left_s = ends_at - time.monotonic()
            assert left_s > 0, f"{what} did not come; the screen shows:\n{self.text}"
            if not self._read(left_s):
                break
        assert is_so(self), f"{what} did not come before the end; the screen shows:\n{self.text}"
        return self

    def shows(self, pattern: str) -> Self:
        """Wait for a pattern somewhere on the screen."""
        return self.until(lambda it: re.search(pattern, it.text) is not None, pattern)

    def hides(self, pattern: str) -> Self:
        """Wait until a pattern is nowhere on the screen."""
        return self.until(lambda it: re.search(pattern, it.text) is None, f"no {pattern}")

    def wait(self, seconds: float) -> Self:
        """Let the program run for as long as somebody reads."""
        ends_at = time.monotonic() + seconds
        while (left_s := ends_at - time.monotonic()) > 0:
            self._read(left_s)
        return self

    def exit_code(self) -> int:
        """Wait for the end; 128 and more is a signal."""
        self.until(lambda _it: not self._is_open(), "the end")
        self._mode_left = termios.tcgetattr(self._child.child_fd)
        self._child.close()
        code: int | None = self._child.exitstatus
        return 128 + int(self._child.signalstatus) if code is None else code

    def close(self) -> None:
        """Take the window away, whatever still runs in it."""
        if self._child.isalive():
            self._child.kill(signal.SIGKILL)
            self._child.wait()
        self._child.close()

    def _read(self, patience_s: float) -> bool:
        """Draw what the program writes next; False if it will write no more."""
        try:
            data = self._child.read_nonblocking(65_536, timeout=patience_s)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.sent += data
        self._stream.feed(data)
        return True

    def _is_open(self) -> bool:
        return not self._child.flag_eof


def ready(terminal: Terminal) -> Terminal:
    """Wait for a talk to begin."""
    return terminal.shows("connected").shows("○ listening")


class Mind:
    """Does one thing after the other, and the last one for ever."""

    def __init__(self, *steps: Speak | CallFunction) -> None:
        self._steps = list(steps)

    def plan(self, _situation: Situation) -> tuple[Speak | CallFunction]:
        return (self._steps.pop(0) if len(self._steps) > 1 else self._steps[0],)


def minded(does: str | Mind) -> Options:
    """Set up a simulator that takes no time, and does what it is told."""
    mind = Mind(Speak(does)) if isinstance(does, str) else does
    return Options(quirks=Quirks(pace="fast"), new_planner=lambda: mind)


Serve = Callable[[Options], str]
Start = Callable[..., Terminal]
Talk = Callable[..., Terminal]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Surroundings without a key and without a configuration."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Start `grokvoice ARGUMENTS…` in a window; other variables are keyword arguments."""
    with ExitStack() as stack:

        def make(*arguments: str, columns: int = 80, lines: int = 24, **more: str) -> Terminal:
            command = [sys.executable, "-m", "grokvoice", *arguments]
            made = Terminal(command, environ | more, columns, lines)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def talk(start: Start, serve: Serve) -> Talk:
    """Start a typed talk with a mind that takes no time: `talk("Yes.", *flags, columns=40)`."""

    def make(does: str | Mind, *flags: str, columns: int = 80, **more: str) -> Terminal:
        url = serve(minded(does))
        return start(*SILENT, "--url", url, *flags, columns=columns, **more)

    return make


@pytest.fixture
def shell(environ: dict[str, str]) -> Iterator[Callable[[], Terminal]]:
    """Start an interactive shell, which knows jobs; `grok` is the program."""
    with ExitStack() as stack:

        def make() -> Terminal:
            more = {"PS1": "$ ", "ENV": "", "HISTFILE": ""}
            made = Terminal(["bash", "--norc", "--noprofile", "-i"], environ | more)
            stack.callback(made.close)
            made.type(f"alias grok='{sys.executable} -m grokvoice'\n").shows(r"\n\$$")
            return made

        yield make
