"""The journals of all conversations in one folder: listed, found, searched, removed.

Their names sort by time, so that listing opens only the journals that are shown.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from grokvoice.errors import UsageError
from grokvoice.journal.conversation import Conversation
from grokvoice.journal.header import Header
from grokvoice.journal.place import SOUND_SUFFIX, SUFFIX, ids_in, started_at
from grokvoice.journal.search import Found, look, may_hold, words_of

LAST: Final = "last"
"""Stands for the newest conversation in which something was said."""

_AGE: Final = re.compile(r"(\d{1,5})\s*([hdw])", re.IGNORECASE)
_HOURS: Final = {"h": 1, "d": 24, "w": 7 * 24}


class Library:
    """The journals in a folder; one that does not exist is empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ids(self) -> list[str]:
        """The names of all journals, the newest first."""
        return ids_in(self.folder)

    def path(self, session_id: str) -> Path:
        """Where a journal lies."""
        return self.folder / (session_id + SUFFIX)

    def conversations(self) -> Iterator[Conversation]:
        """Give the conversations in which something was said, the newest first."""
        for session_id, journal in self._readable():
            conversation = Conversation.read(session_id, journal)
            if conversation.turns:
                yield conversation

    def read(self, session_id: str) -> Conversation:
        """Read a journal.

        Raises:
            UsageError: it cannot be read.
        """
        return Conversation.read(session_id, self._bytes(session_id))

    def find(self, name: str) -> Conversation:
        """Give the conversation that a person named.

        Args:
            name: `last`, or the beginning of an id, or of the part behind its last dash.

        Raises:
            UsageError: none is called so, or several are.
        """
        if name == LAST:
            last = next(self.conversations(), None)
            if last is None:
                raise UsageError(f"there is no conversation in {self.folder} yet.")
            return last
        return self.read(self._only(name))

    def search(self, query: str) -> Iterator[Found]:
        """Give the conversations in which all words were said, the newest first."""
        words = words_of(query)
        for session_id, text in self._readable():
            if may_hold(text, words) and (
                found := look(Conversation.read(session_id, text), words)
            ):
                yield found

    def older_than(self, age: timedelta, now: datetime) -> list[str]:
        """The names of the journals that began longer ago than this, the newest first."""
        return [name for name in self.ids() if _age(name, now) > age]

    def remove(self, session_id: str) -> None:
        """Remove a conversation, its recording first; what is gone already is no fault.

        Raises:
            UsageError: one of the two cannot be removed.
        """
        for path in (self.recording(session_id), self.path(session_id)):
            try:
                if path:
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise UsageError(f"cannot remove {path}: {error.strerror}.") from error

    def recording(self, session_id: str) -> Path | None:
        """Where the sound of a conversation is; None if it is not known to be anywhere."""
        with contextlib.suppress(UsageError):
            return recording_of(self.read(session_id).header)
        return None

    def _only(self, name: str) -> str:
        matching = [one for one in self.ids() if _is_named(one, name)]
        if len(matching) == 1:
            return matching[0]
        if not matching:
            raise UsageError(
                f"no conversation is called {name!r}: `grokvoice sessions list` shows all."
            )
        raise UsageError(
            f"{name!r} is the beginning of {len(matching)} conversations, "
            f"e.g. {matching[0]} and {matching[1]}: type more of it."
        )

    def _readable(self) -> Iterator[tuple[str, bytes]]:
        """Give names and contents; what cannot be read, or was just removed, is left out."""
        for session_id in self.ids():
            with contextlib.suppress(UsageError):
                yield session_id, self._bytes(session_id)

    def _bytes(self, session_id: str) -> bytes:
        try:
            return self.path(session_id).read_bytes()
        except OSError as error:
            raise UsageError(f"cannot read {self.path(session_id)}: {error.strerror}.") from error


def recording_of(header: Header) -> Path | None:
    """Say where the sound of a conversation is; None if there is none, or it was taken away.

    Only a file that is named like the conversation is believed to be its recording.
    """
    path = Path(header.recording)
    return path if path.name == header.id + SOUND_SUFFIX and path.is_file() else None


def age_of(text: str) -> timedelta:
    """Read an age such as `30d`, `12h` or `2w`.

    Raises:
        UsageError: it is none.
    """
    match = _AGE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no age: give hours, days or weeks, e.g. 12h, 30d or 2w.")
    return timedelta(hours=int(match[1]) * _HOURS[match[2].lower()])


def _age(session_id: str, now: datetime) -> timedelta:
    started = started_at(session_id)
    return now - started if started else timedelta(0)


def _is_named(session_id: str, name: str) -> bool:
    return bool(name) and (
        session_id.startswith(name) or session_id.rpartition("-")[2].startswith(name)
    )
