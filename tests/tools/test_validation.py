"""The part of JSON Schema that describes arguments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.protocol.values import JsonValue
from grokvoice.tools.validation import kind_of, problem_with

CITY: JsonValue = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city"],
    "additionalProperties": False,
}

FINE: list[tuple[JsonValue, JsonValue]] = [
    ("a", {"type": "string"}),
    (None, {"type": ["string", "null"]}),
    (3.0, {"type": "integer"}),
    (3, {"type": "number"}),
    (True, {"type": "boolean"}),
    ("b", {"enum": ["a", "b"]}),
    (1, {"const": 1}),
    ("a", {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
    (5, {"allOf": [{"minimum": 5}, {"maximum": 5}]}),
    (5, {"exclusiveMinimum": 4, "exclusiveMaximum": 6}),
    ("abc", {"minLength": 3, "maxLength": 3}),
    ([1, 2], {"items": {"type": "integer"}, "minItems": 2, "maxItems": 2}),
    ({"city": "Oslo"}, CITY),
    ({"a": 1}, {"additionalProperties": {"type": "integer"}}),
    ({"a": 1}, {"properties": {"b": False}}),
    (True, True),
    (True, {"minimum": 5}),
]

WRONG: list[tuple[JsonValue, JsonValue, str]] = [
    ("a", False, "arguments: not allowed"),
    (1, {"type": "string"}, "arguments: expected string, got integer"),
    (True, {"type": "integer"}, "arguments: expected integer, got boolean"),
    (1.5, {"type": ["integer", "null"]}, "arguments: expected integer or null, got number"),
    (True, {"const": 1}, "arguments: True is not one of [1]"),
    ("x" * 200, {"enum": ["a"]}, f"arguments: '{'x' * 98}… is not one of ['a']"),
    ([], {"anyOf": [{"type": "object"}]}, "arguments: expected object, got array"),
    (
        None,
        {"oneOf": [{"type": "object"}, {"type": "string"}, {"type": "number"}]},
        "arguments: expected object, got null; or arguments: expected string, got null",
    ),
    (5, {"allOf": [{"minimum": 1}, {"minimum": 6}]}, "arguments: must be at least 6"),
    (5, {"maximum": 4}, "arguments: must be at most 4"),
    (5, {"exclusiveMinimum": 5}, "arguments: must be more than 5"),
    (5, {"exclusiveMaximum": 5}, "arguments: must be less than 5"),
    ("ab", {"minLength": 3}, "arguments: its length must be at least 3"),
    ([1], {"maxItems": 0}, "arguments: its length must be at most 0"),
    ({}, CITY, "arguments.city: missing"),
    ({"city": 1}, CITY, "arguments.city: expected string, got integer"),
    ({"city": "a", "x": 1}, CITY, "arguments.'x': unknown; known are city, days"),
    ({"x": 1}, {"additionalProperties": False}, "arguments.'x': unknown; known are none"),
    ([[1], ["a"]], {"items": {"items": {"type": "integer"}}}, "arguments[1][0]: expected integer"),
]


@pytest.mark.parametrize(("value", "schema"), FINE)
def test_what_a_schema_asks_for_is_accepted(value: JsonValue, schema: JsonValue) -> None:
    assert problem_with(value, schema) == ""


@pytest.mark.parametrize(("value", "schema", "problem"), WRONG)
def test_what_is_wrong_is_said_with_its_place(
    value: JsonValue, schema: JsonValue, problem: str
) -> None:
    assert problem_with(value, schema).startswith(problem)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": 5},
        {"type": "nonsense"},
        {"type": [None]},
        {"enum": "a"},
        {"anyOf": {}},
        {"anyOf": []},
        {"required": [1], "properties": []},
        {"minimum": "x", "maximum": True},
        {"$ref": "#"},
        {"pattern": "(a+)+$", "format": "date"},
        None,
        [],
    ],
)
def test_a_schema_that_makes_no_sense_asks_for_nothing(schema: JsonValue) -> None:
    values: list[JsonValue] = ["a" * 40 + "!", 5, [], {}]

    problems = [problem_with(value, schema) for value in values]

    assert problems == [""] * 4


json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values, json_values)
def test_no_value_and_no_schema_make_it_raise(value: JsonValue, schema: JsonValue) -> None:
    assert isinstance(problem_with(value, schema), str)


@given(json_values)
def test_every_value_is_of_its_own_kind(value: JsonValue) -> None:
    assert problem_with(value, {"type": kind_of(value)}) == ""
