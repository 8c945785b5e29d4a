"""Annotations as JSON Schema, and JSON as annotated values."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Annotated, Literal, Optional

import pytest

from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.tools.forms import Form, Member, UnknownForm, form_of, object_form


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Shape(Enum):
    ROUND = (1, 1)
    LONG = (1, 2)


@dataclass
class Place:
    """Somewhere.

    Attributes:
        city: In English.
    """

    city: str
    code: int = 47
    tags: list[str] = field(default_factory=list)
    seen: int = field(default=0, init=False)


@dataclass
class Trip:
    """From one place to another."""

    start: Place
    end: Place | None = None


@dataclass
class Chain:
    """Holds itself."""

    next: Optional["Chain"] = None


PLACE: JsonObject = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "description": "In English."},
        "code": {"type": "integer", "default": 47},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["city"],
    "additionalProperties": False,
}

FORMS: list[tuple[object, JsonObject, JsonValue, object]] = [
    (str, {"type": "string"}, "a", "a"),
    (bool, {"type": "boolean"}, True, True),
    (int, {"type": "integer"}, 3.0, 3),
    (float, {"type": "number"}, 3, 3.0),
    (None.__class__, {"type": "null"}, None, None),
    (list, {"type": "array"}, [1, "a"], [1, "a"]),
    (dict, {"type": "object"}, {"a": 1}, {"a": 1}),
    (list[int], {"type": "array", "items": {"type": "integer"}}, [1.0], [1]),
    (
        dict[str, float],
        {"type": "object", "additionalProperties": {"type": "number"}},
        {"a": 1},
        {"a": 1.0},
    ),
    (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}, "b", "b"),
    (Literal[1, 2], {"type": "integer", "enum": [1, 2]}, 2, 2),
    (Literal["a", True, None], {"enum": ["a", True, None]}, True, True),
    (Colour, {"type": "string", "enum": ["red", "blue"]}, "blue", Colour.BLUE),
    (Size, {"type": "integer", "enum": [1, 2]}, 2, Size.LARGE),
    (Shape, {"type": "string", "enum": ["ROUND", "LONG"]}, "LONG", Shape.LONG),
    (Optional[int], {"anyOf": [{"type": "integer"}, {"type": "null"}]}, None, None),  # noqa: UP045
    (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "a", "a"),
    (Annotated[str, "a city"], {"type": "string", "description": "a city"}, "x", "x"),
    (Annotated[str, 5], {"type": "string"}, "x", "x"),
    (Place, PLACE, {"city": "Oslo", "tags": ["a"]}, Place("Oslo", tags=["a"])),
]


@pytest.mark.parametrize(("annotation", "schema", "given", "made"), FORMS)
def test_an_annotation_has_a_schema_and_a_reader(
    annotation: object, schema: JsonObject, given: JsonValue, made: object
) -> None:
    form = form_of(annotation)

    assert form.schema == schema
    assert form.read(given) == made
    assert type(form.read(given)) is type(made)


def test_dataclasses_may_lie_in_each_other() -> None:
    form = form_of(Trip)

    made = form.read({"start": {"city": "Oslo"}, "end": {"city": "Rome", "code": 39}})

    assert made == Trip(Place("Oslo"), Place("Rome", 39))


@pytest.mark.parametrize(
    ("annotation", "problem"),
    [
        (bytes, "bytes cannot be said in JSON"),
        (dict[int, str], r"dict\[int, str\] cannot be said"),
        (set[int], r"set\[int\] cannot be said"),
        ([int], "cannot be said"),
        (list[bytes], "bytes cannot be said"),
        (Literal[b"a"], "b'a' in a Literal"),
        (Chain, "next: Chain holds itself"),
    ],
)
def test_what_json_cannot_say_is_named(annotation: object, problem: str) -> None:
    with pytest.raises(UnknownForm, match=problem):
        form_of(annotation)


def test_an_object_says_what_is_known_of_its_members() -> None:
    members = [
        Member("a", str, description="First."),
        Member("b", Colour, Colour.BLUE),
        Member("c", Shape, Shape.LONG),
        Member("d", Optional[int], None),  # noqa: UP045
        Member("e", list[int], [1]),
    ]

    form = object_form(members, dict)

    assert form.schema["required"] == ["a"]
    assert form.schema["properties"] == {
        "a": {"type": "string", "description": "First."},
        "b": {"type": "string", "enum": ["red", "blue"], "default": "blue"},
        "c": {"type": "string", "enum": ["ROUND", "LONG"], "default": "LONG"},
        "d": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None},
        "e": {"type": "array", "items": {"type": "integer"}},
    }
    assert form.read({"a": "x", "b": "red"}) == {"a": "x", "b": Colour.RED}


def test_readers_pass_on_what_no_schema_let_through() -> None:
    forms: list[Form] = [form_of(list[int]), form_of(dict[str, int]), object_form([], dict)]

    assert [form.read("odd") for form in forms] == ["odd", {}, {}]
