"""The lines of a journal behind the first: each an update, when it was shown, when it sounded.

    {"v": 1, "ts": 12.5, "type": "user.final", "item_id": …, "text": …, "began": 9.8, "ended": 12.1}

A line is what `--json` writes (`session.update_json`), less partial words. Turns also tell when
they `began` and `ended`, and replies carry `marks`, `[[seconds, characters heard], …]`.
"""

from dataclasses import dataclass
from typing import Final

from grokvoice.journal.header import VERSION
from grokvoice.journal.turn_clock import Mark, Span, TurnClock
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.session.update_json import from_json, to_json
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    ItemForgotten,
    ItemTold,
    ReplyMatched,
    ReplyMissed,
    StateChanged,
    Update,
    UserFinal,
    UserPartial,
)

_PASSING: Final = (
    UserPartial,
    AssistantDelta,
    StateChanged,
    ReplyMatched,
    ReplyMissed,
    ItemTold,
    ItemForgotten,
)
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One line."""

    at_s: float
    update: Update
    span: Span | None = None
    """When it sounded, if it is a turn."""


def entry_of(update: Update, at_s: float, clock: TurnClock) -> Entry | None:
    """Make an entry of an update; None if nothing of it is kept."""
    clock.note(update, at_s)
    match update:
        case UserFinal(item_id=item_id):
            return Entry(at_s, update, clock.take_user(item_id, at_s))
        case AssistantFinal(item_id=item_id):
            return Entry(at_s, update, clock.take_reply(item_id, at_s))
        case _ if isinstance(update, _PASSING):
            return None
        case _:
            return Entry(at_s, update)


def entry_to_json(entry: Entry) -> JsonObject:
    """Give the line as a JSON object."""
    line: JsonObject = {"v": VERSION, "ts": round(entry.at_s, _DIGITS)}
    line |= to_json(entry.update) or {}
    if entry.span is None:
        return line
    line |= {
        "began": round(entry.span.began_s, _DIGITS),
        "ended": round(entry.span.ended_s, _DIGITS),
    }
    marks = entry.span.marks
    return line | {"marks": [_mark_to_json(mark) for mark in marks]} if marks else line


def entry_from_json(line: JsonObject) -> Entry | None:
    """Read a line; None if it is of an unknown type or does not fit it."""
    update = from_json(line)
    at_s = _seconds(line.get("ts"))
    if update is None or at_s is None:
        return None
    return Entry(at_s, update, _span(line))


def _mark_to_json(mark: Mark) -> JsonValue:
    at_s, length = mark
    return [round(at_s, _DIGITS), length]


def _span(line: JsonObject) -> Span | None:
    began_s, ended_s = _seconds(line.get("began")), _seconds(line.get("ended"))
    if began_s is None or ended_s is None:
        return None
    return Span(began_s=began_s, ended_s=max(began_s, ended_s), marks=_marks(line.get("marks")))


def _marks(value: JsonValue) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for member in value if isinstance(value, list) else []:
        match member:
            case [int() | float() as at_s, int() as length]:
                marks.append((at_s, length))
            case _:
                pass
    return tuple(marks)


def _seconds(value: JsonValue) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
