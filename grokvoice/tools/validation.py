"""Whether a JSON value is what a JSON Schema asks for, and if not, why, for the model to read.

This is the part of JSON Schema in which tools describe their arguments. Left to the tool itself
are `$ref` (a schema of a stranger's could refer to itself without end), `pattern` (a stranger's
regular expression can hold the interpreter, and so the sound, for minutes) and `format`. A general
validator was refused for the same reasons: the fast ones run code made from the schema, the
thorough one brings five packages.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeGuard

from grokvoice.protocol.values import JsonObject, JsonValue


def problem_with(value: JsonValue, schema: JsonValue, place: str = "arguments") -> str:
    """Return what is wrong with a value, with its place; "" if nothing is.

    Args:
        value: Read from JSON.
        schema: A JSON Schema; what it says in a way that makes no sense is taken as unsaid.
        place: How to call the value.
    """
    if not isinstance(schema, dict):
        return f"{place}: not allowed" if schema is False else ""
    for check in _CHECKS:
        for problem in check(value, schema, place):
            return problem
    return ""


def _check_type(value: JsonValue, schema: JsonObject, place: str) -> Iterator[str]:
    wanted = schema.get("type")
    names = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(names, list):
        return
    tests = [_TYPES[name] for name in names if isinstance(name, str) and name in _TYPES]
    if tests and not any(test(value) for test in tests):
        yield f"{place}: expected {' or '.join(map(str, names))}, got {kind_of(value)}"


def _check_choice(value: JsonValue, schema: JsonObject, place: str) -> Iterator[str]:
    choices = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(choices, list) and not any(is_same(value, choice) for choice in choices):
        yield f"{place}: {_short(value)} is not one of {_short(choices)}"


def _check_alternatives(value: JsonValue, schema: JsonObject, place: str) -> Iterator[str]:
    for word in ("anyOf", "oneOf"):
        alternatives = schema.get(word)
        if isinstance(alternatives, list) and alternatives:
            problems = [problem_with(value, one, place) for one in alternatives]
            if all(problems):
                yield problems[0] if len(problems) == 1 else f"{problems[0]}; or {problems[1]}"
    every = schema.get("allOf")
    for one in every if isinstance(every, list) else ():
        if problem := problem_with(value, one, place):
            yield problem


def _check_bounds(value: JsonValue, schema: JsonObject, place: str) -> Iterator[str]:
    size, words = _measure(value)
    for word, is_fine, text in _BOUNDS:
        bound = schema.get(word)
        if word in words and _is_number(bound) and not is_fine(size, bound):
            yield f"{place}: {text} {bound}"


def _check_members(value: JsonValue, schema: JsonObject, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    required, known = schema.get("required"), schema.get("properties")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name not in value:
            yield f"{place}.{name}: missing"
    properties = known if isinstance(known, dict) else {}
    others = schema.get("additionalProperties", True)
    for name, member in value.items():
        if name not in properties and others is False:
            yield f"{place}.{_short(name)}: unknown; known are {', '.join(properties) or 'none'}"
        yield from _told(problem_with(member, properties.get(name, others), f"{place}.{name}"))


def _check_items(value: JsonValue, schema: JsonObject, place: str) -> Iterator[str]:
    if isinstance(value, list) and "items" in schema:
        for number, member in enumerate(value):
            yield from _told(problem_with(member, schema["items"], f"{place}[{number}]"))


def _told(problem: str) -> Iterator[str]:
    if problem:
        yield problem


def kind_of(value: JsonValue) -> str:
    """Return what JSON calls this kind of value."""
    return next(name for name, test in _TYPES.items() if test(value))


def is_same(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two values are the same JSON: unlike in Python, `true` is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_number(value: JsonValue) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_integer(value: JsonValue) -> bool:
    return _is_number(value) and value % 1 == 0  # 3.0 is an integer to JSON Schema


def _measure(value: JsonValue) -> tuple[float, tuple[str, ...]]:
    """Return what bounds apply to, and the words for them."""
    match value:
        case str():
            return len(value), ("minLength", "maxLength")
        case list():
            return len(value), ("minItems", "maxItems")
        case int() | float() if not isinstance(value, bool):
            return value, ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        case _:
            return 0, ()


def _short(value: JsonValue) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:99] + "…"


_TYPES: Final[dict[str, Callable[[JsonValue], bool]]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "number": _is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_BOUNDS: Final[tuple[tuple[str, Callable[[float, float], bool], str], ...]] = (
    ("minimum", lambda size, bound: size >= bound, "must be at least"),
    ("maximum", lambda size, bound: size <= bound, "must be at most"),
    ("exclusiveMinimum", lambda size, bound: size > bound, "must be more than"),
    ("exclusiveMaximum", lambda size, bound: size < bound, "must be less than"),
    ("minLength", lambda size, bound: size >= bound, "its length must be at least"),
    ("maxLength", lambda size, bound: size <= bound, "its length must be at most"),
    ("minItems", lambda size, bound: size >= bound, "its length must be at least"),
    ("maxItems", lambda size, bound: size <= bound, "its length must be at most"),
)
_CHECKS: Final = (
    _check_type,
    _check_choice,
    _check_alternatives,
    _check_bounds,
    _check_members,
    _check_items,
)
