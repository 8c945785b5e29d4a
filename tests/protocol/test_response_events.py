import json

import pytest

from grokvoice.protocol import response_events
from grokvoice.protocol.codec import decode_server, to_wire
from grokvoice.protocol.items import ContentPart, ErrorInfo, Item, Response, TokenDetails, Usage
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
from grokvoice.protocol.server_event import ServerEvent
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.values import JsonObject

PLACE: JsonObject = {"response_id": "r0", "item_id": "a0", "output_index": 0, "content_index": 0}
CALL: JsonObject = {"response_id": "r0", "item_id": "f0", "call_id": "call-1b-0"}

EXAMPLES: list[tuple[JsonObject, AnyServerEvent]] = [
    (
        {"type": "response.created", "response": {"id": "r0", "output": [], "usage": {}}},
        ResponseCreated(response=Response(id="r0", output=(), usage=Usage())),
    ),
    (
        {
            "type": "response.done",
            "response_id": "r0",
            "response": {"id": "r0", "status": "cancelled", "usage": {}},
            "usage": {
                "input_tokens": 7,
                "input_token_details": {"text_tokens": 7, "audio_tokens": 0, "grok_tokens": 0},
                "output_tokens": 83,
                "output_token_details": {"text_tokens": 7, "audio_tokens": 76},
                "total_tokens": 90,
                "output_audio_seconds": 1.51,
                "billable_audio_seconds": 1,
            },
        },
        ResponseDone(
            response_id="r0",
            response=Response(id="r0", status="cancelled", usage=Usage()),
            usage=Usage(
                input_tokens=7,
                input_token_details=TokenDetails(text_tokens=7, audio_tokens=0, grok_tokens=0),
                output_tokens=83,
                output_token_details=TokenDetails(text_tokens=7, audio_tokens=76),
                total_tokens=90,
                output_audio_seconds=1.51,
                billable_audio_seconds=1,
            ),
        ),
    ),
    (
        {"type": "response.cancelled", "response_id": "r0"},
        ResponseCancelled(response_id="r0"),
    ),
    (
        {
            "type": "response.output_item.added",
            "response_id": "r0",
            "output_index": 0,
            "item": {"id": "f0", "type": "function_call", "role": "user", "arguments": ""},
        },
        OutputItemAdded(
            response_id="r0",
            output_index=0,
            item=Item(id="f0", type="function_call", role="user", arguments=""),
        ),
    ),
    (
        {"type": "response.output_item.done", "item": {"id": "a0", "type": "message"}},
        OutputItemDone(item=Item(id="a0")),
    ),
    (
        {
            "type": "response.content_part.added",
            **PLACE,
            "previous_item_id": "0",
            "part": {"type": "audio", "transcript": ""},
        },
        ContentPartAdded(
            response_id="r0",
            item_id="a0",
            output_index=0,
            content_index=0,
            previous_item_id="0",
            part=ContentPart(type="audio", transcript=""),
        ),
    ),
    (
        {"type": "response.content_part.done", **PLACE},
        ContentPartDone(response_id="r0", item_id="a0", output_index=0, content_index=0),
    ),
    (
        {
            "type": "response.output_audio.delta",
            **PLACE,
            "delta": "AwAFAAI=",
            "rid": "e403",
            "latency": "0.70",
            "audio_duration_ms": 489,
            "ts": 1795180003417,
        },
        OutputAudioDelta(
            response_id="r0",
            item_id="a0",
            output_index=0,
            content_index=0,
            delta=b"\x03\x00\x05\x00\x02",
            rid="e403",
            latency="0.70",
            audio_duration_ms=489,
            ts=1795180003417,
        ),
    ),
    ({"type": "response.output_audio.done", "item_id": "a0"}, OutputAudioDone(item_id="a0")),
    (
        {
            "type": "response.output_audio_transcript.delta",
            "item_id": "a0",
            "delta": "One moment,",
            "rid": "e403",
            "start_time": 0.0,
        },
        OutputTranscriptDelta(item_id="a0", delta="One moment,", rid="e403", start_time=0.0),
    ),
    (
        {
            "type": "response.output_audio_transcript.delta",
            "item_id": "a0",
            "delta": "",
            "start_time": None,
        },
        OutputTranscriptDelta(item_id="a0", delta="", start_time=None),
    ),
    (
        {
            "type": "response.output_audio_transcript.done",
            "item_id": "a0",
            "transcript": "One moment, checking Oslo.",
        },
        OutputTranscriptDone(item_id="a0", transcript="One moment, checking Oslo."),
    ),
    (
        {"type": "response.output_text.delta", "item_id": "a0", "delta": "Text"},
        OutputTextDelta(item_id="a0", delta="Text"),
    ),
    (
        {"type": "response.output_text.done", "item_id": "a0", "text": "Text"},
        OutputTextDone(item_id="a0", text="Text"),
    ),
    (
        {"type": "response.function_call_arguments.delta", **CALL, "delta": "{}"},
        FunctionArgumentsDelta(response_id="r0", item_id="f0", call_id="call-1b-0", delta="{}"),
    ),
    (
        {
            "type": "response.function_call_arguments.done",
            **CALL,
            "output_index": 0,
            "name": "get_weather",
            "arguments": '{"city":"Oslo"}',
        },
        FunctionArgumentsDone(
            response_id="r0",
            item_id="f0",
            call_id="call-1b-0",
            output_index=0,
            name="get_weather",
            arguments='{"city":"Oslo"}',
        ),
    ),
    (
        {"type": "mcp_list_tools.in_progress", "item_id": "m0"},
        McpListToolsInProgress(item_id="m0"),
    ),
    (
        {"type": "mcp_list_tools.completed", "item_id": "m0"},
        McpListToolsCompleted(item_id="m0"),
    ),
    (
        {
            "type": "mcp_list_tools.failed",
            "item_id": "m0",
            "error": {"type": "connection_error", "message": "refused"},
        },
        McpListToolsFailed(
            item_id="m0", error=ErrorInfo(type="connection_error", message="refused")
        ),
    ),
    (
        {"type": "response.mcp_call_arguments.delta", **CALL, "delta": '{"q":'},
        McpArgumentsDelta(response_id="r0", item_id="f0", call_id="call-1b-0", delta='{"q":'),
    ),
    (
        {
            "type": "response.mcp_call_arguments.done",
            **CALL,
            "name": "search",
            "arguments": '{"q":"x"}',
        },
        McpArgumentsDone(
            response_id="r0",
            item_id="f0",
            call_id="call-1b-0",
            name="search",
            arguments='{"q":"x"}',
        ),
    ),
    (
        {"type": "response.mcp_call.in_progress", "item_id": "m0", "output_index": 0},
        McpCallInProgress(item_id="m0", output_index=0),
    ),
    (
        {"type": "response.mcp_call.completed", "item_id": "m0", "output_index": 0},
        McpCallCompleted(item_id="m0", output_index=0),
    ),
    (
        {
            "type": "response.mcp_call.failed",
            "item_id": "m0",
            "output_index": 0,
            "error": {"type": "tool_execution_error", "message": "no such table"},
        },
        McpCallFailed(
            item_id="m0",
            output_index=0,
            error=ErrorInfo(type="tool_execution_error", message="no such table"),
        ),
    ),
]


@pytest.mark.parametrize(("frame", "event"), EXAMPLES)
def test_a_documented_frame_becomes_its_event_and_back(
    frame: JsonObject, event: AnyServerEvent
) -> None:
    assert decode_server(json.dumps(frame)) == event
    assert to_wire(event) == frame


def test_every_event_of_the_module_has_an_example() -> None:
    defined = {
        thing
        for thing in vars(response_events).values()
        if isinstance(thing, type) and issubclass(thing, ServerEvent) and thing is not ServerEvent
    }

    assert {type(event) for _, event in EXAMPLES} == defined
