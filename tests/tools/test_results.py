"""Any value as text for the model: bounded, whole letters, no secrets."""

import json
import math
from collections import deque
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.protocol.json_text import write_object
from grokvoice.tools.results import MOST_BYTES, Outcome, error_text, failed, result_text

SECRET = "xai-canary-0123456789"
NOTE = "\n[cut here at 32 KiB: the rest was not sent]"


class Colour(Enum):
    RED = "red"


@dataclass
class Weather:
    sky: str
    degrees: float


def same(text: str) -> str:
    return text


def redact(text: str) -> str:
    return text.replace(SECRET, "…6789")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (math.inf, '"inf"'),
        (1 << 5000, '"[a number of 5,001 bits]"'),
        (b"\x00" * 4096, "[4,096 bytes of binary data]"),
        (bytearray(2), "[2 bytes of binary data]"),
        (Colour.RED, '"red"'),
        (Weather("grå", 1.5), '{"sky": "grå", "degrees": 1.5}'),
        ([1, "a", None], '[1, "a", null]'),
        ([], "[]"),
        ({}, "{}"),
        ((1, deque([2])), "[1, [2]]"),
        ({1: {"b": b"ab"}}, '{"1": {"b": "[2 bytes of binary data]"}}'),
        (PurePosixPath("/tmp"), '"/tmp"'),
        (Weather, f'"{Weather!r}"'),
    ],
)
def test_every_value_has_a_text(value: object, text: str) -> None:
    assert result_text(value, same) == text


def test_a_value_that_holds_itself_ends() -> None:
    cycle: list[object] = [1]
    cycle.append(cycle)

    assert result_text(cycle, same) == '[1, "[goes on in itself]"]'


def test_a_value_held_twice_is_no_cycle() -> None:
    twice = [1]

    assert result_text([twice, twice], same) == "[[1], [1]]"


def test_deep_nesting_ends() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]

    assert result_text(deep, same) == "[" * 32 + '"[nested deeper]"' + "]" * 32


@pytest.mark.parametrize("value", ["æ" * 20_000, ["æ" * 100] * 200, {"a": "b" * 40_000}])
def test_what_is_too_long_is_cut_at_32_kib_with_a_note(value: object) -> None:
    text = result_text(value, same)

    assert text.endswith(NOTE)
    assert MOST_BYTES - 2 <= len(text.removesuffix(NOTE).encode()) <= MOST_BYTES


def test_exactly_32_kib_are_not_cut() -> None:
    assert result_text("a" * MOST_BYTES, same) == "a" * MOST_BYTES


@pytest.mark.parametrize("before", range(MOST_BYTES - 30, MOST_BYTES + 2))
def test_no_part_of_a_secret_stays_at_the_cut(before: int) -> None:
    text = result_text("a" * before + SECRET + "b" * 9000, redact)

    assert SECRET[:6] not in text


def test_secrets_inside_of_values_are_redacted() -> None:
    assert result_text({"key": SECRET}, redact) == '{"key": "…6789"}'


def test_half_a_surrogate_pair_does_not_reach_the_wire() -> None:
    texts = [result_text("a\ud800b", same), error_text("a\ud800b", same)]

    assert [write_object({"text": text}) for text in texts]
    assert texts[0] == "a?b"


def test_an_error_is_an_object_of_bounded_length() -> None:
    told = json.loads(error_text(SECRET + "x" * 5000, redact))

    assert told == {"error": "…6789" + "x" * 1995 + "…"}


def test_a_failure_is_an_outcome_to_be_spoken_of() -> None:
    assert failed("no", same) == Outcome(text='{"error": "no"}', is_error=True, wants_reply=True)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    )
)
def test_whatever_is_returned_fits_on_the_wire(value: object) -> None:
    text = result_text(value, same)

    assert write_object({"output": text})
    assert len(text.encode()) <= MOST_BYTES + len(NOTE)
