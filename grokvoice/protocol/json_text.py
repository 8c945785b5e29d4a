"""JSON objects as text, read as a stranger may have written them.

Four things a reader of JSON must guard itself against, and `json` does not: nesting that exhausts
the stack; a frame of millions of small values, which takes fifty times its length in memory;
numbers that no float can hold; and half a surrogate pair, which is a legal escape but no character,
and would raise in whatever later prints or stores the text.
"""

import json
import re
from typing import Final, NoReturn

from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.protocol.wire_problem import WireProblem

_DEEPEST: Final = 64
"""Levels of nesting; the deepest event known, a tool's JSON Schema, has about a dozen."""
_MOST_TOKENS: Final = 100_000
"""Texts, brackets and commas; the richest frame known, a `session.updated`, has a few hundred."""
_MOST_DIGITS: Final = 300
"""Of a whole number, so that all of them fit a float, which ends at 308."""

# Never fails and never backtracks, so that a hostile frame is walked once: a text without its
# closing quote reaches to the end, where `json` will refuse it.
_TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.?[^"\\]*+)*+"?|[][{},]', re.DOTALL)


def read_object(text: str) -> JsonObject:
    """Read a JSON object.

    Raises:
        WireProblem: `text` is no JSON or no object, or holds one of the four things named above.
    """
    _refuse_excess(text)
    try:
        value: JsonValue = _DECODER.decode(text)
    except ValueError as problem:
        raise WireProblem(f"no JSON: {problem}") from problem
    if not isinstance(value, dict):
        raise WireProblem("event: expected an object")
    _refuse_half_characters(text, value)
    return value


def write_object(value: JsonObject) -> str:
    """Write a JSON object on one line, all ASCII.

    Raises:
        WireProblem: `value` holds NaN, infinity, half a surrogate pair, or nests without end.
    """
    try:
        text = _ENCODER.encode(value)
    except (ValueError, RecursionError) as problem:
        raise WireProblem(str(problem)) from problem
    _refuse_half_characters(text, value)
    return text


def _refuse_excess(text: str) -> None:
    if len(text) <= _MOST_TOKENS and text.count("[") + text.count("{") <= _DEEPEST:
        return  # nearly every frame: too short for the one, with too few brackets for the other
    depth = 0
    for number, token in enumerate(_TOKEN.finditer(text)):
        if number == _MOST_TOKENS:
            raise WireProblem(f"more than {_MOST_TOKENS} texts, brackets and commas")
        sign = text[token.start()]
        depth += (sign in "[{") - (sign in "]}")
        if depth > _DEEPEST:
            raise WireProblem(f"nested more than {_DEEPEST} levels deep")


def _refuse_half_characters(text: str, value: JsonObject) -> None:
    if "\\" in text:  # an escape may hide one from a look at the text itself
        text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise WireProblem("half a surrogate pair in a text") from problem


def _refuse_constant(name: str) -> NoReturn:
    raise WireProblem(f"{name} is no number of JSON")


def _float(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise WireProblem(f"{digits:.40} is too large")
    return number


def _int(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise WireProblem(f"{digits:.40} is too large")
    return int(digits)


_DECODER: Final = json.JSONDecoder(
    parse_constant=_refuse_constant, parse_float=_float, parse_int=_int
)
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
