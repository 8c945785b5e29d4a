"""Conversations to read, and journals to write."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import Entry
from grokvoice.journal.header import Header
from grokvoice.journal.line_file import FileCalls
from grokvoice.journal.record import Journal
from grokvoice.session.updates import Update

STARTED = datetime(2026, 11, 21, 13, 45, 1, tzinfo=UTC)
ID = "20261121-134501-7f3a9c"


@pytest.fixture
def talk() -> Callable[..., Conversation]:
    """Make a conversation of `(seconds, update)` pairs and whole entries."""

    def make(*told: tuple[float, Update] | Entry, **known: Any) -> Conversation:
        entries = tuple(one if isinstance(one, Entry) else Entry(*one) for one in told)
        return Conversation(Header(id=ID, started=STARTED, **known), entries)

    return make


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    """A folder for journals that does not exist yet."""
    return tmp_path / "data" / "grokvoice" / "sessions"


@pytest.fixture
def journal(sessions: Path) -> Callable[..., Journal]:
    """Open a journal that keeps texts as they are."""

    def make(session_id: str = ID, calls: FileCalls | None = None) -> Journal:
        header = Header(id=session_id, started=STARTED, command="talk", model="m", voice="ara")
        return Journal(sessions, header, lambda text: text, calls)

    return make
