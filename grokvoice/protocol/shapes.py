"""Between JSON values and the dataclasses of this floor, by one table made from their annotations.

Theory: each dataclass has a *shape*, a list of its fields with a reader chosen from the annotation;
shapes are made once, when a class is first met. Reading is strict about kinds (a string where a
number belongs is a `WireProblem` that names the path) and tolerant about presence (see `UNSET`):
a null where the annotation knows none counts as left out, because servers differ in which of the
two they send. Every field that is not named lands in `extra`; writing puts it back, so that
`to_json(from_json(cls, x)) == x`, but for such nulls, and for the few defaults other than `UNSET`,
which are written out.
"""

import base64
import binascii
from collections.abc import Callable
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from grokvoice.protocol.items import Part
from grokvoice.protocol.values import UNSET, JsonObject, JsonValue, Unset
from grokvoice.protocol.wire_problem import WireProblem

_T = TypeVar("_T", bound=Part)
Reader = Callable[[Any, str], Any]
_LARGEST_INT: Final = 2**63 - 1
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    read: Reader
    is_required: bool
    reads_null: bool
    """Whether a null is for `read` to judge; elsewhere it counts as left out."""


_SHAPES: Final[dict[type[Part], tuple[_Field, ...]]] = {}


def from_json(cls: type[_T], value: JsonValue, path: str = "") -> _T:
    """Make a `cls` of a JSON object.

    Raises:
        WireProblem: `value` is no object, or a field is missing or of a wrong kind.
    """
    if not isinstance(value, dict):
        raise WireProblem(f"{path or 'event'}: expected an object, got {_kind(value)}")
    known: dict[str, Any] = {}
    extra = dict(value)
    prefix = f"{path}." if path else ""
    for field in _shape(cls):
        held = extra.pop(field.name, _ABSENT)
        if held is _ABSENT or (held is None and not field.reads_null):
            if field.is_required:
                raise WireProblem(f"{prefix}{field.name}: missing")
        else:
            known[field.name] = field.read(held, prefix + field.name)
    return cls(**known, extra=extra) if extra else cls(**known)


def to_json(value: Part) -> JsonObject:
    """Make a JSON object of a value: what is `UNSET` is left out, `extra` is put back."""
    out: JsonObject = {}
    for field in _shape(type(value)):
        held = getattr(value, field.name)
        if held is not UNSET:
            out[field.name] = _write(held)
    out.update(value.extra)
    return out


def _write(value: Any) -> JsonValue:  # noqa: ANN401 - the edge between typed values and JSON
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case tuple():
            return [_write(member) for member in value]
        case Part():
            return to_json(value)
        case _:
            json_value: JsonValue = value
            return json_value


def _shape(cls: type[Part]) -> tuple[_Field, ...]:
    if cls not in _SHAPES:
        _SHAPES[cls] = _make_shape(cls)
    return _SHAPES[cls]


def _make_shape(cls: type[Part]) -> tuple[_Field, ...]:
    hints = get_type_hints(cls)
    return tuple(
        _Field(
            name=field.name,
            read=_reader(hints[field.name]),
            is_required=field.default is MISSING,
            reads_null=NoneType in get_args(hints[field.name]),
        )
        for field in fields(cls)
        if field.name != "extra"
    )


def _reader(hint: Any) -> Reader:  # noqa: ANN401 - annotations have no common type
    if get_origin(hint) in {Union, UnionType}:
        return _union_reader([h for h in get_args(hint) if h is not Unset])
    if get_origin(hint) is tuple:
        return _tuple_reader(_reader(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Part):
        return lambda value, path: from_json(hint, value, path)
    return _PLAIN_READERS[get_origin(hint) or hint]


def _union_reader(hints: list[Any]) -> Reader:
    """Null where it is allowed, then the first reader that accepts; the last one tells its problem.

    So the form with the most to say about what is wrong stands last: `str | AudioFormat`.
    """
    if any(get_origin(h) is list for h in hints):  # a JsonValue: anything goes
        return lambda value, _path: value
    is_nullable = NoneType in hints
    *first_readers, last_reader = [_reader(h) for h in hints if h is not NoneType]
    if not first_readers and not is_nullable:
        return last_reader

    def read(value: Any, path: str) -> Any:  # noqa: ANN401
        if value is None and is_nullable:
            return None
        for reader in first_readers:
            with suppress(WireProblem):
                return reader(value, path)
        return last_reader(value, path)

    return read


def _tuple_reader(read_member: Reader) -> Reader:
    def read(value: Any, path: str) -> tuple[Any, ...]:  # noqa: ANN401
        if not isinstance(value, list):
            raise WireProblem(f"{path}: expected a list, got {_kind(value)}")
        return tuple(read_member(member, f"{path}[{n}]") for n, member in enumerate(value))

    return read


def _read_str(value: Any, path: str) -> str:  # noqa: ANN401
    if isinstance(value, str):
        return value
    raise WireProblem(f"{path}: expected text, got {_kind(value)}")


def _read_bool(value: Any, path: str) -> bool:  # noqa: ANN401
    if isinstance(value, bool):
        return value
    raise WireProblem(f"{path}: expected true or false, got {_kind(value)}")


def _read_float(value: Any, path: str) -> float:  # noqa: ANN401
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise WireProblem(f"{path}: expected a number, got {_kind(value)}")


def _read_int(value: Any, path: str) -> int:  # noqa: ANN401
    number = _read_float(value, path)
    if number == int(number) and abs(number) <= _LARGEST_INT:
        return int(number)
    raise WireProblem(f"{path}: expected a whole number below 2**63, got {number!r:.40}")


def _read_bytes(value: Any, path: str) -> bytes:  # noqa: ANN401
    try:
        return binascii.a2b_base64(_read_str(value, path), strict_mode=True)
    except ValueError as problem:
        raise WireProblem(f"{path}: bad base64") from problem


def _read_object(value: Any, path: str) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(value, dict):
        return value
    raise WireProblem(f"{path}: expected an object, got {_kind(value)}")


_PLAIN_READERS: Final[dict[Any, Reader]] = {
    str: _read_str,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    bytes: _read_bytes,
    dict: _read_object,
}


_KINDS: Final = {
    NoneType: "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
}


def _kind(value: JsonValue) -> str:
    return _KINDS[type(value)]
