import asyncio
import io
import json
from pathlib import Path

import pytest

from grokvoice.app.replaying import show_again, show_file
from grokvoice.errors import UsageError
from grokvoice.session.updates import Notice, Update, UserFinal
from grokvoice.ui.streams import Streams
from tests.virtual_time import run_virtually

HELLO = UserFinal(item_id="u", text="Hello.")
LATER = Notice(code="c", text="t")


class Screen:
    """Remembers when what was drawn."""

    def __init__(self) -> None:
        self.drawn: list[tuple[float, Update, float]] = []
        self.ticks = 0
        self.is_closed = False
        self.is_gone = False

    def show(self, update: Update, at_s: float) -> None:
        if self.is_gone:
            raise BrokenPipeError
        self.drawn.append((asyncio.get_running_loop().time(), update, at_s))

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        assert mic_dbfs == speaker_dbfs == float("-inf")
        self.ticks += 1

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(("speed", "took_s"), [(1.0, 4.0), (4.0, 1.0), (0.5, 8.0)])
def test_updates_come_at_their_time_or_faster_and_bear_their_own(
    speed: float, took_s: float
) -> None:
    screen = Screen()

    run_virtually(show_again([(0.0, HELLO), (4.0, LATER)], screen, speed))

    (began_at, *first), (ended_at, *second) = screen.drawn
    assert ended_at - began_at == pytest.approx(took_s)
    assert (first, second) == ([HELLO, 0.0], [LATER, 4.0])
    assert screen.is_closed


def test_a_live_view_may_draw_while_nothing_happens() -> None:
    screen = Screen()

    run_virtually(show_again([(0.0, HELLO), (1.0, LATER)], screen, 1.0))

    assert 18 <= screen.ticks <= 22


def test_a_view_that_fails_is_closed() -> None:
    screen = Screen()
    screen.is_gone = True

    with pytest.raises(BrokenPipeError):
        run_virtually(show_again([(0.0, HELLO)], screen, 1.0))

    assert screen.is_closed


def test_a_file_is_shown_as_a_talk_is(tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    line = {"v": 1, "ts": 3600, "type": "user.final", "item_id": "u", "text": "Hello."}
    file.write_text(json.dumps(line) + "\n")
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())

    code = show_file(file, streams, speed=1e9, form="json")

    assert code == 0
    assert isinstance(streams.stdout, io.StringIO)
    assert json.loads(streams.stdout.getvalue()) == line


def test_a_file_that_holds_nothing_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    file.write_text("nothing\n")
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())

    with pytest.raises(UsageError, match="holds no conversation"):
        show_file(file, streams, speed=1.0, form="plain")
