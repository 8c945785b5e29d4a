"""Server events about the session, the conversation's items and what the user says.

Fields are required only where the event means nothing without them; everything else may be left
out, because older and newer servers do (reference, 5.0-5.4, 5.9 and 7).
"""

from dataclasses import dataclass

from grokvoice.protocol.items import Conversation, ErrorInfo, Item
from grokvoice.protocol.server_event import ServerEvent
from grokvoice.protocol.settings import SessionInfo
from grokvoice.protocol.values import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCreated(ServerEvent):
    """First frame of a connection; shows the server's defaults, not yet our settings."""

    wire_type = "session.created"
    session: SessionInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUpdated(ServerEvent):
    """The settings now in force; has no session id."""

    wire_type = "session.updated"
    session: SessionInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationCreated(ServerEvent):
    """The conversation of this connection; its id is what resumption needs."""

    wire_type = "conversation.created"
    conversation: Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping(ServerEvent):
    """Keep-alive in JSON, at once and then every 10 s; needs no answer."""

    wire_type = "ping"
    timestamp: int | Unset = UNSET
    """Unix milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAdded(ServerEvent):
    """An item joined the conversation; may be announced twice, out of order, or late."""

    wire_type = "conversation.item.added"
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCreated(ServerEvent):
    """Documented for replayed items of a resumed conversation."""

    wire_type = "conversation.item.created"
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRetrieved(ServerEvent):
    """Answer to `conversation.item.retrieve`; OpenAI's dialect."""

    wire_type = "conversation.item.retrieved"
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDeleted(ServerEvent):
    """An item was removed; `item_id` has been seen empty."""

    wire_type = "conversation.item.deleted"
    item_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTruncated(ServerEvent):
    """An assistant item was cut; `transcript` is what is left of it."""

    wire_type = "conversation.item.truncated"
    item_id: str
    content_index: int | Unset = UNSET
    audio_end_ms: int | Unset = UNSET
    transcript: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscriptUpdated(ServerEvent):
    """The user's words so far: cumulative and self-correcting, so replace."""

    wire_type = "conversation.item.input_audio_transcription.updated"
    item_id: str
    content_index: int | Unset = UNSET
    transcript: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscriptCompleted(ServerEvent):
    """The user's words; comes many times, final only if `status` is not "in_progress"."""

    wire_type = "conversation.item.input_audio_transcription.completed"
    item_id: str
    content_index: int | Unset = UNSET
    transcript: str
    status: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscriptDelta(ServerEvent):
    """OpenAI's increment of the user's words; xAI sends `updated` instead."""

    wire_type = "conversation.item.input_audio_transcription.delta"
    item_id: str
    content_index: int | Unset = UNSET
    delta: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTranscriptFailed(ServerEvent):
    """OpenAI only: the words could not be written down."""

    wire_type = "conversation.item.input_audio_transcription.failed"
    item_id: str
    content_index: int | Unset = UNSET
    error: ErrorInfo | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(ServerEvent):
    """The user began to speak; the same item may start twice if it was resumed."""

    wire_type = "input_audio_buffer.speech_started"
    item_id: str
    audio_start_ms: int | Unset = UNSET
    """Counted from the first audio ever appended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStopped(ServerEvent):
    """The user fell silent."""

    wire_type = "input_audio_buffer.speech_stopped"
    item_id: str
    audio_end_ms: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class InputAudioCommitted(ServerEvent):
    """The user's speech became an item; may come after the reply began."""

    wire_type = "input_audio_buffer.committed"
    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputAudioCleared(ServerEvent):
    """The input buffer was emptied."""

    wire_type = "input_audio_buffer.cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleTimeoutTriggered(ServerEvent):
    """Nobody spoke for `idle_timeout_ms`; a check-in reply follows."""

    wire_type = "input_audio_buffer.timeout_triggered"
    item_id: str | Unset = UNSET
    audio_start_ms: int | Unset = UNSET
    audio_end_ms: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class DtmfReceived(ServerEvent):
    """A telephone key; the digit is in `event` or in `digit`."""

    wire_type = "input_audio_buffer.dtmf_event_received"
    event: str | Unset = UNSET
    digit: str | Unset = UNSET
    received_at: float | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReceived(ServerEvent):
    """Something went wrong; mostly harmless, see `session.faults` for which is not."""

    wire_type = "error"
    error: ErrorInfo
