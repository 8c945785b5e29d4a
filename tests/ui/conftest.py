"""Streams that remember, and a terminal to draw on."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pyte
import pytest

from grokvoice.ui.streams import Streams


class Terminal(io.StringIO):
    """A screen of 24 lines that text can be written to; `columns` may change, as when resized."""

    encoding = "utf-8"

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.columns = columns
        self.screen = pyte.HistoryScreen(columns, 24)
        self.frames: list[str] = []
        self._stream = pyte.Stream(self.screen)

    def write(self, text: str) -> int:
        self.frames.append(text)
        self._stream.feed(text)
        return len(text)

    @property
    def rows(self) -> list[str]:
        """What is on the screen, without empty rows at the end."""
        return "\n".join(row.rstrip() for row in self.screen.display).rstrip("\n").split("\n")


@dataclass(slots=True)
class Written:
    """Two streams in memory, and what has been written to them."""

    streams: Streams
    stdout: io.StringIO
    stderr: io.StringIO

    @property
    def texts(self) -> tuple[str, str]:
        return self.stdout.getvalue(), self.stderr.getvalue()


@dataclass(slots=True)
class Clock:
    """A clock that goes on when told to."""

    now: float = field(default=100.0)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def written() -> Callable[..., Written]:
    """Make streams; keyword arguments are fields of `Streams`."""

    def make(**fields: object) -> Written:
        out, err = io.StringIO(), io.StringIO()
        streams = Streams(stdin=io.StringIO(), stdout=out, stderr=err, **fields)  # type: ignore[arg-type]  # as given
        return Written(streams, out, err)

    return make


@pytest.fixture
def terminal() -> Callable[[int], Terminal]:
    return Terminal


@pytest.fixture
def clock() -> Clock:
    return Clock()
