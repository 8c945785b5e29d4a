import json
from typing import get_args

import pytest

from grokvoice.protocol import client_events
from grokvoice.protocol.client_events import (
    AnyClientEvent,
    ClientEvent,
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ItemDelete,
    ItemRetrieve,
    ItemTruncate,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import decode_client, to_wire
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import ResponseSettings, SessionSettings, Tool
from grokvoice.protocol.values import JsonObject

EXAMPLES: list[tuple[JsonObject, AnyClientEvent]] = [
    (
        {"type": "session.update", "event_id": "cfg_1", "session": {"voice": "eve"}},
        SessionUpdate(event_id="cfg_1", session=SessionSettings(voice="eve")),
    ),
    (
        {"type": "input_audio_buffer.append", "audio": "AwAFAA=="},
        InputAudioAppend(audio=b"\x03\x00\x05\x00"),
    ),
    ({"type": "input_audio_buffer.commit"}, InputAudioCommit()),
    ({"type": "input_audio_buffer.clear"}, InputAudioClear()),
    (
        {
            "type": "conversation.item.create",
            "previous_item_id": None,
            "item": {
                "id": "msg_u1",
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "What's the load average?"}],
            },
        },
        ItemCreate(
            previous_item_id=None,
            item=Item(
                id="msg_u1",
                role="user",
                content=(ContentPart(type="input_text", text="What's the load average?"),),
            ),
        ),
    ),
    (
        {
            "type": "conversation.item.create",
            "item": {"type": "function_call_output", "call_id": "call-7d-0", "output": "{}"},
        },
        ItemCreate(item=Item(type="function_call_output", call_id="call-7d-0", output="{}")),
    ),
    (
        {
            "type": "conversation.item.create",
            "item": {
                "type": "force_message",
                "role": "assistant",
                "interruptible": False,
                "content": [{"type": "output_text", "text": "Recording has started."}],
            },
        },
        ItemCreate(
            item=Item(
                type="force_message",
                role="assistant",
                interruptible=False,
                content=(ContentPart(type="output_text", text="Recording has started."),),
            )
        ),
    ),
    ({"type": "conversation.item.delete", "item_id": "u0"}, ItemDelete(item_id="u0")),
    (
        {
            "type": "conversation.item.truncate",
            "item_id": "a0",
            "content_index": 0,
            "audio_end_ms": 1500,
        },
        ItemTruncate(item_id="a0", audio_end_ms=1500),
    ),
    ({"type": "conversation.item.retrieve", "item_id": "u0"}, ItemRetrieve(item_id="u0")),
    ({"type": "response.create"}, ResponseCreate()),
    ({"type": "response.create", "response": None}, ResponseCreate(response=None)),
    (
        {
            "type": "response.create",
            "response": {
                "instructions": "Greet.",
                "metadata": {"turn": "7"},
                "modalities": ["text", "audio"],
                "tool_choice": "none",
                "tools": [{"type": "x_search"}],
                "conversation": "none",
            },
        },
        ResponseCreate(
            response=ResponseSettings(
                instructions="Greet.",
                metadata={"turn": "7"},
                modalities=("text", "audio"),
                tool_choice="none",
                tools=(Tool(type="x_search"),),
                extra={"conversation": "none"},
            )
        ),
    ),
    ({"type": "response.cancel"}, ResponseCancel()),
    ({"type": "response.cancel", "response_id": "r0"}, ResponseCancel(response_id="r0")),
]


@pytest.mark.parametrize(("frame", "event"), EXAMPLES)
def test_a_documented_frame_becomes_its_event_and_back(
    frame: JsonObject, event: AnyClientEvent
) -> None:
    assert decode_client(json.dumps(frame)) == event
    assert to_wire(event) == frame


def test_the_union_names_every_event_of_the_module_once() -> None:
    defined = {
        thing
        for thing in vars(client_events).values()
        if isinstance(thing, type) and issubclass(thing, ClientEvent) and thing is not ClientEvent
    }

    assert defined == set(get_args(AnyClientEvent))
    assert defined == {type(event) for _, event in EXAMPLES}
    assert len({cls.wire_type for cls in get_args(AnyClientEvent)}) == len(defined) == 10
