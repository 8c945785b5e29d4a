"""Sums in digits and in words: "what is twelve times three plus 4?"."""

import operator
import re
from collections.abc import Callable
from typing import Final

from grokvoice.simulator.mind.numbers import is_number_word, read_number

_TOKEN: Final = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[-+*/^×÷−]")
_ASKING: Final = re.compile(
    r"^(?:(?:please|can you|could you|tell me|and|so) )*"
    r"(?:what is|what's|whats|how much is|calculate|compute|work out)?\s*"
)
_OPERATORS: Final = {
    "plus": "plus", "add": "plus", "and": "plus", "+": "plus",
    "minus": "minus", "less": "minus", "-": "minus", "−": "minus",
    "times": "times", "x": "times", "*": "times", "×": "times", "multiplied": "times",
    "over": "divided by", "/": "divided by", "÷": "divided by", "divided": "divided by",
    "^": "to the power of",
}  # fmt: skip
_BINDING: Final[tuple[dict[str, Callable[[float, float], float]], ...]] = (
    {"to the power of": pow},
    {"times": operator.mul, "divided by": operator.truediv},
    {"plus": operator.add, "minus": operator.sub},
)
"""What each operator does, the tightest first."""
_LARGEST: Final = 1e15


def answer_sum(said: str) -> str | None:
    """Work out a sum and say it; None if the words are not one."""
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", said.lower())
    words = _TOKEN.findall(_ASKING.sub("", plain))
    terms = _read_terms(words) if any(is_number_word(word) for word in words) else None
    if terms is None:
        return None
    numbers, operators = terms
    asked = _say(numbers, operators)
    try:
        result = _work_out(numbers, operators)
    except ZeroDivisionError:
        return "Nothing can be divided by zero."
    except OverflowError:
        result = _LARGEST * 2
    if abs(result) > _LARGEST:
        return "That is more than I can count."
    return f"{asked} is {_number(result)}."


def _read_terms(words: list[str]) -> tuple[list[float], list[str]] | None:
    """Read numbers with an operator between each two; None if anything else is there."""
    numbers: list[float] = []
    operators: list[str] = []
    while (read := read_number(words)) is not None:
        value, taken = read
        numbers.append(value)
        words = words[taken:]
        if not words:
            break
        name = _OPERATORS.get(words[0])
        if name is None:
            return None
        operators.append(name)
        words = words[2 if words[1:2] == ["by"] else 1 :]
    return (numbers, operators) if operators and len(numbers) == len(operators) + 1 else None


def _work_out(numbers: list[float], operators: list[str]) -> float:
    numbers, operators = numbers[:], operators[:]
    for level in _BINDING:
        place = 0
        while place < len(operators):
            apply = level.get(operators[place])
            if apply is None:
                place += 1
                continue
            numbers[place : place + 2] = [apply(numbers[place], numbers[place + 1])]
            del operators[place]
    return numbers[0]


def _say(numbers: list[float], operators: list[str]) -> str:
    rest = [f"{name} {_number(value)}" for name, value in zip(operators, numbers[1:], strict=True)]
    return " ".join([_number(numbers[0]), *rest])


def _number(value: float) -> str:
    return f"{value:.10g}" if value == int(value) else f"{value:.4g}"
