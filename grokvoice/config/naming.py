"""From what a person calls a setting to the setting, and what to say about slips."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from grokvoice.config.options import OPTIONS, Option
from grokvoice.errors import UsageError

_BY_KEY: Final = {option.key: option for option in OPTIONS}


def setting_named(name: str) -> Option[object]:
    """Return the setting of that name, as in `config.toml` or as a flag, in any case.

    Raises:
        UsageError: there is none.
    """
    key = name.strip().lower().removeprefix("--").replace("-", "_")
    if key in _BY_KEY:
        return _BY_KEY[key]
    raise UsageError(f"unknown setting {name!r}: {suggestion(key, _BY_KEY)}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """Say which of the known names may have been meant; all of them if none comes near."""
    names = list(known)
    near = get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}."
