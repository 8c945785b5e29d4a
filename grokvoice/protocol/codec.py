"""JSON text to events and back, both directions, one table each.

Decoding never raises: a frame that breaks a rule of the wire becomes a `MalformedEvent` that says
which rule, one of an unknown type an `UnknownEvent` that keeps it whole. Encoding raises
`LocalProtocolError` for what no wire can carry, because that is our own mistake.
"""

from typing import Final, TypeAlias, TypeVar, get_args

from grokvoice.errors import LocalProtocolError
from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.protocol.items import Part
from grokvoice.protocol.json_text import read_object, write_object
from grokvoice.protocol.server_events import ALIASES, AnyServerEvent
from grokvoice.protocol.shapes import from_json, to_json
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.protocol.values import JsonObject
from grokvoice.protocol.wire_problem import WireProblem

Unreadable: TypeAlias = UnknownEvent | MalformedEvent | BinaryFrame
FromServer: TypeAlias = AnyServerEvent | Unreadable
FromClient: TypeAlias = AnyClientEvent | Unreadable

_EventT = TypeVar("_EventT", bound=Part)

_SERVER_EVENTS: Final[dict[str, type[AnyServerEvent]]] = {
    cls.wire_type: cls for cls in get_args(AnyServerEvent)
}
_CLIENT_EVENTS: Final[dict[str, type[AnyClientEvent]]] = {
    cls.wire_type: cls for cls in get_args(AnyClientEvent)
}
_EXCERPT_LENGTH: Final = 200


def decode_server(frame: str | bytes) -> FromServer:
    """Read a frame that the server sent; never raises."""
    return _decode(frame, _SERVER_EVENTS, ALIASES)


def decode_client(frame: str | bytes) -> FromClient:
    """Read a frame that a client sent; never raises."""
    return _decode(frame, _CLIENT_EVENTS, {})


def encode(event: AnyServerEvent | AnyClientEvent | UnknownEvent) -> str:
    """Write an event as one line of JSON.

    Raises:
        LocalProtocolError: the event holds NaN, infinity or half a surrogate pair.
    """
    try:
        return write_object(to_wire(event))
    except WireProblem as problem:
        raise LocalProtocolError(f"cannot send {event.wire_type}: {problem}") from problem


def to_wire(event: AnyServerEvent | AnyClientEvent | UnknownEvent) -> JsonObject:
    """Give an event as the JSON object the wire carries, `type` first."""
    if isinstance(event, UnknownEvent):
        return event.fields
    return {"type": event.wire_type, **to_json(event)}


def _decode(
    frame: str | bytes, table: dict[str, type[_EventT]], aliases: dict[str, str]
) -> _EventT | Unreadable:
    if isinstance(frame, bytes):
        return BinaryFrame(data=frame)
    wire_type = ""
    try:
        fields = read_object(frame)
        wire_type = _type_of(fields)
        cls = table.get(aliases.get(wire_type, wire_type))
        if cls is None:
            return UnknownEvent(wire_type=wire_type, fields=fields)
        del fields["type"]
        return from_json(cls, fields)
    except WireProblem as problem:
        excerpt = ascii(frame[:_EXCERPT_LENGTH])[1:-1]
        return MalformedEvent(wire_type=wire_type, problem=str(problem), excerpt=excerpt)


def _type_of(fields: JsonObject) -> str:
    wire_type = fields.get("type")
    if not isinstance(wire_type, str):
        raise WireProblem("type: missing" if wire_type is None else "type: expected text")
    return wire_type
