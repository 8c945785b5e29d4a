"""All that the server may say, in one union: the codec's table and `match`'s conscience.

Counterpart of `client_events`. The events themselves live in `conversation_events` and
`response_events`.
"""

from typing import Final, TypeAlias

from grokvoice.protocol.conversation_events import (
    ConversationCreated,
    DtmfReceived,
    ErrorReceived,
    IdleTimeoutTriggered,
    InputAudioCleared,
    InputAudioCommitted,
    InputTranscriptCompleted,
    InputTranscriptDelta,
    InputTranscriptFailed,
    InputTranscriptUpdated,
    ItemAdded,
    ItemCreated,
    ItemDeleted,
    ItemRetrieved,
    ItemTruncated,
    Ping,
    SessionCreated,
    SessionUpdated,
    SpeechStarted,
    SpeechStopped,
)
from grokvoice.protocol.response_events import (
    ContentPartAdded,
    ContentPartDone,
    FunctionArgumentsDelta,
    FunctionArgumentsDone,
    McpArgumentsDelta,
    McpArgumentsDone,
    McpCallCompleted,
    McpCallFailed,
    McpCallInProgress,
    McpListToolsCompleted,
    McpListToolsFailed,
    McpListToolsInProgress,
    OutputAudioDelta,
    OutputAudioDone,
    OutputItemAdded,
    OutputItemDone,
    OutputTextDelta,
    OutputTextDone,
    OutputTranscriptDelta,
    OutputTranscriptDone,
    ResponseCancelled,
    ResponseCreated,
    ResponseDone,
)

AnyServerEvent: TypeAlias = (
    SessionCreated
    | SessionUpdated
    | ConversationCreated
    | Ping
    | ItemAdded
    | ItemCreated
    | ItemRetrieved
    | ItemDeleted
    | ItemTruncated
    | InputTranscriptUpdated
    | InputTranscriptCompleted
    | InputTranscriptDelta
    | InputTranscriptFailed
    | SpeechStarted
    | SpeechStopped
    | InputAudioCommitted
    | InputAudioCleared
    | IdleTimeoutTriggered
    | DtmfReceived
    | ResponseCreated
    | ResponseDone
    | ResponseCancelled
    | OutputItemAdded
    | OutputItemDone
    | ContentPartAdded
    | ContentPartDone
    | OutputAudioDelta
    | OutputAudioDone
    | OutputTranscriptDelta
    | OutputTranscriptDone
    | OutputTextDelta
    | OutputTextDone
    | FunctionArgumentsDelta
    | FunctionArgumentsDone
    | McpListToolsInProgress
    | McpListToolsCompleted
    | McpListToolsFailed
    | McpArgumentsDelta
    | McpArgumentsDone
    | McpCallInProgress
    | McpCallCompleted
    | McpCallFailed
    | ErrorReceived
)

ALIASES: Final = {
    "response.audio.delta": "response.output_audio.delta",
    "response.audio.done": "response.output_audio.done",
    "response.audio_transcript.delta": "response.output_audio_transcript.delta",
    "response.audio_transcript.done": "response.output_audio_transcript.done",
    "response.text.delta": "response.output_text.delta",
    "response.text.done": "response.output_text.done",
}
"""Older names of the same events; a tolerant client reads both (reference, 5.0)."""

__all__ = [
    "ALIASES",
    "AnyServerEvent",
    "ContentPartAdded",
    "ContentPartDone",
    "ConversationCreated",
    "DtmfReceived",
    "ErrorReceived",
    "FunctionArgumentsDelta",
    "FunctionArgumentsDone",
    "IdleTimeoutTriggered",
    "InputAudioCleared",
    "InputAudioCommitted",
    "InputTranscriptCompleted",
    "InputTranscriptDelta",
    "InputTranscriptFailed",
    "InputTranscriptUpdated",
    "ItemAdded",
    "ItemCreated",
    "ItemDeleted",
    "ItemRetrieved",
    "ItemTruncated",
    "McpArgumentsDelta",
    "McpArgumentsDone",
    "McpCallCompleted",
    "McpCallFailed",
    "McpCallInProgress",
    "McpListToolsCompleted",
    "McpListToolsFailed",
    "McpListToolsInProgress",
    "OutputAudioDelta",
    "OutputAudioDone",
    "OutputItemAdded",
    "OutputItemDone",
    "OutputTextDelta",
    "OutputTextDone",
    "OutputTranscriptDelta",
    "OutputTranscriptDone",
    "Ping",
    "ResponseCancelled",
    "ResponseCreated",
    "ResponseDone",
    "SessionCreated",
    "SessionUpdated",
    "SpeechStarted",
    "SpeechStopped",
]
