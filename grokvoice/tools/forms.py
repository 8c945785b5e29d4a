"""From an annotation to its JSON Schema, and back from JSON to the annotated kind of value.

Both come from one walk over the annotation, so that a value which the schema accepts can always be
made: str, int, float, bool, None, `Literal`, `Enum`, `Optional` and other unions, `list`, `dict`,
dataclasses, and `Annotated[..., "what it means"]`, in any nesting.
"""

import inspect
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.tools.docstrings import describe
from grokvoice.tools.validation import is_same, problem_with

Read: TypeAlias = Callable[[JsonValue], object]
_Stack: TypeAlias = tuple[object, ...]

REQUIRED: Final = object()
"""In place of a default where there is none."""


class UnknownForm(Exception):  # noqa: N818 - it says what the annotation is
    """An annotation for which there is no JSON Schema; the message says which, and why."""


@dataclass(frozen=True, slots=True)
class Form:
    """What values look like in JSON, and how they are made of it."""

    schema: JsonObject
    read: Read
    """Makes the value of JSON that `schema` accepts."""


@dataclass(frozen=True, slots=True)
class Member:
    """One argument of a function, or one field of a dataclass."""

    name: str
    annotation: object
    default: object = REQUIRED
    description: str = ""


def form_of(annotation: object, stack: _Stack = ()) -> Form:
    """Return the form of a kind of value.

    Args:
        annotation: As `get_type_hints` gives it, `Annotated` included.
        stack: The dataclasses this one is inside of.

    Raises:
        UnknownForm: JSON cannot say it, or we cannot.
    """
    if isinstance(annotation, Hashable) and annotation in _PLAIN:
        return _PLAIN[annotation]
    form = _class_form(annotation, stack) or _generic_form(
        get_origin(annotation), get_args(annotation), stack
    )
    if form is None:
        raise UnknownForm(f"{_name_of(annotation)} cannot be said in JSON; use {_USABLE}")
    return form


def _class_form(annotation: object, stack: _Stack) -> Form | None:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return _enum(annotation)
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _dataclass(annotation, stack)
    return None


def _generic_form(origin: object, parts: Sequence[object], stack: _Stack) -> Form | None:
    if origin is Literal:
        return _literal(parts)
    if origin is Annotated:
        return _annotated(form_of(parts[0], stack), parts[1:])
    if origin is list:
        return _list(form_of(parts[0], stack))
    if origin is dict and parts[0] is str:
        return _dict(form_of(parts[1], stack))
    is_union = origin in {Union, UnionType}
    return _union([form_of(part, stack) for part in parts]) if is_union else None


def object_form(members: Sequence[Member], make: Callable[..., object], stack: _Stack = ()) -> Form:
    """Return the form of a JSON object, one member for each argument of `make`.

    Raises:
        UnknownForm: a member has no form; the message begins with its name.
    """
    forms: dict[str, Form] = {}
    for member in members:
        try:
            forms[member.name] = form_of(member.annotation, stack)
        except UnknownForm as problem:
            raise UnknownForm(f"{member.name}: {problem}") from problem
    schema: JsonObject = {
        "type": "object",
        "properties": {member.name: _described(forms[member.name], member) for member in members},
        "required": [member.name for member in members if member.default is REQUIRED],
        "additionalProperties": False,
    }

    def read(value: JsonValue) -> object:
        held = value if isinstance(value, dict) else {}
        return make(**{name: forms[name].read(one) for name, one in held.items()})

    return Form(schema, read)


def _described(form: Form, member: Member) -> JsonObject:
    """Return a member's schema with what is known about it besides its kind."""
    schema = dict(form.schema)
    if member.description:
        schema["description"] = member.description
    match member.default:
        case Enum():
            default = next((c for c in _choices(schema) if form.read(c) is member.default), None)
            schema |= {"default": default}
        case None | bool() | int() | float() | str() as default:
            schema |= {"default": default}
        case _:
            pass  # required, or nothing JSON could say: the model may leave it out
    return schema


def _choices(schema: JsonObject) -> list[JsonValue]:
    choices = schema.get("enum")
    return choices if isinstance(choices, list) else []


def _same(value: JsonValue) -> object:
    return value


def _whole(value: JsonValue) -> object:
    return int(value) if isinstance(value, float) else value


def _real(value: JsonValue) -> object:
    return float(value) if isinstance(value, int) else value


def _annotated(form: Form, notes: Sequence[object]) -> Form:
    texts = [note for note in notes if isinstance(note, str)]
    return Form({**form.schema, "description": " ".join(texts)}, form.read) if texts else form


def _union(forms: Sequence[Form]) -> Form:
    def read(value: JsonValue) -> object:
        fitting = (form for form in forms if not problem_with(value, form.schema))
        return next(fitting).read(value)

    return Form({"anyOf": [form.schema for form in forms]}, read)


def _literal(choices: Sequence[object]) -> Form:
    values: list[JsonValue] = []
    for choice in choices:
        if not isinstance(choice, str | int | NoneType):
            raise UnknownForm(f"{choice!r} in a Literal cannot be said in JSON")
        values.append(choice)
    return Form({**_kind_of_all(values), "enum": values}, _one_of(dict(enumerate(values)), values))


def _enum(cls: type[Enum]) -> Form:
    """Return the form of an enum: its values if JSON knows them all, else its names."""
    members = list(cls)
    values = [member.value for member in members]
    has_values = all(isinstance(value, str | int) for value in values)
    words: list[JsonValue] = values if has_values else [member.name for member in members]
    return Form({**_kind_of_all(words), "enum": words}, _one_of(dict(enumerate(members)), words))


def _one_of(held: Mapping[int, object], words: Sequence[JsonValue]) -> Read:
    def read(value: JsonValue) -> object:
        return next(held[n] for n, word in enumerate(words) if is_same(value, word))

    return read


def _kind_of_all(values: Sequence[JsonValue]) -> JsonObject:
    """Return the type of an enumeration, if it has only one: some models look at nothing else."""
    if all(isinstance(value, str) for value in values):
        return {"type": "string"}
    is_whole = all(isinstance(value, int) and not isinstance(value, bool) for value in values)
    return {"type": "integer"} if is_whole else {}


def _list(item: Form) -> Form:
    def read(value: JsonValue) -> object:
        return [item.read(one) for one in value] if isinstance(value, list) else value

    return Form({"type": "array", "items": item.schema}, read)


def _dict(member: Form) -> Form:
    def read(value: JsonValue) -> object:
        held = value if isinstance(value, dict) else {}
        return {name: member.read(one) for name, one in held.items()}

    return Form({"type": "object", "additionalProperties": member.schema}, read)


def _dataclass(cls: type, stack: _Stack) -> Form:
    if cls in stack:
        raise UnknownForm(f"{cls.__name__} holds itself; write its schema by hand (parameters=)")
    hints = get_type_hints(cls, include_extras=True)
    described = describe(inspect.cleandoc(cls.__doc__ or ""))
    members = [
        Member(one.name, hints[one.name], _default(one), described.parameters.get(one.name, ""))
        for one in fields(cls)
        if one.init
    ]
    return object_form(members, cls, (*stack, cls))


def _default(one: "Field[object]") -> object:
    if one.default is not MISSING:
        return one.default
    return REQUIRED if one.default_factory is MISSING else one.default_factory


def _name_of(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


_PLAIN: Final[Mapping[object, Form]] = {
    str: Form({"type": "string"}, _same),
    bool: Form({"type": "boolean"}, _same),
    int: Form({"type": "integer"}, _whole),
    float: Form({"type": "number"}, _real),
    NoneType: Form({"type": "null"}, _same),
    list: Form({"type": "array"}, _same),
    dict: Form({"type": "object"}, _same),
}
_USABLE: Final = "str, int, float, bool, Literal, Enum, list, dict[str, ...] or a dataclass"
