"""Ids that are over and done with, remembered for as long as a late frame may name them."""

from collections import OrderedDict
from typing import Final

_REMEMBERED: Final = 1024


class RecentIds:
    """A set of ids that forgets its oldest members, so that a talk of hours stays small.

    Args:
        remembered: How many members it may have.
    """

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._remembered = remembered
        self._ids: OrderedDict[str, None] = OrderedDict()

    def add(self, new_id: str) -> None:
        """Remember an id."""
        self._ids[new_id] = None
        if len(self._ids) > self._remembered:
            self._ids.popitem(last=False)

    def __contains__(self, some_id: object) -> bool:
        return some_id in self._ids
