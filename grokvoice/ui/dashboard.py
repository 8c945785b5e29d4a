"""What the shell adds to the live screen: the line being typed, what keys do now, what is set.

The live view asks for it with every frame, so nothing has to be told when it changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Hint:
    """A key, and what it does at this moment."""

    key: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Things a person must see that are no part of the conversation."""

    hints: tuple[Hint, ...] = ()
    """The most useful one first; a narrow terminal loses those at the end."""
    line: str | None = None
    """What is being typed; None if nothing is."""
    cursor: int = 0
    """Characters of the line before the cursor."""
    question: str = ""
    """What a key is asked to answer; shown above the line."""
    is_muted: bool = False
    """Whether the microphone is closed, whatever else is going on."""
    is_animated: bool = True
    """Whether meters and clocks may move while nothing is said."""


Look: TypeAlias = Callable[[], Dashboard]
"""Gives the dashboard of this moment."""


def nothing() -> Dashboard:
    """Give an empty dashboard, for a view that nobody adds to."""
    return Dashboard()
