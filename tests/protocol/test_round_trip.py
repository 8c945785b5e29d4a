"""Every event there is, with values made from its annotations, and anything at all as a frame."""

import dataclasses
import json
from functools import cache
from types import NoneType
from typing import Any, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.protocol.codec import decode_client, decode_server, encode
from grokvoice.protocol.items import Part
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.protocol.values import UNSET, Unset

Values: TypeAlias = st.SearchStrategy[Any]
PartT = TypeVar("PartT", bound=Part)

TEXTS = st.text('aZ0 "\\/\n\x00\x7fé\u2028\uffff語😀', max_size=8)
WHOLE_NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | WHOLE_NUMBERS
JSON_VALUES: Values = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
PLAIN: dict[Any, Values] = {
    str: TEXTS,
    bool: st.booleans(),
    int: WHOLE_NUMBERS,
    float: NUMBERS,
    bytes: st.binary(max_size=9),
    dict: st.dictionaries(TEXTS, JSON_VALUES, max_size=2),
    NoneType: st.none(),
    Unset: st.just(UNSET),
}


@cache
def values_of(hint: Any) -> Values:
    members = get_args(hint)
    if any(get_origin(member) is list for member in members):
        return JSON_VALUES
    if get_origin(hint) is tuple:
        return st.lists(values_of(members[0]), max_size=2).map(tuple)
    if isinstance(hint, type) and issubclass(hint, Part):
        return parts(hint)
    if hint in PLAIN or get_origin(hint) is dict:
        return PLAIN[get_origin(hint) or hint]
    return st.one_of([values_of(member) for member in members])


def parts(cls: type[PartT]) -> st.SearchStrategy[PartT]:
    hints = get_type_hints(cls)
    names = {field.name for field in dataclasses.fields(cls)} - {"extra"}
    unnamed = TEXTS.filter(lambda name: name not in names | {"type"})
    return st.builds(
        cls,
        extra=st.dictionaries(unnamed, JSON_VALUES, max_size=2),
        **{name: values_of(hints[name]) for name in sorted(names)},
    )


@pytest.mark.parametrize("event_class", get_args(AnyServerEvent), ids=lambda cls: cls.__name__)
@settings(max_examples=5)
@given(data=st.data())
def test_every_server_event_survives_the_wire(
    event_class: type[AnyServerEvent], data: st.DataObject
) -> None:
    event = data.draw(parts(event_class))

    assert decode_server(encode(event)) == event


@pytest.mark.parametrize("event_class", get_args(AnyClientEvent), ids=lambda cls: cls.__name__)
@settings(max_examples=5)
@given(data=st.data())
def test_every_client_event_survives_the_wire(
    event_class: type[AnyClientEvent], data: st.DataObject
) -> None:
    event = data.draw(parts(event_class))

    assert decode_client(encode(event)) == event


@settings(max_examples=60)
@given(frame=st.text('{}[]",:\\u0deE.-1 ntf\n\x00é😀\ufeff\ud800', max_size=40))
def test_any_text_is_a_malformed_event_at_worst(frame: str) -> None:
    for event in (decode_server(frame), decode_client(frame)):
        assert isinstance(event, MalformedEvent)
        assert event.problem


@settings(max_examples=60)
@given(value=JSON_VALUES)
def test_any_json_value_is_unknown_or_malformed_at_worst(value: Any) -> None:
    frame = json.dumps(value)

    assert isinstance(decode_server(frame), MalformedEvent | UnknownEvent)
    assert isinstance(decode_client(frame), MalformedEvent | UnknownEvent)


@settings(max_examples=60)
@given(
    event_class=st.sampled_from(get_args(AnyServerEvent)),
    fields=st.dictionaries(
        st.sampled_from(["item_id", "item", "response", "session", "delta", "error", "transcript"]),
        JSON_VALUES
        | st.fixed_dictionaries({"type": TEXTS, "output": JSON_VALUES, "content": JSON_VALUES}),
    ),
)
def test_any_fields_make_an_event_or_a_problem(
    event_class: type[AnyServerEvent], fields: dict[str, Any]
) -> None:
    event = decode_server(json.dumps({"type": event_class.wire_type, **fields}))

    match event:
        case MalformedEvent():
            assert event.problem
        case UnknownEvent() | BinaryFrame():
            pytest.fail(f"{event_class.wire_type} is known and a text")
        case _:
            assert decode_server(encode(event)) == event
