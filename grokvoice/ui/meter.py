"""A level meter that remembers a few moments, so that a glance shows speech and not just sound."""

from collections import deque
from typing import Final

_FLOOR_DBFS: Final = -60.0
"""Softer than this is drawn as silence: the hiss of a good microphone in a quiet room."""
_MOMENTS: Final = 6


class Meter:
    """The last six levels, oldest first."""

    def __init__(self) -> None:
        self._levels = deque([_FLOOR_DBFS] * _MOMENTS, maxlen=_MOMENTS)

    def add(self, dbfs: float) -> None:
        """Take the level of the latest moment; 0 is full scale, `-inf` is silence."""
        self._levels.append(min(max(dbfs, _FLOOR_DBFS), 0.0))

    def bars(self, signs: str, cells: int = _MOMENTS) -> str:
        """Draw the latest `cells` (at most 6) levels with `signs`, which go from soft to loud."""
        top = len(signs) - 1
        shares = [1.0 - level / _FLOOR_DBFS for level in self._levels]
        return "".join(signs[round(share * top)] for share in shares[-cells:])
