"""How the text of each option is read: every reader returns the value or says what is wanted.

A reader takes the text as it was typed, exported or configured, and raises `UsageError` without
naming the option; whoever called it knows where the text came from.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from grokvoice.errors import UsageError

W = TypeVar("W", bound=str)

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_REGIONAL: Final = {"es": "es-ES or es-MX", "pt": "pt-BR or pt-PT"}
_PATIENCE_MS: Final = {"short": 250, "normal": 500, "long": 900}
_WORD: Final = re.compile(r"[!-~]+")


def switch(text: str) -> bool:
    """Read a yes or a no."""
    word = text.strip().lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise UsageError(f"{text!r} is neither true nor false.")


def choice(*words: W) -> Callable[[str], W]:
    """Make the reader of one word out of several, in any case."""

    def read(text: str) -> W:
        for word in words:
            if word == text.strip().lower():
                return word
        raise UsageError(f"{text!r} is not one of {', '.join(words)}.")

    return read


def number_from(low: float, high: float) -> Callable[[str], float]:
    """Make the reader of a number within a closed range."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise UsageError(f"{text!r} is out of range: give a number from {low:g} to {high:g}.")
        return number

    return read


def integer_from(low: int, high: int) -> Callable[[str], int]:
    """Make the reader of a whole number within a closed range."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise UsageError(f"{text!r} is out of range: give a whole number from {low} to {high}.")
        return number

    return read


def patience(text: str) -> int:
    """Read a word for the silence that ends a turn, as milliseconds."""
    return _PATIENCE_MS[choice(*_PATIENCE_MS)(text)]


def model(text: str) -> str:
    """Read a model's slug; any is allowed, since the server knows more of them than we do."""
    if not _WORD.fullmatch(text):
        raise UsageError(f"{text!r} is not a model: give one word, e.g. grok-voice-latest.")
    return text


def language(text: str) -> str | None:
    """Read a BCP-47 tag; `auto` is None, and two languages need a region.

    Source: xAI voice docs, `language_hint`; an unknown code is silently ignored by the server.
    """
    tag = text.strip()
    if tag.lower() == "auto":
        return None
    if region := _REGIONAL.get(tag.lower()):
        raise UsageError(f"{text!r} needs a region: {region}.")
    if not _LANGUAGE.fullmatch(tag):
        raise UsageError(f"{text!r} is not a language: give a code such as en, nb or pt-BR.")
    return tag


def path(text: str) -> Path:
    """Read the name of a file; `~` is the home folder."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise UsageError(f"{text!r} begins with the home of an unknown user.") from error


def folder(text: str) -> Path | None:
    """Read the name of a folder, or `none`."""
    return None if text.strip().lower() in {"", "none"} else path(text)


def words(text: str) -> tuple[str, ...]:
    """Read a list of words, separated by commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())
