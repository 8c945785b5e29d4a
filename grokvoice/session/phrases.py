"""Which words of a reply were heard, given which frames were.

The wire gives words in phrases, each with the second at which it begins in the item's sound
(`start_time`, reference 5.6). Between two such marks speech is taken to be even; where marks are
missing, a usual speed of speech stands in for them.
"""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

_FRAMES_PER_SECOND: Final = 24_000
_FRAMES_PER_CHARACTER: Final = _FRAMES_PER_SECOND // 15
"""English is spoken at about 15 characters a second."""
_LATEST_S: Final = 86_400.0
"""No item lasts a day: a later mark is nonsense, and may be too large for an integer."""
_MOST_PHRASES: Final = 1000
"""Of one item, some 20 minutes of speech; without an end they would take all memory and time."""
_MOST_PARTS: Final = 16


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words and the frame of the item at which they begin."""

    text: str
    start: int
    part: int = 0


class Words:
    """The words of one item, as far as they have arrived; Grok's items have one part each."""

    def __init__(self) -> None:
        self._phrases: list[Phrase] = []  # in the order of their parts
        self._wholes: dict[int, str] = {}

    @property
    def text(self) -> str:
        """All words known."""
        parts = {phrase.part for phrase in self._phrases} | self._wholes.keys()
        return "".join(self._text_of(part) for part in sorted(parts))

    def add(self, text: str, start_s: float | None, part: int = 0) -> None:
        """Add a phrase that begins `start_s` seconds into the item; None if it was not said."""
        if len(self._phrases) == _MOST_PHRASES:
            return
        place = bisect_right(self._phrases, part, key=lambda phrase: phrase.part)
        before = self._phrases[place - 1] if place else None
        start = _end_of(before) if start_s is None else _frame_at(start_s)
        earliest = before.start if before else 0
        self._phrases.insert(place, Phrase(text, max(start, earliest), part))

    def settle(self, text: str, part: int = 0) -> None:
        """Replace a part's words by the final ones, keeping the marks of phrases if they agree."""
        if part in self._wholes or len(self._wholes) < _MOST_PARTS:
            self._wholes[part] = text

    def heard(self, heard: int, received: int, *, is_complete: bool) -> str:
        """Give the words heard so far: whole words only, until the end is reached.

        Args:
            heard: Frames of the item that were heard.
            received: Frames of the item that have arrived; `heard <= received`.
            is_complete: Whether no more frames will come.
        """
        if is_complete and heard >= received:
            return self.text
        if not self._phrases:
            return _share(self.text, heard, len(self.text) * _FRAMES_PER_CHARACTER)
        joined = self._joined()
        length = sum(
            len(_share(phrase.text, heard - phrase.start, end - phrase.start))
            for phrase, end in zip(self._phrases, self._ends(received, is_complete), strict=True)
        )
        if not self._wholes or self.text.startswith(joined):
            return joined[:length]
        return whole_words(self.text, length)

    def _joined(self) -> str:
        return "".join(phrase.text for phrase in self._phrases)

    def _text_of(self, part: int) -> str:
        words = (phrase.text for phrase in self._phrases if phrase.part == part)
        return self._wholes[part] if part in self._wholes else "".join(words)

    def _ends(self, received: int, is_complete: bool) -> list[int]:
        usual = _end_of(self._phrases[-1])
        end = received if is_complete else max(received, usual)
        return [phrase.start for phrase in self._phrases[1:]] + [end]


def whole_words(text: str, length: int) -> str:
    """The beginning of a text, as far as its words end within the first `length` characters."""
    if length >= len(text):
        return text
    return text[: max(0, text.rfind(" ", 0, length + 1))].rstrip()


def _end_of(phrase: Phrase | None) -> int:
    """Where a phrase ends if it is spoken at the usual speed."""
    return phrase.start + len(phrase.text) * _FRAMES_PER_CHARACTER if phrase else 0


def _frame_at(start_s: float) -> int:
    return int(min(start_s, _LATEST_S) * _FRAMES_PER_SECOND)


def _share(text: str, heard: int, length: int) -> str:
    """The whole words of `text` that fit into `heard` of `length` frames."""
    if heard <= 0:
        return ""
    if heard >= length:
        return text
    return whole_words(text, len(text) * heard // length)
