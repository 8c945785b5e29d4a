"""A text that comes in pieces, cut into parts that can be spoken before the rest is there."""

import re
from typing import Final

_SENTENCE: Final = re.compile(r".+?(?:[.!?…]+[\"'”’)\]]*(?=\s)|\n(?=\s*\n))\s*", re.DOTALL)
"""Up to a full stop and the like, or to an empty line."""
_MOST_CHARACTERS: Final = 400
"""Of a part, unless a single sentence is longer: half a minute of speech."""
_LONGEST: Final = 2_000
"""Characters that may wait for the end of their sentence."""


class Sentences:
    """Takes pieces and gives parts of whole sentences; nothing is lost, and nothing added.

    The very first part is one sentence, so that speech begins early; later ones are as many as
    arrived together, for each part costs a round trip to the server.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._count = 0

    @property
    def has_line(self) -> bool:
        """Whether what waits ends with a line: it may be whole, though it lacks a full stop."""
        return bool(self._rest.strip()) and self._rest.endswith("\n")

    def add(self, piece: str) -> list[str]:
        """Take a piece; give the parts that are complete, without spaces around them."""
        self._rest = (self._rest + piece).lstrip()
        parts: list[str] = []
        at = 0
        for match in _SENTENCE.finditer(self._rest):
            self._join(parts, match.group())
            at = match.end()
        self._rest = self._rest[at:]
        if len(self._rest) > _LONGEST:
            parts.append(self._cut())
        return self._given(parts)

    def take(self) -> list[str]:
        """Give what waits, finished or not."""
        rest, self._rest = self._rest, ""
        return self._given([rest])

    def _join(self, parts: list[str], sentence: str) -> None:
        """Put a sentence with those before it, if there is room."""
        is_first = self._count + len(parts) <= 1
        if not parts or is_first or len(parts[-1]) + len(sentence) > _MOST_CHARACTERS:
            parts.append(sentence)
        else:
            parts[-1] += sentence

    def _cut(self) -> str:
        """Take what waits up to its last space."""
        before, space, after = self._rest.rpartition(" ")
        self._rest = after if space else ""
        return before + space if space else after

    def _given(self, parts: list[str]) -> list[str]:
        given = [part.strip() for part in parts if part.strip()]
        self._count += len(given)
        return given
