"""What the model is told of a call: any Python value as text of bounded length, without secrets.

A result may be huge, binary, cyclic, or nothing that JSON knows. It is written piece by piece and
only as far as it will be sent, so that a value of 100 MB costs no more than 32 KiB to tell.
"""

import json
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Redact: TypeAlias = Callable[[str], str]
"""Takes known secrets out of a text."""

MOST_BYTES: Final = 32 * 1024
"""Of UTF-8 that the model is told of one call; a note follows where more was left out."""
_MOST_LETTERS: Final = MOST_BYTES + 4096
"""Looked at before the cut, so that no secret can hide half behind it."""
_LONGEST_ERROR: Final = 2_000
_DEEPEST: Final = 32
_MOST_BITS: Final = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a call ended."""

    text: str
    """What the model is told."""
    is_error: bool = False
    wants_reply: bool = True
    """Whether the model should speak about it."""


def result_text(value: object, redact: Redact) -> str:
    """Write a value for the model: text as it is, anything else as JSON."""
    if isinstance(value, str):
        return _bounded(value[:_MOST_LETTERS], len(value), redact)
    if isinstance(value, bytes | bytearray | memoryview):
        return _bytes(value)
    written: list[str] = []
    length = 0
    for piece in _pieces(value, ()):
        written.append(piece)
        length += len(piece)
        if length > _MOST_LETTERS:
            break
    return _bounded("".join(written), length, redact)


def error_text(message: str, redact: Redact) -> str:
    """Write down why a call failed, as an object that cannot be taken for a result."""
    told = redact(_whole_letters(message))
    is_long = len(told) > _LONGEST_ERROR
    text = told[:_LONGEST_ERROR] + "…" if is_long else told
    return json.dumps({"error": text}, ensure_ascii=False)


def failed(message: str, redact: Redact) -> Outcome:
    """Return the outcome of a call that did not work."""
    return Outcome(text=error_text(message, redact), is_error=True)


def _bounded(text: str, length: int, redact: Redact) -> str:
    """Redact first, then cut: the other way round, half a secret could stay."""
    told = redact(_whole_letters(text)).encode()
    if len(told) <= MOST_BYTES and length <= _MOST_LETTERS:
        return told.decode()
    kept = told[:MOST_BYTES].decode(errors="ignore")
    return f"{kept}\n[cut here at {MOST_BYTES // 1024} KiB: the rest was not sent]"


def _whole_letters(text: str) -> str:
    """Replace half surrogate pairs, which no wire takes."""
    return text.encode(errors="replace").decode()


def _bytes(value: bytes | bytearray | memoryview) -> str:
    return f"[{len(value):,} bytes of binary data]"


def _pieces(value: object, inside: tuple[int, ...]) -> Iterator[str]:
    """Write a value as JSON, lazily; `inside` holds the identities of what it lies in."""
    if isinstance(value, Enum):
        value = value.value
    is_group = isinstance(value, _GROUPS) or _is_record(value)
    if is_group and id(value) in inside:
        yield '"[goes on in itself]"'
    elif is_group and len(inside) == _DEEPEST:
        yield '"[nested deeper]"'
    elif isinstance(value, _LISTS):
        yield from _list(value, (*inside, id(value)))
    elif is_group:
        yield from _object(_members(value), (*inside, id(value)))
    else:
        yield json.dumps(_scalar(value), ensure_ascii=False)


def _list(values: Iterable[object], inside: tuple[int, ...]) -> Iterator[str]:
    comma = "["
    for value in values:
        yield comma
        yield from _pieces(value, inside)
        comma = ", "
    yield "[]" if comma == "[" else "]"


def _object(members: Iterable[tuple[object, object]], inside: tuple[int, ...]) -> Iterator[str]:
    comma = "{"
    for name, value in members:
        yield f"{comma}{json.dumps(str(name)[:_MOST_LETTERS], ensure_ascii=False)}: "
        yield from _pieces(value, inside)
        comma = ", "
    yield "{}" if comma == "{" else "}"


def _is_record(value: object) -> TypeGuard["DataclassInstance"]:
    return is_dataclass(value) and not isinstance(value, type)


def _members(value: object) -> Iterable[tuple[object, object]]:
    if _is_record(value):
        return ((field.name, getattr(value, field.name)) for field in fields(value))
    return value.items() if isinstance(value, Mapping) else ()


def _scalar(value: object) -> str | float | bool | None:
    """Return what JSON has for a single value; what it does not know becomes text."""
    match value:
        case None | bool():
            return value
        case int():
            is_long = value.bit_length() > _MOST_BITS  # Python refuses to write these in decimal
            return f"[a number of {value.bit_length():,} bits]" if is_long else value
        case float():
            return value if math.isfinite(value) else str(value)
        case bytes() | bytearray() | memoryview():
            return _bytes(value)
        case _:
            return str(value)[:_MOST_LETTERS]


_LISTS: Final = (list, tuple, set, frozenset, deque)
_GROUPS: Final = (*_LISTS, Mapping)
