"""The key that opens and closes a turn: held where the terminal tells releases, tapped elsewhere.

    terminal tells releases      down ─► BEGIN, up ─► END; a quick tap leaves the turn open
    it does not                  tap ─► BEGIN, tap ─► END; a key held down repeats, and is held

A second stroke may be a tap or the first repeat of a key that is held. Which of the two shows when
another one follows at once, or does not: so a tap ends the turn a moment late, which costs nothing
but keeps the last syllable.
"""

from enum import Enum, auto
from typing import Final

from grokvoice.adapters.key_events import Stroke

TAP_S: Final = 0.3
"""Let go within this time, a key was tapped, not held."""
_REPEATS_WITHIN_S: Final = 0.12
"""Keys repeat every 20 to 50 ms; fingers do not."""
_HELD_WITHIN_S: Final = 0.3
"""A held key that has not repeated for so long was let go; the network may have paused."""


class Act(Enum):
    """What is to be done about the turn."""

    BEGIN = auto()
    END = auto()


class TalkKey:
    """Follows one key; `deadline` must be minded as `Session.deadline` is."""

    def __init__(self) -> None:
        self.is_open = False
        """Whether a turn is being spoken."""
        self.tells_releases = False
        """Whether the terminal was found to."""
        self._began_at = 0.0
        self._is_held = False
        self._ends_at: float | None = None

    def struck(self, stroke: Stroke, now: float) -> Act | None:
        """Take a stroke of the key."""
        if stroke == "release":
            return self._released(now)
        if stroke == "repeat":
            return None
        if not self.is_open:
            self.is_open, self._is_held, self._ends_at = True, self.tells_releases, None
            self._began_at = now
            return Act.BEGIN
        if self.tells_releases:
            return self._end()
        self._is_held = self._is_held or self._ends_at is not None
        self._ends_at = now + (_HELD_WITHIN_S if self._is_held else _REPEATS_WITHIN_S)
        return None

    def deadline(self) -> float | None:
        """When `due` must be called."""
        return self._ends_at

    def due(self, now: float) -> Act | None:
        """End the turn if its moment has come."""
        return self._end() if self._ends_at is not None and now >= self._ends_at else None

    def discard(self) -> None:
        """Note that the turn is no more."""
        self.is_open, self._ends_at = False, None

    def _released(self, now: float) -> Act | None:
        is_tap = now - self._began_at < TAP_S
        if not self.is_open or not self._is_held or is_tap:
            self._is_held = False
            return None
        return self._end()

    def _end(self) -> Act:
        self.discard()
        return Act.END
