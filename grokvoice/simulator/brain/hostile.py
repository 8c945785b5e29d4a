"""Broken frames for clients to survive: seeded mutations of true ones (faults S1-S7).

The broken frame goes out beside the true one, so that a tolerant client still has its talk.
"""

import json
from collections.abc import Callable
from typing import Final, TypeAlias

from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.simulator.brain.dice import Dice

_Mutation: TypeAlias = Callable[[JsonObject, Dice], str | bytes]

_WRONG_VALUES: Final[tuple[JsonValue, ...]] = (
    None, True, -1, 2**70, 1.5, "", "x" * 1000, "\u202e\u0007", [], {}, [[]], {"type": "ping"},
)  # fmt: skip


def mutate(event: JsonObject, dice: Dice) -> str | bytes:
    """Return a frame that resembles an event and breaks some rule."""
    return _MUTATIONS[dice.below(len(_MUTATIONS))](event, dice)


def _cut_short(event: JsonObject, dice: Dice) -> str:
    text = json.dumps(event)
    return text[: dice.below(len(text))]


def _without_key(event: JsonObject, dice: Dice) -> str:
    gone = list(event)[dice.below(len(event))]
    return json.dumps({name: held for name, held in event.items() if name != gone})


def _with_wrong_value(event: JsonObject, dice: Dice) -> str:
    name = list(event)[dice.below(len(event))]
    return json.dumps({**event, name: _WRONG_VALUES[dice.below(len(_WRONG_VALUES))]})


def _with_wrong_depth(event: JsonObject, dice: Dice) -> str:
    """Break a value inside an object of the event, or beside it if it holds none."""
    inner = [name for name, held in event.items() if isinstance(held, dict) and held]
    if not inner:
        return _with_wrong_value(event, dice)
    name = inner[dice.below(len(inner))]
    held = event[name]
    broken = json.loads(_with_wrong_value(held, dice)) if isinstance(held, dict) else held
    return json.dumps({**event, name: broken})


def _of_unknown_type(event: JsonObject, _dice: Dice) -> str:
    return json.dumps({**event, "type": f"{event['type']}.unheard_of"})


def _with_number(literal: str) -> _Mutation:
    return lambda event, _dice: json.dumps({**event, "odd": 0})[:-2] + literal + "}"


def _always(frame: str | bytes) -> _Mutation:
    return lambda _event, _dice: frame


_MUTATIONS: Final[tuple[_Mutation, ...]] = (
    _cut_short,
    _without_key,
    _with_wrong_value,
    _with_wrong_depth,
    _of_unknown_type,
    _with_number("NaN"),
    _with_number("1e999"),
    _with_number("9" * 5000),
    _with_number("[" * 5000 + "]" * 5000),
    _with_number('"\\ud800"'),
    _always(""),
    _always("[]"),
    _always("null"),
    _always("\ufeff{}"),
    _always("{}{}"),
    _always(b"\x00\xff\x00"),
    _always(json.dumps({"type": "response.output_audio.delta", "item_id": "x", "delta": "!!"})),
)
