"""Whole numbers as people say them, both ways; forgiving where recognisers mishear."""

from collections.abc import Sequence
from typing import Final

_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = (
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_VALUES: Final = {word: n for n, word in enumerate(_SMALL)} | {
    word: n * 10 for n, word in enumerate(_TENS)
}
_SCALES: Final = {"thousand": 1000, "million": 1_000_000}
_MISHEARD: Final = {
    "to": "two", "too": "two", "for": "four", "fore": "four", "won": "one", "ate": "eight",
    "a": "one", "tree": "three", "oh": "zero",
}  # fmt: skip


def spoken(number: int) -> str:
    """Say a whole number from 0 to 100 in words.

    Raises:
        ValueError: `number` lies outside.
    """
    if not 0 <= number <= 100:
        raise ValueError(f"{number} is not from 0 to 100")
    if number < len(_SMALL):
        return _SMALL[number]
    if number == 100:
        return "one hundred"
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_SMALL[ones]}" if ones else _TENS[tens]


def is_number_word(word: str) -> bool:
    """Tell whether a word is a number beyond doubt: digits, or a number's own name."""
    return word in _VALUES or _is_decimal(word)


def read_number(words: Sequence[str]) -> tuple[float, int] | None:
    """Read the number that a list of words begins with.

    The first word may be misheard ("to" for "two"); the words behind it may not.

    Returns:
        The number and how many words it took; None if there is none.
    """
    total, taken = 0.0, 0
    while (group := _read_hundreds(words[taken:], may_mishear=taken == 0)) is not None:
        value, size = group
        taken += size
        scale = _SCALES.get(words[taken]) if taken < len(words) else None
        total += value * (scale or 1)
        if scale is None:
            break
        taken += 1
    return (total, taken) if taken else None


def _read_hundreds(words: Sequence[str], *, may_mishear: bool) -> tuple[float, int] | None:
    """Read up to "nine hundred and ninety-nine", or digits."""
    below = _read_below_hundred(words, may_mishear=may_mishear)
    if below is None or below[1] == len(words) or words[below[1]] != "hundred":
        return below
    hundreds, taken = below[0] * 100, below[1] + 1
    skipped = 1 if words[taken : taken + 1] == ["and"] else 0
    rest = _read_below_hundred(words[taken + skipped :], may_mishear=False)
    if rest is None:
        return hundreds, taken
    return hundreds + rest[0], taken + skipped + rest[1]


def _read_below_hundred(words: Sequence[str], *, may_mishear: bool) -> tuple[float, int] | None:
    if not words:
        return None
    word = _MISHEARD.get(words[0], words[0]) if may_mishear else words[0]
    if _is_decimal(word):
        return float(word), 1
    value = _VALUES.get(word)
    if value is None:
        return None
    ones = _VALUES.get(words[1], 0) if len(words) > 1 else 0
    if value >= 20 and 0 < ones < 10:
        return float(value + ones), 2
    return float(value), 1


def _is_decimal(word: str) -> bool:
    digits = word.replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
