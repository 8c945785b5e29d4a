"""Switches by name, as people write them: `NAME` or `NAME=VALUE`."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from typing import Final, get_args, get_origin, get_type_hints

from grokvoice.errors import UsageError
from grokvoice.simulator.quirks import Quirks

_TRUE: Final = frozenset({"true", "yes", "on", "1"})
_FALSE: Final = frozenset({"false", "no", "off", "0"})


def quirk_names() -> tuple[str, ...]:
    """Return the names of all switches."""
    return tuple(field.name for field in fields(Quirks))


def parse_quirks(texts: Iterable[str], base: Quirks | None = None) -> Quirks:
    """Read switches such as `order=september`, `pace=fast` or plain `duplicates`.

    Dashes are as good as underscores. `dialect=openai` sets all that belongs to that dialect;
    what stands beside it still holds.

    Args:
        texts: One switch each; later ones win.
        base: What they change; the defaults if None.

    Raises:
        UsageError: a name is unknown, or a value cannot be what its switch needs.
    """
    pairs = [text.partition("=") for text in texts]
    return with_quirks(
        base or Quirks(),
        {name.strip(): value.strip() if equals else "true" for name, equals, value in pairs},
    )


def with_quirks(base: Quirks, values: Mapping[str, str | float | bool]) -> Quirks:
    """Change switches by name; the values may be text or already what they should be.

    Raises:
        UsageError: as `parse_quirks`.
    """
    named = {_known(name): value for name, value in values.items()}
    if named.get("dialect") == "openai":
        base = Quirks.openai(pace=base.pace)
    hints = get_type_hints(Quirks)
    for name, value in named.items():
        read = {name: _read(name, value, hints[name])}
        base = replace(base, **read)  # type: ignore[arg-type]  # `_read` went by the type's hint
    return base


def _known(name: str) -> str:
    plain = name.replace("-", "_").lower()
    if plain in quirk_names():
        return plain
    near = get_close_matches(plain, quirk_names(), n=1)
    remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(quirk_names())}"
    raise UsageError(f"unknown quirk {name!r}: {remedy}")


def _read(name: str, value: str | float | bool, hint: object) -> str | float | bool:
    text = str(value)
    if get_origin(hint):  # a Literal
        if text in get_args(hint):
            return text
        raise UsageError(f"{name} cannot be {text!r}: choose from {', '.join(get_args(hint))}")
    if hint is str:
        return text
    if hint is bool:
        return _read_switch(name, text.lower())
    try:
        number = int(text) if hint is int else float(text)
    except ValueError as problem:
        kind = "a whole number" if hint is int else "a number"
        raise UsageError(f"{name} needs {kind}, not {text!r}") from problem
    if not 0 <= number < float("inf"):
        raise UsageError(f"{name} cannot be {text}: it counts from zero")
    return number


def _read_switch(name: str, text: str) -> bool:
    if text in _TRUE | _FALSE:
        return text in _TRUE
    raise UsageError(f"{name} is either on or off, not {text!r}")
