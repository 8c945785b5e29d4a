"""A wire trace (`--trace`) read back: events with silence of the right length for sound.

{"dir": "in", "ts": 0.481, "event": {"type": "response.output_audio.delta", "delta": 23472, …}}
"""

import base64
from dataclasses import dataclass
from typing import Final, TypeAlias

from grokvoice.protocol.codec import FromClient, FromServer, decode_client, decode_server
from grokvoice.protocol.json_text import read_object, write_object
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.protocol.wire_problem import WireProblem

_SOUND: Final = ("delta", "audio")
"""Fields that hold sound on the wire, and its length in bytes in a trace."""
_LONGEST: Final = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Heard:
    """The server sent it."""

    at_s: float
    event: FromServer


@dataclass(frozen=True, slots=True)
class Said:
    """We sent it."""

    at_s: float
    event: FromClient


Line: TypeAlias = Heard | Said


def read_trace(content: bytes) -> list[Line]:
    """Give the events of a trace in their order; lines that are none are left out."""
    text = content.decode("utf-8-sig", errors="replace")
    lines = (_line(line) for line in text.split("\n") if line)
    return [line for line in lines if line is not None]


def _line(text: str) -> Line | None:
    try:
        fields = read_object(text)
    except WireProblem:
        return None
    match fields:
        case {"dir": "in", "ts": int() | float() as at_s, "event": dict(event)}:
            return Heard(at_s, decode_server(_as_sent(event)))
        case {"dir": "out", "ts": int() | float() as at_s, "event": dict(event)}:
            return Said(at_s, decode_client(_as_sent(event)))
        case _:
            return None


def _as_sent(event: JsonObject) -> str:
    """Write an event as the wire had it, with silence for its sound."""
    restored = {name: _sound(value) if name in _SOUND else value for name, value in event.items()}
    item = restored.get("item")
    if isinstance(item, dict) and isinstance(parts := item.get("content"), list):
        restored["item"] = {**item, "content": [_part(part) for part in parts]}
    return write_object(restored)


def _part(part: JsonValue) -> JsonValue:
    if not isinstance(part, dict) or "audio" not in part:
        return part
    return {**part, "audio": _sound(part["audio"])}


def _sound(value: JsonValue) -> JsonValue:
    """Give silence for a length; anything else was no sound, and stays."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LONGEST:
        return value
    return base64.b64encode(bytes(value)).decode("ascii")
