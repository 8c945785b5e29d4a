"""One table of a TOML file, read key by key, with errors that say where."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Self

from grokvoice.errors import UsageError


class Table:
    """A table whose keys are asked for by name and kind.

    Args:
        values: As `tomllib` read them.
        place: Where it stands, for errors: "demo.toml: step[2]".
    """

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self._values = values
        self._place = place

    def __contains__(self, name: str) -> bool:
        return name in self._values

    @property
    def place(self) -> str:
        """Where it stands."""
        return self._place

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Raise if a key is not among the known ones.

        Raises:
            UsageError: and which key was perhaps meant.
        """
        names = list(known)
        for name in self._values:
            if name not in names:
                near = get_close_matches(name, names, n=1)
                remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
                raise UsageError(f"{self._place}: unknown key {name!r}: {remedy}")

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it has to be there.

        Raises:
            UsageError: it is missing or no text.
        """
        value = self._get(name, default)
        if isinstance(value, str):
            return value
        raise self._wrong(name, "a text", value)

    def number(self, name: str, default: float) -> float:
        """Return a number that is not negative.

        Raises:
            UsageError: it is no such thing.
        """
        value = self._get(name, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return value
        raise self._wrong(name, "a number from zero up", value)

    def flag(self, name: str) -> bool:
        """Return true or false; false if it is left out.

        Raises:
            UsageError: it is neither.
        """
        value = self._get(name, default=False)
        if isinstance(value, bool):
            return value
        raise self._wrong(name, "true or false", value)

    def table(self, name: str) -> Self:
        """Return a table inside this one; an empty one if it is left out.

        Raises:
            UsageError: it is no table.
        """
        value = self._get(name, {})
        if isinstance(value, dict):
            return type(self)(value, self._inside(name))
        raise self._wrong(name, "a table", value)

    def tables(self, name: str) -> list[Self]:
        """Return a list of tables; a single table is a list of one.

        Raises:
            UsageError: it is no list, or something in it is no table.
        """
        value = self._get(name, [])
        listed = [value] if isinstance(value, dict) else value
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self._wrong(name, "a list of tables", value)
        return [type(self)(one, self._inside(f"{name}[{n}]")) for n, one in enumerate(listed, 1)]

    def plain(self) -> dict[str, object]:
        """Return everything in it."""
        return dict(self._values)

    def _inside(self, name: str) -> str:
        return f"{self._place}.{name}" if ": " in self._place else f"{self._place}: {name}"

    def _get(self, name: str, default: object) -> object:
        value = self._values.get(name, default)
        if value is None:
            raise UsageError(f"{self._place}: {name} is missing")
        return value

    def _wrong(self, name: str, kind: str, value: object) -> UsageError:
        return UsageError(f"{self._place}: {name} must be {kind}, not {value!r:.60}")
