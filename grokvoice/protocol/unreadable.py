"""What the codec makes of frames it cannot give a meaning to; neither kind is ever fatal."""

from dataclasses import dataclass

from grokvoice.protocol.values import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent:
    """Well-formed, of a type we do not know; kept whole, so that nothing is lost."""

    wire_type: str
    fields: JsonObject
    """The whole object, `type` included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MalformedEvent:
    """A frame that breaks a rule of the wire; no part of it was used."""

    wire_type: str
    """The type it claimed to be; "" if that could not be read."""
    problem: str
    """What is wrong and where, e.g. "response_id: missing"."""
    excerpt: str
    """The first 200 characters of the frame, made printable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryFrame:
    """Bare codec bytes of the binary audio transport (reference, 3.3)."""

    data: bytes
