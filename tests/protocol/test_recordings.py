"""The third witness: six sessions with the real service, and each of their frames, damaged."""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from grokvoice.protocol.codec import (
    FromClient,
    FromServer,
    decode_client,
    decode_server,
    encode,
    to_wire,
)
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.protocol.values import JsonObject, JsonValue

Sessions: TypeAlias = dict[str, list[dict[str, Any]]]
Decode: TypeAlias = Callable[[str], FromServer | FromClient]

DECODERS: dict[str, Decode] = {"received": decode_server, "sent": decode_client}
DAMAGES: list[JsonValue] = [None, True, -7, 2.5, 10**200, "", "AAA", "x", [], [[]], {}, {"id": 1}]


def test_every_recorded_frame_is_an_event_that_says_the_same(recordings: Sessions) -> None:
    misread = [
        (name, frame)
        for name, interactions in recordings.items()
        for decode, frame in _frames(interactions)
        if _echo(decode(json.dumps(frame))) != frame
    ]

    assert misread == []


def test_the_recordings_hold_six_sessions_of_both_directions(recordings: Sessions) -> None:
    frames = [decode for session in recordings.values() for decode, _ in _frames(session)]

    assert len(recordings) == 6
    assert (frames.count(decode_server), frames.count(decode_client)) == (222, 80)


def test_no_single_damage_to_a_frame_does_harm(recordings: Sessions) -> None:
    for decode, frame in _distinct_frames(recordings):
        for damaged in _damaged(frame):
            _check(decode, damaged)


def test_a_frame_that_breaks_off_is_malformed(recordings: Sessions) -> None:
    for decode, frame in _distinct_frames(recordings):
        text = json.dumps(frame)
        for length in range(0, len(text), 1 + len(text) // 20):
            assert isinstance(decode(text[:length]), MalformedEvent)


def _frames(interactions: list[dict[str, Any]]) -> Iterator[tuple[Decode, JsonObject]]:
    for interaction in interactions:
        if interaction["kind"] == "message":
            yield DECODERS[interaction["direction"]], interaction["data"]


def _distinct_frames(recordings: Sessions) -> list[tuple[Decode, JsonObject]]:
    """One frame of each outline, because damage to its like would show nothing new."""
    distinct = {
        (decode, frame["type"], _outline(frame)): (decode, frame)
        for interactions in recordings.values()
        for decode, frame in _frames(interactions)
    }
    return list(distinct.values())


def _outline(value: JsonValue) -> str:
    match value:
        case dict():
            return str({name: _outline(held) for name, held in sorted(value.items())})
        case list():
            return str([_outline(member) for member in value])
        case _:
            return type(value).__name__


def _damaged(value: JsonValue) -> Iterator[JsonValue]:
    """Give copies with one place changed: each member left out, or another value in its stead."""
    match value:
        case dict():
            for name, held in value.items():
                yield {other: value[other] for other in value if other != name}
                for change in (*DAMAGES, *_damaged(held)):
                    yield {**value, name: change}
        case list():
            for n, held in enumerate(value):
                for change in (*DAMAGES, *_damaged(held)):
                    yield [*value[:n], change, *value[n + 1 :]]
        case _:
            return


def _echo(event: FromServer | FromClient) -> JsonObject | None:
    if isinstance(event, UnknownEvent | MalformedEvent | BinaryFrame):
        return None
    return to_wire(event)


def _check(decode: Decode, frame: JsonValue) -> None:
    event = decode(json.dumps(frame))
    match event:
        case MalformedEvent():
            assert event.problem
        case BinaryFrame():
            pytest.fail("a text became sound")
        case _:
            assert decode(encode(event)) == event
