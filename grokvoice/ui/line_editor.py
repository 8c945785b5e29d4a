"""Editing one line, with the keys every shell has taught.

A character and what belongs to it (accents, variation signs, joined emoji) is one step.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

_MOST_REMEMBERED: Final = 100
_JOINER: Final = "\u200d"
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})

_Find: TypeAlias = Callable[[str, int], int]
"""Finds a place in a text, seen from another."""


def _left(text: str, at: int) -> int:
    at -= 1
    while at > 0 and _is_joined(text, at):
        at -= 1
    return max(at, 0)


def _right(text: str, at: int) -> int:
    at += 1
    while at < len(text) and _is_joined(text, at):
        at += 1
    return min(at, len(text))


def _word_left(text: str, at: int) -> int:
    found = re.search(r"\S*\s*$", text[:at])
    return found.start() if found else 0


def _word_right(text: str, at: int) -> int:
    found = re.match(r"\s*\S*", text[at:])
    return at + (found.end() if found else 0)


def _start(_text: str, _at: int) -> int:
    return 0


def _end(text: str, _at: int) -> int:
    return len(text)


def _is_joined(text: str, at: int) -> bool:
    """Tell whether the character there belongs to the one before it."""
    character = text[at]
    is_mark = unicodedata.category(character) in _MARKS
    is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    return is_mark or is_skin_tone or _JOINER in (character, text[at - 1])


_MOVES: Final[Mapping[str, _Find]] = MappingProxyType(
    {
        "left": _left,
        "right": _right,
        "word-left": _word_left,
        "word-right": _word_right,
        "home": _start,
        "c-a": _start,
        "end": _end,
        "c-e": _end,
    }
)
_CUTS: Final[Mapping[str, _Find]] = MappingProxyType(
    {
        "backspace": _left,
        "delete": _right,
        "c-d": _right,
        "c-w": _word_left,
        "c-u": _start,
        "c-k": _end,
    }
)


class LineEditor:
    """A line, a cursor in it, and the lines that were entered before."""

    def __init__(self) -> None:
        self.text = ""
        self.cursor = 0
        """Characters before the cursor."""
        self._entered: list[str] = []
        self._back = 0
        """How many entered lines back the shown one is; 0 is the new one."""
        self._unentered = ""

    def insert(self, text: str) -> None:
        """Type, or paste: line breaks become spaces, because one line is one turn."""
        typed = " ".join(text.expandtabs(1).splitlines())
        self.text = self.text[: self.cursor] + typed + self.text[self.cursor :]
        self.cursor += len(typed)

    def press(self, key: str) -> None:
        """Obey an editing key, e.g. "left" or "c-w"; any other does nothing."""
        if key in _MOVES:
            self.cursor = _MOVES[key](self.text, self.cursor)
        elif key in _CUTS:
            start, end = sorted((self.cursor, _CUTS[key](self.text, self.cursor)))
            self.text, self.cursor = self.text[:start] + self.text[end:], start
        elif key in {"up", "down"}:
            self._recall(self._back + (1 if key == "up" else -1))

    def enter(self) -> str:
        """Return the line, remember it, and begin a new one."""
        line = self.text.strip()
        if line and self._entered[-1:] != [line]:
            self._entered = [*self._entered, line][-_MOST_REMEMBERED:]
        self.clear()
        return line

    def clear(self) -> None:
        """Begin a new line."""
        self._back = 0
        self._show("")

    def _recall(self, back: int) -> None:
        if not 0 <= back <= len(self._entered):
            return
        if self._back == 0:
            self._unentered = self.text
        self._back = back
        self._show(self._entered[-back] if back else self._unentered)

    def _show(self, text: str) -> None:
        self.text, self.cursor = text, len(text)
