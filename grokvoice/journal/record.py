"""The journal of a running conversation: everything that was said and done, line by line.

It is shown what a view is shown. Nothing of it can disturb the talk: `show` never waits and never
fails. What the disk says is found out with `take_notices`.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from grokvoice.journal.entry import entry_of, entry_to_json
from grokvoice.journal.header import Header
from grokvoice.journal.line_file import FileCalls, LineFile
from grokvoice.journal.place import SUFFIX
from grokvoice.journal.turn_clock import TurnClock
from grokvoice.journal.writer import Writer
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.session.updates import AssistantFinal, Notice, Update, UserFinal

Clean: TypeAlias = Callable[[str], str]
"""Takes out of a text what must not be kept: keys, and what is no plain text."""

_OPEN_S: Final = 0.3
"""How long the start of a talk may wait to be told that nothing can be saved."""
_CLOSE_S: Final = 2.0
"""How long its end may wait for a slow disk."""
_FAILED: Final = "journal-failed"


class Journal:
    """Writes one conversation to a file of its own; whoever opens it closes it.

    Args:
        folder: Where the journals lie; it is made if need be.
        header: Which conversation it is.
        clean: Applied to every text before it is written.
        calls: The system.
    """

    def __init__(
        self, folder: Path, header: Header, clean: Clean, calls: FileCalls | None = None
    ) -> None:
        self.path = folder / (header.id + SUFFIX)
        self._header = header
        self._clean = clean
        self._file = LineFile(self.path, calls)
        self._writer = Writer(self._file)
        self._clock = TurnClock()
        self._has_turns = False
        self._told: set[str] = set()
        """Codes of the notices that were given."""
        self._is_whole: bool | None = None
        self._put(header.to_json())
        self._writer.settle(_OPEN_S)

    def show(self, update: Update, at_s: float) -> None:
        """Keep an update that happened `at_s` seconds after the session began."""
        entry = entry_of(update, at_s, self._clock)
        if entry is None or self._is_whole is not None:
            return
        self._has_turns = self._has_turns or isinstance(update, UserFinal | AssistantFinal)
        self._put(entry_to_json(entry))

    def take_notices(self) -> list[Notice]:
        """Give what the user should know of the disk, each thing once in a talk."""
        fresh = [notice for notice in self._notices() if notice.code not in self._told]
        self._told.update(notice.code for notice in fresh)
        return fresh

    def close(self) -> None:
        """Finish the file; one in which nobody said anything is removed. May be called twice."""
        if self._is_whole is None:
            self._is_whole = self._writer.close(_CLOSE_S)
            if not self._has_turns:
                _remove(self.path)

    def farewell(self) -> list[Notice]:
        """Close, and tell where the conversation is and how to go on with it."""
        self.close()
        if not self._has_turns or self._file.is_empty:
            return []  # nothing was kept, and why not was told
        again = f"grokvoice talk --session {self._header.id}"
        if self._is_whole:
            text = f"Saved in {self.path}. Go on with: {again}"
            return [Notice(code="saved", text=text, level="info")]
        text = f"Not all of the conversation could be saved; what is there: {self.path}"
        return [Notice(code="saved-in-part", text=text)]

    def _put(self, line: JsonObject) -> None:
        text = json.dumps(_cleaned(line, self._clean), ensure_ascii=False, separators=(",", ":"))
        self._writer.put(text.encode("utf-8", errors="replace") + b"\n")

    def _notices(self) -> Iterator[Notice]:
        folder, failure = self.path.parent, self._writer.failure
        if self._file.is_folder_open:
            text = f"Others may look into {folder}, where this talk is saved: chmod 700 it."
            yield Notice(code="journal-open", text=text)
        if failure:
            text = f"This talk cannot be saved in {folder} ({failure.strerror}). It goes on, and "
            yield Notice(code=_FAILED, text=text + "saving is tried again; --no-save does without.")
        elif _FAILED in self._told:
            text = "The talk is being saved again, with what was said meanwhile."
            yield Notice(code="journal-back", text=text, level="info")


def _cleaned(value: JsonValue, clean: Clean) -> JsonValue:
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(member, clean) for member in value]
        case dict():
            return {name: _cleaned(member, clean) for name, member in value.items()}
        case _:
            return value


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
