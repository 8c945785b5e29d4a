"""Server events about replies: their envelope, sound, words and tool calls.

Source: reference, 5.5-5.8. `output_index` is 0 for every item on xAI and sometimes absent.
"""

from dataclasses import dataclass

from grokvoice.protocol.items import ContentPart, ErrorInfo, Item, Response, Usage
from grokvoice.protocol.server_event import ServerEvent
from grokvoice.protocol.values import UNSET, JsonValue, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCreated(ServerEvent):
    """A reply begins; an earlier one still open is dead."""

    wire_type = "response.created"
    response: Response


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseDone(ServerEvent):
    """A reply ended. Usage lies beside the response on xAI, inside it on OpenAI."""

    wire_type = "response.done"
    response: Response
    response_id: str | Unset = UNSET
    usage: Usage | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCancelled(ServerEvent):
    """A reply was cancelled; named by one planning document, accepted for tolerance."""

    wire_type = "response.cancelled"
    response: Response | Unset = UNSET
    response_id: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputItemAdded(ServerEvent):
    """The reply opened an item; message items come without content."""

    wire_type = "response.output_item.added"
    item: Item
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputItemDone(ServerEvent):
    """The reply finished an item."""

    wire_type = "response.output_item.done"
    item: Item
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentPartAdded(ServerEvent):
    """A part of an item opened; `previous_item_id` is the string "0"."""

    wire_type = "response.content_part.added"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET
    part: ContentPart | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentPartDone(ServerEvent):
    """A part of an item finished; xAI sends no `part`."""

    wire_type = "response.content_part.done"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET
    part: ContentPart | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputAudioDelta(ServerEvent):
    """A piece of the reply's sound, faster than real time and of uneven length."""

    wire_type = "response.output_audio.delta"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET
    delta: bytes
    """PCM16; a piece may end in the middle of a sample, the next piece of the item then goes on."""
    rid: str | Unset = UNSET
    """Event id of the transcript delta being spoken."""
    latency: JsonValue | Unset = UNSET
    audio_duration_ms: int | Unset = UNSET
    ts: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputAudioDone(ServerEvent):
    """All sound of an item was sent."""

    wire_type = "response.output_audio.done"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTranscriptDelta(ServerEvent):
    """A phrase of the reply's words, often after the first sound of it."""

    wire_type = "response.output_audio_transcript.delta"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET
    delta: str
    rid: str | Unset = UNSET
    start_time: float | Unset | None = UNSET
    """Seconds into the item's audio at which the phrase begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTranscriptDone(ServerEvent):
    """All words of an item."""

    wire_type = "response.output_audio_transcript.done"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET
    transcript: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTextDelta(ServerEvent):
    """Written words of a reply; documented, though every reply speaks."""

    wire_type = "response.output_text.delta"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET
    delta: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputTextDone(ServerEvent):
    """All written words of an item; OpenAI's dialect."""

    wire_type = "response.output_text.done"
    item_id: str
    response_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    content_index: int | Unset = UNSET
    text: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionArgumentsDelta(ServerEvent):
    """Arguments of a call; xAI sends the whole JSON in one piece."""

    wire_type = "response.function_call_arguments.delta"
    response_id: str | Unset = UNSET
    item_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    call_id: str | Unset = UNSET
    delta: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionArgumentsDone(ServerEvent):
    """A call is complete and can be run, once for its `call_id`."""

    wire_type = "response.function_call_arguments.done"
    response_id: str | Unset = UNSET
    item_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    call_id: str | Unset = UNSET
    name: str | Unset = UNSET
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class McpListToolsInProgress(ServerEvent):
    """The server is asking a remote MCP server for its tools."""

    wire_type = "mcp_list_tools.in_progress"
    item_id: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class McpListToolsCompleted(ServerEvent):
    """A remote MCP server's tools are known."""

    wire_type = "mcp_list_tools.completed"
    item_id: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class McpListToolsFailed(ServerEvent):
    """A remote MCP server's tools could not be listed."""

    wire_type = "mcp_list_tools.failed"
    item_id: str | Unset = UNSET
    error: ErrorInfo | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class McpArgumentsDelta(ServerEvent):
    """Arguments of a call the server makes itself."""

    wire_type = "response.mcp_call_arguments.delta"
    response_id: str | Unset = UNSET
    item_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    call_id: str | Unset = UNSET
    delta: str


@dataclass(frozen=True, slots=True, kw_only=True)
class McpArgumentsDone(ServerEvent):
    """The server is about to call a remote MCP tool; the client answers nothing."""

    wire_type = "response.mcp_call_arguments.done"
    response_id: str | Unset = UNSET
    item_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    call_id: str | Unset = UNSET
    name: str | Unset = UNSET
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class McpCallInProgress(ServerEvent):
    """A remote MCP call is running."""

    wire_type = "response.mcp_call.in_progress"
    item_id: str | Unset = UNSET
    output_index: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class McpCallCompleted(ServerEvent):
    """A remote MCP call succeeded; its result is never shown on the wire."""

    wire_type = "response.mcp_call.completed"
    item_id: str | Unset = UNSET
    output_index: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class McpCallFailed(ServerEvent):
    """A remote MCP call failed."""

    wire_type = "response.mcp_call.failed"
    item_id: str | Unset = UNSET
    output_index: int | Unset = UNSET
    error: ErrorInfo | Unset = UNSET
