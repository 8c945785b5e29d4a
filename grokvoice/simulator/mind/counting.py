"""Counting aloud, which is easy to interrupt and easy to take up where it stopped."""

import re
from typing import Final

from grokvoice.simulator.mind.numbers import read_number, spoken

_REQUEST: Final = re.compile(r"\b(?:count\w*|come to)\b(?P<rest>[\w\s-]*)", re.IGNORECASE)
"""Recognisers like to hear "come to twenty"."""
_NOT_NUMBERS: Final = frozenset({"to", "too", "for", "a"})
_MOST: Final = 100
_PLACES: Final = {spoken(number): number for number in range(_MOST + 1)}


def asked_range(said: str) -> tuple[int, int] | None:
    """Return from where to where somebody asks to count; None if nobody does.

    "count to twenty", "count from 5 to 10", "count back from ten" counts to ten all the same.
    """
    match = _REQUEST.search(said)
    if match is None:
        return None
    words = match["rest"].lower().replace("-", " ").split()
    numbers = _numbers_in(words)
    if not numbers:
        return None
    first, last = (1, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    return min(first, _MOST), min(last, _MOST)


def count_aloud(first: int, last: int) -> str:
    """Say the numbers from `first` to `last`, both included, up or down."""
    step = 1 if last >= first else -1
    words = ", ".join(spoken(number) for number in range(first, last + step, step))
    return f"{words[0].upper()}{words[1:]}."


def last_counted(text: str) -> int | None:
    """Return the number a count got to; None if the text is no count."""
    words = [word.strip(" .") for word in text.lower().split(",")]
    if len(words) < 2 or words[0] not in _PLACES:
        return None
    return next((_PLACES[word] for word in reversed(words) if word in _PLACES), None)


def _numbers_in(words: list[str]) -> list[int]:
    numbers = []
    while words:
        read = None if words[0] in _NOT_NUMBERS else read_number(words)
        if read:
            numbers.append(int(read[0]))
        words = words[read[1] if read else 1 :]
    return numbers
