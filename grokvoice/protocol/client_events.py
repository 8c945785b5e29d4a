"""What a client may say: nine events of xAI, and `conversation.item.retrieve` of OpenAI clients.

Counterpart of `server_events`. Source: reference, section 4.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from grokvoice.protocol.items import Item, Part
from grokvoice.protocol.settings import ResponseSettings, SessionSettings
from grokvoice.protocol.values import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEvent(Part):
    """Base of all client events; `event_id` is the client's own and need not be given."""

    wire_type: ClassVar[str]

    event_id: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUpdate(ClientEvent):
    """Change the session; fields left out keep their value."""

    wire_type = "session.update"
    session: SessionSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class InputAudioAppend(ClientEvent):
    """Add microphone audio to the input buffer; never acknowledged."""

    wire_type = "input_audio_buffer.append"
    audio: bytes
    """PCM16 little-endian mono at the session's input rate; base64 on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputAudioCommit(ClientEvent):
    """End a manual turn; with speech in the buffer this also starts the reply."""

    wire_type = "input_audio_buffer.commit"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputAudioClear(ClientEvent):
    """Forget the input buffer; right after a commit it cancels that commit's reply."""

    wire_type = "input_audio_buffer.clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCreate(ClientEvent):
    """Add an item to the conversation; `force_message` items are spoken word for word."""

    wire_type = "conversation.item.create"
    item: Item
    previous_item_id: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDelete(ClientEvent):
    """Remove an item from the conversation."""

    wire_type = "conversation.item.delete"
    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTruncate(ClientEvent):
    """Cut an assistant item to the milliseconds that were heard."""

    wire_type = "conversation.item.truncate"
    item_id: str
    content_index: int = 0
    audio_end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRetrieve(ClientEvent):
    """Ask for an item; not supported by xAI, needed by OpenAI's own clients."""

    wire_type = "conversation.item.retrieve"
    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCreate(ClientEvent):
    """Ask for a reply now."""

    wire_type = "response.create"
    response: ResponseSettings | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCancel(ClientEvent):
    """Stop the running reply; an error if there is none, so send it only while one is open."""

    wire_type = "response.cancel"
    response_id: str | Unset = UNSET


AnyClientEvent: TypeAlias = (
    SessionUpdate
    | InputAudioAppend
    | InputAudioCommit
    | InputAudioClear
    | ItemCreate
    | ItemDelete
    | ItemTruncate
    | ItemRetrieve
    | ResponseCreate
    | ResponseCancel
)
