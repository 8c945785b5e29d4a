"""Options whose value is kept in a text file: instructions, key terms and pronunciations."""

from collections.abc import Iterator
from typing import Final

from grokvoice.config.readers import path
from grokvoice.errors import UsageError

MAX_KEYTERMS: Final = 100
MAX_KEYTERM_LENGTH: Final = 50


def instructions(text: str) -> str:
    """Return the text, or for `@FILE` what the file says."""
    return _read(text.removeprefix("@")).strip() if names_file(text) else text


def names_file(text: str) -> bool:
    """Tell whether `instructions` would read a file."""
    return text.startswith("@")


def keyterms(text: str) -> tuple[str, ...]:
    """Read words the transcription should expect, one a line; blank and `#` lines are skipped.

    Raises:
        UsageError: more than 100 terms, or one of more than 50 characters (the service's limits).
    """
    terms = tuple(_lines(text))
    if len(terms) > MAX_KEYTERMS:
        raise UsageError(f"{text} has {len(terms)} terms: at most {MAX_KEYTERMS} are taken.")
    for term in terms:
        if len(term) > MAX_KEYTERM_LENGTH:
            raise UsageError(
                f"{text}: {term!r} has {len(term)} characters: at most {MAX_KEYTERM_LENGTH}."
            )
    return terms


def pronunciations(text: str) -> tuple[tuple[str, str], ...]:
    """Read `WORD = HOW TO SAY IT` lines; blank and `#` lines are skipped.

    Raises:
        UsageError: a line without `=`, or with nothing on one side of it.
    """
    pairs = []
    for line in _lines(text):
        word, _, said = (part.strip() for part in line.partition("="))
        if not word or not said:
            raise UsageError(f"{text}: {line!r} is not WORD = HOW TO SAY IT.")
        pairs.append((word, said))
    return tuple(pairs)


def _lines(name: str) -> Iterator[str]:
    lines = (line.strip() for line in _read(name).splitlines())
    return (line for line in lines if line and not line.startswith("#"))


def _read(name: str) -> str:
    try:
        return path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read {name!r}: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"cannot read {name!r}: it is not UTF-8 text.") from error
