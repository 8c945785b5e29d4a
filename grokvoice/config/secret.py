"""The key, wrapped so that printing, logging or copying it by accident shows almost nothing."""

from typing import Final

_SHOWN: Final = 4
_SHOWN_FROM: Final = 16
"""Shorter secrets are masked whole: four characters of eight would be half of it."""


class Secret:
    """A text that shows at most its last four characters unless asked to `reveal`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text itself; the only caller is the one who puts it on the wire."""
        return self._value

    def mask(self, text: str) -> str:
        """Return `text` with every occurrence of the secret masked, e.g. before it is logged."""
        return text.replace(self._value, str(self)) if self._value else text

    def __str__(self) -> str:
        return "…" + (self._value[-_SHOWN:] if len(self._value) >= _SHOWN_FROM else "")

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)
