"""What a keyboard tells: one key, by a name that is the same on every terminal.

a character        itself, with the same text
the space bar      "space", with a space as its text
pasted text        "paste", with all of it
other keys         "enter", "escape", "backspace", "left", "word-left", "home", "f5", "tab", …
with Ctrl or Alt   "c-a", "alt-b"
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Stroke: TypeAlias = Literal["press", "repeat", "release"]


@dataclass(frozen=True, slots=True)
class Key:
    """One stroke."""

    name: str
    text: str = ""
    """What it types; empty if nothing."""
    stroke: Stroke = "press"
    """Most terminals tell presses only, and a key that repeats as one that is pressed again."""


SPACE = "space"


def typed(character: str, stroke: Stroke = "press") -> Key:
    """Make the key of a character."""
    return Key(SPACE if character == " " else character, character, stroke)
