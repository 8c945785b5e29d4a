"""Which key does what during a talk: the `[keys]` table of `config.toml`.

    [keys]
    talk = "space"      # begin and end a turn, or stop Grok
    mute = "m"
    device = "d"
    type = "t"
    help = "?"
    quit = "q"

A key is one character, `space`, `enter`, `tab`, `escape`, `f1` to `f12`, or `c-` and a letter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from grokvoice.errors import UsageError

_NAMED: Final = re.compile(r"space|enter|tab|escape|f([1-9]|1[0-2])|c-[a-z]")
_TAKEN: Final[Mapping[str, str]] = {
    "/": "it begins a command",
    "c-c": "it interrupts",
    "c-z": "it suspends the program",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """The key of each action, by the name the keyboard gives it."""

    talk: str = "space"
    mute: str = "m"
    device: str = "d"
    type: str = "t"
    help: str = "?"
    quit: str = "q"

    @property
    def actions(self) -> Mapping[str, str]:
        """Key to action."""
        return {getattr(self, field.name): field.name for field in fields(self)}


def key(text: str) -> str:
    """Read a key.

    Raises:
        UsageError: `text` is no key that may be given an action.
    """
    name = text.strip()
    if reason := _TAKEN.get(name.lower()):
        raise UsageError(f"{name!r} cannot be given an action: {reason}.")
    if _NAMED.fullmatch(name.lower()):
        return name.lower()
    if len(name) == 1 and name.isprintable():
        return name
    raise UsageError(
        f"{text!r} is not a key: give one character, space, enter, tab, escape, f1 to f12 or c-a."
    )


def check_distinct(settings: KeySettings) -> KeySettings:
    """Return `settings`, in which no key has two actions.

    Raises:
        UsageError: one has.
    """
    by_key: dict[str, str] = {}
    for field in fields(settings):
        name = getattr(settings, field.name)
        if name in by_key:
            raise UsageError(
                f"the key {name!r} cannot mean both {by_key[name]} and {field.name}: "
                "give each its own in [keys]."
            )
        by_key[name] = field.name
    return settings
