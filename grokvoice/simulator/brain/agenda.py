"""What the brain has promised to do later, earliest first."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(order=True, slots=True)
class _Entry:
    due: float
    order: int
    owner: str = field(compare=False)
    action: Callable[[], None] = field(compare=False)


class Agenda:
    """A list of actions with the time each is due; equal times keep the order of asking."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._asked = 0

    def at(self, due: float, action: Callable[[], None], owner: str = "") -> None:
        """Promise `action` for `due`; `forget(owner)` takes it back."""
        self._asked += 1
        heapq.heappush(self._entries, _Entry(due, self._asked, owner, action))

    def forget(self, owner: str) -> None:
        """Take back every promise made for `owner`."""
        self._entries = [entry for entry in self._entries if entry.owner != owner]
        heapq.heapify(self._entries)

    def next_due(self) -> float | None:
        """Return when the earliest promise is due; None if there is none."""
        return self._entries[0].due if self._entries else None

    def take(self, now: float) -> Callable[[], None] | None:
        """Remove and return the earliest action that is due; None if none is."""
        if not self._entries or self._entries[0].due > now:
            return None
        return heapq.heappop(self._entries).action
