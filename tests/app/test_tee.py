import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grokvoice.app.tee import TeeView
from grokvoice.journal.header import Header
from grokvoice.journal.library import Library
from grokvoice.journal.line_file import FileCalls
from grokvoice.journal.record import Journal
from grokvoice.session.updates import Notice, SessionEnded, Update, UserFinal

ID = "20261121-134501-7f3a9c"
HELLO = UserFinal(item_id="u", text="Hello.")
END = SessionEnded(exit_code=0, reason="all said", elapsed_s=2.0, turns=0)


class Screen:
    """Remembers what is drawn; may be gone."""

    def __init__(self) -> None:
        self.drawn: list[tuple[Update, float]] = []
        self.levels: list[tuple[float, float]] = []
        self.is_closed = False
        self.is_gone = False

    def show(self, update: Update, at_s: float) -> None:
        if self.is_gone:
            raise BrokenPipeError
        self.drawn.append((update, at_s))

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        self.levels.append((mic_dbfs, speaker_dbfs))

    def close(self) -> None:
        self.is_closed = True


def journal(folder: Path, calls: FileCalls | None = None) -> Journal:
    header = Header(id=ID, started=datetime(2026, 11, 21, tzinfo=UTC))
    return Journal(folder, header, str, calls)


def refuse(*_arguments: object) -> int:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_what_is_drawn_is_kept_and_the_end_says_where(tmp_path: Path) -> None:
    screen = Screen()
    folder = tmp_path / "sessions"
    tee = TeeView(screen, [journal(folder)])

    tee.show(HELLO, 1.0)
    tee.meters(-20.0, -30.0)
    tee.show(END, 2.0)
    tee.close()

    text = f"Saved in {folder / (ID + '.jsonl')}. Go on with: grokvoice talk --session {ID}"
    saved = Notice(code="saved", text=text, level="info")
    assert screen.drawn == [(HELLO, 1.0), (saved, 2.0), (END, 2.0)]
    assert screen.levels == [(-20.0, -30.0)]
    assert screen.is_closed
    assert [entry.update for entry in Library(folder).read(ID).entries] == [HELLO, END]


def test_what_the_disk_says_is_drawn_before_anything_else(tmp_path: Path) -> None:
    screen = Screen()
    tee = TeeView(screen, [journal(tmp_path / "sessions", FileCalls(open=refuse))])

    tee.show(HELLO, 0.5)
    tee.close()

    codes = [update.code for update, _ in screen.drawn if isinstance(update, Notice)]
    assert codes == ["journal-failed"]
    assert screen.drawn[-1] == (HELLO, 0.5)


def test_what_the_disk_says_is_drawn_even_while_nobody_speaks(tmp_path: Path) -> None:
    screen = Screen()
    tee = TeeView(screen, [journal(tmp_path / "sessions", FileCalls(open=refuse))])

    tee.meters(-20.0, -30.0)
    tee.close()

    assert [at_s for _, at_s in screen.drawn] == [0.0]


def test_a_screen_that_is_gone_loses_no_words(tmp_path: Path) -> None:
    screen = Screen()
    tee = TeeView(screen, [journal(tmp_path / "sessions")])
    screen.is_gone = True

    with pytest.raises(BrokenPipeError):
        tee.show(HELLO, 1.0)
    tee.close()

    assert screen.is_closed
    assert Library(tmp_path / "sessions").read(ID).first_words == "Hello."
