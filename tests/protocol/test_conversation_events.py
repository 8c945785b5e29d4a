import json

import pytest

from grokvoice.protocol import conversation_events
from grokvoice.protocol.codec import decode_server, to_wire
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
from grokvoice.protocol.items import ContentPart, Conversation, ErrorInfo, Item
from grokvoice.protocol.server_event import ServerEvent
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.settings import SessionInfo, TurnDetection
from grokvoice.protocol.values import JsonObject

TRANSCRIPTION = "conversation.item.input_audio_transcription"

EXAMPLES: list[tuple[JsonObject, AnyServerEvent]] = [
    (
        {
            "type": "session.created",
            "event_id": "e101",
            "session": {"id": "0c9e", "voice": "xai_ara", "turn_detection": {"type": None}},
        },
        SessionCreated(
            event_id="e101",
            session=SessionInfo(
                id="0c9e", voice="xai_ara", turn_detection=TurnDetection(type=None)
            ),
        ),
    ),
    (
        {"type": "session.updated", "session": {"turn_detection": {"type": "server_vad"}}},
        SessionUpdated(session=SessionInfo(turn_detection=TurnDetection(type="server_vad"))),
    ),
    (
        {
            "type": "conversation.created",
            "conversation": {"id": "5a1f", "object": "realtime.conversation"},
            "previous_item_id": None,
        },
        ConversationCreated(
            conversation=Conversation(id="5a1f", object="realtime.conversation"),
            previous_item_id=None,
        ),
    ),
    (
        {"type": "ping", "timestamp": 1795180001204, "previous_item_id": None},
        Ping(timestamp=1795180001204, previous_item_id=None),
    ),
    (
        {
            "type": "conversation.item.added",
            "previous_item_id": "u0",
            "item": {
                "id": "u0b2",
                "object": "realtime.item",
                "type": "message",
                "status": "in_progress",
                "role": "user",
                "content": [{"type": "input_audio", "transcript": ""}],
                "replayed": False,
            },
        },
        ItemAdded(
            previous_item_id="u0",
            item=Item(
                id="u0b2",
                object="realtime.item",
                status="in_progress",
                role="user",
                content=(ContentPart(type="input_audio", transcript=""),),
                replayed=False,
            ),
        ),
    ),
    (
        {
            "type": "conversation.item.created",
            "item": {"type": "message", "content": [{"type": "text", "text": "Hi."}]},
        },
        ItemCreated(item=Item(content=(ContentPart(type="text", text="Hi."),))),
    ),
    (
        {
            "type": "conversation.item.retrieved",
            "item": {"type": "message", "content": [{"type": "input_audio", "audio": "AQI="}]},
        },
        ItemRetrieved(item=Item(content=(ContentPart(type="input_audio", audio=b"\x01\x02"),))),
    ),
    ({"type": "conversation.item.deleted", "item_id": ""}, ItemDeleted(item_id="")),
    (
        {
            "type": "conversation.item.truncated",
            "item_id": "a0e5",
            "content_index": 0,
            "audio_end_ms": 1500,
            "transcript": "One moment, checking",
        },
        ItemTruncated(
            item_id="a0e5", content_index=0, audio_end_ms=1500, transcript="One moment, checking"
        ),
    ),
    (
        {"type": f"{TRANSCRIPTION}.updated", "item_id": "u0", "transcript": "Hello?"},
        InputTranscriptUpdated(item_id="u0", transcript="Hello?"),
    ),
    (
        {
            "type": f"{TRANSCRIPTION}.completed",
            "item_id": "u0",
            "content_index": 0,
            "transcript": "Hello, this is",
            "status": "in_progress",
        },
        InputTranscriptCompleted(
            item_id="u0", content_index=0, transcript="Hello, this is", status="in_progress"
        ),
    ),
    (
        {"type": f"{TRANSCRIPTION}.delta", "item_id": "u0", "delta": "Hel"},
        InputTranscriptDelta(item_id="u0", delta="Hel"),
    ),
    (
        {"type": f"{TRANSCRIPTION}.failed", "item_id": "u0", "error": {"message": "no speech"}},
        InputTranscriptFailed(item_id="u0", error=ErrorInfo(message="no speech")),
    ),
    (
        {"type": "input_audio_buffer.speech_started", "item_id": "u0", "audio_start_ms": 310},
        SpeechStarted(item_id="u0", audio_start_ms=310),
    ),
    (
        {"type": "input_audio_buffer.speech_stopped", "item_id": "u0", "audio_end_ms": 1480},
        SpeechStopped(item_id="u0", audio_end_ms=1480),
    ),
    (
        {"type": "input_audio_buffer.committed", "item_id": "u0", "previous_item_id": None},
        InputAudioCommitted(item_id="u0", previous_item_id=None),
    ),
    ({"type": "input_audio_buffer.cleared"}, InputAudioCleared()),
    (
        {
            "type": "input_audio_buffer.timeout_triggered",
            "item_id": "u0",
            "audio_start_ms": 21400,
            "audio_end_ms": 31450,
        },
        IdleTimeoutTriggered(item_id="u0", audio_start_ms=21400, audio_end_ms=31450),
    ),
    (
        {
            "type": "input_audio_buffer.dtmf_event_received",
            "event": "5",
            "received_at": 1790000000,
        },
        DtmfReceived(event="5", received_at=1790000000),
    ),
    (
        {"type": "input_audio_buffer.dtmf_event_received", "digit": "#"},
        DtmfReceived(digit="#"),
    ),
    (
        {
            "type": "error",
            "event_id": "err-1",
            "error": {
                "type": "invalid_request_error",
                "code": "invalid_audio_format",
                "message": "unsupported audio format",
                "param": None,
                "event_id": "cfg_1",
            },
        },
        ErrorReceived(
            event_id="err-1",
            error=ErrorInfo(
                type="invalid_request_error",
                code="invalid_audio_format",
                message="unsupported audio format",
                param=None,
                event_id="cfg_1",
            ),
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
        for thing in vars(conversation_events).values()
        if isinstance(thing, type) and issubclass(thing, ServerEvent) and thing is not ServerEvent
    }

    assert {type(event) for _, event in EXAMPLES} == defined
