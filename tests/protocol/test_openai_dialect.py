"""What OpenAI's generally available service, and its clients, say must be read as well.

The shapes are those of OpenAI's public reference; the values are invented.
"""

import json

import pytest

from grokvoice.protocol.client_events import SessionUpdate
from grokvoice.protocol.codec import decode_client, decode_server, encode
from grokvoice.protocol.items import ContentPart, TokenDetails, Usage
from grokvoice.protocol.server_events import (
    ContentPartDone,
    FunctionArgumentsDone,
    ResponseDone,
    SessionCreated,
)
from grokvoice.protocol.settings import AudioFormat, AudioInput, AudioOutput, AudioSettings
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.protocol.values import JsonObject

SESSION: JsonObject = {
    "type": "realtime",
    "object": "realtime.session",
    "id": "sess_1",
    "model": "gpt-realtime",
    "output_modalities": ["audio"],
    "instructions": "Be kind.",
    "tools": [{"type": "function", "name": "f", "description": None, "parameters": {}}],
    "tool_choice": "auto",
    "max_output_tokens": "inf",
    "tracing": None,
    "prompt": None,
    "expires_at": 1790000000,
    "truncation": {"type": "retention_ratio", "retention_ratio": 0.8},
    "include": None,
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "transcription": None,
            "noise_reduction": {"type": "near_field"},
            "turn_detection": {"type": "semantic_vad", "eagerness": "auto"},
        },
        "output": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "voice": {"id": "voice_1"},
            "speed": 1,
        },
    },
}
OLDER_SESSION: JsonObject = {
    "id": "sess_1",
    "modalities": ["text", "audio"],
    "voice": "alloy",
    "input_audio_format": "pcm16",
    "output_audio_format": "g711_ulaw",
    "input_audio_transcription": None,
    "input_audio_noise_reduction": None,
    "turn_detection": {"type": "server_vad", "threshold": 0.5, "idle_timeout_ms": None},
    "tools": [],
    "temperature": 0.8,
    "max_response_output_tokens": 4096,
    "speed": 1.0,
}
USAGE: JsonObject = {
    "total_tokens": 253,
    "input_tokens": 132,
    "output_tokens": 121,
    "input_token_details": {
        "text_tokens": 119,
        "audio_tokens": 13,
        "image_tokens": 0,
        "cached_tokens": 64,
        "cached_tokens_details": {"text_tokens": 64, "audio_tokens": 0, "image_tokens": 0},
    },
    "output_token_details": {"text_tokens": 30, "audio_tokens": 91},
}
MESSAGE: JsonObject = {
    "id": "item_1",
    "object": "realtime.item",
    "type": "message",
    "status": "completed",
    "role": "assistant",
    "phase": "final_answer",
    "content": [
        {"type": "output_audio", "transcript": "Hi.", "audio": None},
        {"type": "output_text", "text": "Hi."},
    ],
}
IMAGE: JsonObject = {
    "type": "message",
    "role": "user",
    "content": [{"type": "input_image", "image_url": "data:image/png;base64,", "detail": "auto"}],
}
MCP_CALL: JsonObject = {
    "id": "mcp_1",
    "type": "mcp_call",
    "server_label": "docs",
    "name": "search",
    "arguments": "{}",
    "output": None,
    "error": {"type": "http_error", "code": 500, "message": "no"},
    "approval_request_id": None,
}
MCP_TOOLS: JsonObject = {
    "id": "mcpl_1",
    "type": "mcp_list_tools",
    "server_label": "docs",
    "tools": [{"name": "search", "input_schema": {"type": "object"}}],
}
RESPONSE: JsonObject = {
    "object": "realtime.response",
    "id": "resp_1",
    "status": "cancelled",
    "status_details": {"type": "cancelled", "reason": "turn_detected"},
    "output": [MESSAGE, MCP_CALL],
    "conversation_id": None,
    "output_modalities": ["audio"],
    "max_output_tokens": "inf",
    "audio": {"output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "marin"}},
    "usage": USAGE,
    "metadata": None,
}
PLACE: JsonObject = {
    "event_id": "event_1",
    "response_id": "resp_1",
    "item_id": "item_1",
    "output_index": 1,
    "content_index": 0,
}

SERVER_FRAMES: list[JsonObject] = [
    {"type": "session.created", "event_id": "event_1", "session": SESSION},
    {"type": "session.updated", "event_id": "event_2", "session": OLDER_SESSION},
    {"type": "conversation.item.added", "previous_item_id": None, "item": MESSAGE},
    {"type": "conversation.item.added", "previous_item_id": "item_0", "item": MCP_TOOLS},
    {"type": "conversation.item.created", "item": {**MESSAGE, "content": []}},
    {"type": "conversation.item.retrieved", "item": IMAGE},
    {"type": "conversation.item.truncated", "item_id": "i", "content_index": 0, "audio_end_ms": 1},
    {
        "type": "conversation.item.input_audio_transcription.completed",
        "item_id": "item_1",
        "content_index": 0,
        "transcript": "Hello.",
        "logprobs": None,
        "usage": {"type": "duration", "seconds": 2.5},
    },
    {
        "type": "conversation.item.input_audio_transcription.delta",
        "item_id": "item_1",
        "content_index": 0,
        "delta": "Hel",
        "logprobs": [{"token": "Hel", "logprob": -0.1, "bytes": [72]}],
    },
    {
        "type": "conversation.item.input_audio_transcription.failed",
        "item_id": "item_1",
        "content_index": 0,
        "error": {"type": "transcription_error", "code": None, "message": "no", "param": None},
    },
    {"type": "input_audio_buffer.committed", "previous_item_id": "item_0", "item_id": "item_1"},
    {"type": "response.created", "response": {**RESPONSE, "status_details": None, "usage": None}},
    {"type": "response.output_item.added", "response_id": "r", "output_index": 0, "item": MESSAGE},
    {"type": "response.output_item.done", "response_id": "r", "output_index": 0, "item": MCP_CALL},
    {
        "type": "response.content_part.added",
        **PLACE,
        "part": {"type": "audio", "audio": "", "transcript": ""},
    },
    {"type": "response.output_audio.delta", **PLACE, "delta": "AAA="},
    {"type": "response.output_audio_transcript.delta", **PLACE, "delta": "H", "obfuscation": "x"},
    {"type": "response.output_text.done", **PLACE, "text": "Hi."},
    {"type": "response.mcp_call_arguments.done", **PLACE, "arguments": "{}"},
    {"type": "response.mcp_call.failed", "item_id": "mcp_1", "output_index": 0},
    {"type": "mcp_list_tools.failed", "item_id": "mcpl_1"},
    {
        "type": "error",
        "event_id": "event_9",
        "error": {
            "type": "invalid_request_error",
            "code": "conversation_already_has_active_response",
            "message": "Conversation already has an active response.",
            "param": None,
            "event_id": None,
        },
    },
]


@pytest.mark.parametrize("frame", SERVER_FRAMES)
def test_a_frame_of_openai_is_an_event_that_survives_the_wire(frame: JsonObject) -> None:
    event = decode_server(json.dumps(frame))

    assert not isinstance(event, UnknownEvent | MalformedEvent | BinaryFrame)
    assert decode_server(encode(event)) == event


def test_the_settings_openai_nests_do_not_hide_the_rest() -> None:
    event = decode_server(json.dumps({"type": "session.created", "session": SESSION}))

    assert isinstance(event, SessionCreated)
    pcm = AudioFormat(type="audio/pcm", rate=24000)
    assert event.session.audio == AudioSettings(
        input=AudioInput(
            format=pcm,
            transcription=None,
            extra={
                "noise_reduction": {"type": "near_field"},
                "turn_detection": {"type": "semantic_vad", "eagerness": "auto"},
            },
        ),
        output=AudioOutput(format=pcm, speed=1, extra={"voice": {"id": "voice_1"}}),
    )


def test_usage_is_read_inside_the_response() -> None:
    event = decode_server(json.dumps({"type": "response.done", "response": RESPONSE}))

    assert isinstance(event, ResponseDone)
    assert event.response.usage == Usage(
        total_tokens=253,
        input_tokens=132,
        output_tokens=121,
        input_token_details=TokenDetails(
            text_tokens=119,
            audio_tokens=13,
            extra={
                "image_tokens": 0,
                "cached_tokens": 64,
                "cached_tokens_details": {"text_tokens": 64, "audio_tokens": 0, "image_tokens": 0},
            },
        ),
        output_token_details=TokenDetails(text_tokens=30, audio_tokens=91),
    )


def test_a_finished_part_comes_with_the_part() -> None:
    frame = {
        "type": "response.content_part.done",
        "item_id": "item_1",
        "part": {"type": "audio", "transcript": "Hi."},
    }

    assert decode_server(json.dumps(frame)) == ContentPartDone(
        item_id="item_1", part=ContentPart(type="audio", transcript="Hi.")
    )


def test_a_call_without_its_name_is_still_a_call() -> None:
    frame = {"type": "response.function_call_arguments.done", "call_id": "c", "arguments": "{}"}

    assert decode_server(json.dumps(frame)) == FunctionArgumentsDone(call_id="c", arguments="{}")


@pytest.mark.parametrize("session", [SESSION, OLDER_SESSION])
def test_a_client_of_openai_may_configure_the_session(session: JsonObject) -> None:
    event = decode_client(json.dumps({"type": "session.update", "session": session}))

    assert isinstance(event, SessionUpdate)
