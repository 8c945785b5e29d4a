"""What events carry: conversation items, responses, usage and errors.

Every class keeps fields it does not know in `extra`, and leaves what the wire left out `UNSET`:
the service sends far more, and far less, than its documentation says (reference, 5.0).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from grokvoice.protocol.values import UNSET, JsonValue, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A value inside an event; unknown fields survive in `extra`."""

    extra: Mapping[str, JsonValue] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentPart(Part):
    """One piece of a message: `input_text`, `input_audio`, `text`, `output_text` or `audio`."""

    type: str | Unset = UNSET
    text: str | Unset | None = UNSET
    transcript: str | Unset | None = UNSET
    audio: bytes | Unset | None = UNSET
    """PCM16 little-endian mono; base64 on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Part):
    """A conversation item, in either direction.

    `type` is `message`, `function_call`, `function_call_output`, `force_message` (client only), or
    one of the MCP kinds. A function call's `role` has been seen as "user" and as "tool".
    """

    id: str | Unset = UNSET
    object: str | Unset = UNSET
    type: str = "message"
    status: str | Unset = UNSET
    role: str | Unset = UNSET
    content: tuple[ContentPart, ...] | Unset | None = UNSET
    call_id: str | Unset = UNSET
    name: str | Unset = UNSET
    arguments: str | Unset = UNSET
    output: str | Unset = UNSET
    interruptible: bool | Unset = UNSET
    replayed: bool | Unset = UNSET

    @property
    def text(self) -> str:
        """All text and transcripts of the content, joined; "" if there is none."""
        return "".join(part.text or part.transcript or "" for part in self.content or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDetails(Part):
    """How tokens divide by kind."""

    text_tokens: int | Unset = UNSET
    audio_tokens: int | Unset = UNSET
    grok_tokens: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Part):
    """What a response took.

    `billable_audio_seconds` is a running total of the conversation, not of the response
    (reference, 5.5).
    """

    input_tokens: int | Unset = UNSET
    input_token_details: TokenDetails | Unset = UNSET
    output_tokens: int | Unset = UNSET
    output_token_details: TokenDetails | Unset = UNSET
    total_tokens: int | Unset = UNSET
    output_audio_seconds: float | Unset = UNSET
    billable_audio_seconds: float | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Part):
    """The envelope of one reply."""

    id: str | Unset = UNSET
    object: str | Unset = UNSET
    output: tuple[Item, ...] | Unset = UNSET
    status: str | Unset = UNSET
    """`in_progress`, `completed`, `cancelled`, `incomplete` or `failed`."""
    status_details: JsonValue | Unset = UNSET
    """The string "unimplemented" on xAI; an object or null on OpenAI."""
    usage: Usage | Unset | None = UNSET
    """An empty object on xAI, whose real usage lies beside the response."""
    metadata: dict[str, JsonValue] | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation(Part):
    """The identity by which a conversation is resumed."""

    id: str
    object: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorInfo(Part):
    """What the server says went wrong. Codes are unreliable; `message` decides (reference, 5.9)."""

    type: str | Unset | None = UNSET
    code: str | Unset | None = UNSET
    message: str = ""
    param: str | Unset | None = UNSET
    event_id: str | Unset | None = UNSET
