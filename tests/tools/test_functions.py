"""Ordinary functions as tools."""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import pytest

from grokvoice.errors import UsageError
from grokvoice.tools.declaring import tool
from grokvoice.tools.functions import function_from, place_of


@dataclass
class Place:
    """A place.

    Attributes:
        city: In English.
    """

    city: str


def weather(place: Place, days: int = 1, unit: Literal["C", "F"] = "C") -> str:
    """Tell the weather.

    Args:
        place: Where.
        days: How many.
    """
    return f"{place.city} {days} {unit}"


async def slow(text: str) -> str:
    """Wait."""
    return text


@functools.wraps(slow)
def wrapped(*args: object, **kwargs: object) -> object:
    return slow(*args, **kwargs)  # type: ignore[arg-type]  # passes on what it gets


@tool("renamed", safe=True, timeout_s=5)
def declared() -> None:
    """Do nothing."""


@tool(parameters={"type": "object", "properties": {"x": {"type": "integer"}}})
def raw(**arguments: object) -> object:
    """Take anything."""
    return arguments


def test_a_function_says_all_there_is_to_know() -> None:
    function = function_from(weather)

    assert (function.name, function.description) == ("weather", "Tell the weather.")
    assert (function.is_safe, function.timeout_s, function.is_async) == (False, 30.0, False)
    assert function.place == place_of(weather)
    assert function.parameters == {
        "type": "object",
        "properties": {
            "place": {
                "type": "object",
                "properties": {"city": {"type": "string", "description": "In English."}},
                "required": ["city"],
                "additionalProperties": False,
                "description": "Where.",
            },
            "days": {"type": "integer", "description": "How many.", "default": 1},
            "unit": {"type": "string", "enum": ["C", "F"], "default": "C"},
        },
        "required": ["place"],
        "additionalProperties": False,
    }


def test_json_becomes_the_arguments_that_the_function_expects() -> None:
    function = function_from(weather)

    keywords = function.read({"place": {"city": "Oslo"}, "days": 2.0})

    assert keywords == {"place": Place("Oslo"), "days": 2}


def test_a_declaration_changes_name_consent_and_time_out() -> None:
    function = function_from(declared)

    assert (function.name, function.is_safe, function.timeout_s) == ("renamed", True, 5)


def test_a_raw_schema_is_taken_as_it_is() -> None:
    function = function_from(raw)

    assert function.parameters == {"type": "object", "properties": {"x": {"type": "integer"}}}
    assert function.read({"x": 1}) == {"x": 1}


@pytest.mark.parametrize("function", [slow, wrapped])
def test_an_asynchronous_function_is_known_even_under_a_wrapper(
    function: Callable[..., object],
) -> None:
    assert function_from(function).is_async


def test_a_place_is_file_and_line() -> None:
    assert place_of(weather) == f"{__file__}:{weather.__code__.co_firstlineno}"


def _no_docstring(a: int) -> None: ...


def _no_annotation(a) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Do it."""


def _odd(a: bytes) -> None:
    """Do it."""


def _variadic(*a: int) -> None:
    """Do it."""


def _positional(a: int, /) -> None:
    """Do it."""


def _yields() -> Iterator[int]:
    """Do it."""
    yield 1


async def _yields_later() -> AsyncIterator[int]:
    """Do it."""
    yield 1


def _unknown(a: "Nowhere") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Do it."""


@tool("a b")
def _badly_named() -> None:
    """Do it."""


@tool(parameters={"type": "string"})
def _no_object() -> None:
    """Do it."""


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (_no_docstring, "no docstring"),
        (_no_annotation, "a has no annotation"),
        (_odd, "a: bytes cannot be said in JSON"),
        (_variadic, r"\*a: int cannot be given by name"),
        (_positional, "a: int cannot be given by name"),
        (_yields, "it yields"),
        (_yields_later, "it yields"),
        (_unknown, "an annotation cannot be read"),
        (_badly_named, "'a b' is no name"),
        (_no_object, 'no JSON Schema of type "object"'),
    ],
)
def test_a_function_that_is_no_tool_is_named_with_its_line(
    function: Callable[..., object], problem: str
) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        function_from(function)

    assert str(caught.value).startswith(f"{place_of(function)}: ")
    assert str(caught.value).endswith("Mend it, or begin its name with _.")
