import json

import pytest

from grokvoice.journal.trace_file import Heard, Line, Said, read_trace
from grokvoice.protocol.client_events import InputAudioAppend, ItemCreate, ResponseCreate
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.response_events import OutputAudioDelta, OutputTranscriptDelta
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.protocol.values import JsonValue


def trace(direction: str, ts: JsonValue, event: JsonValue) -> str:
    return json.dumps({"dir": direction, "ts": ts, "event": event}) + "\n"


def read(*lines: str) -> list[Line]:
    return read_trace("".join(lines).encode())


def test_what_was_sent_and_received_is_read_in_order() -> None:
    lines = read(
        trace("out", 0, {"type": "response.create"}),
        trace(
            "in",
            0.5,
            {"type": "response.output_audio_transcript.delta", "item_id": "a", "delta": "Hi"},
        ),
    )

    assert lines == [
        Said(0, ResponseCreate()),
        Heard(0.5, OutputTranscriptDelta(item_id="a", delta="Hi")),
    ]


def test_the_length_of_sound_becomes_silence() -> None:
    delta: JsonValue = {"type": "response.output_audio.delta", "item_id": "a", "delta": 4}
    append: JsonValue = {"type": "input_audio_buffer.append", "audio": 2}

    assert read(trace("in", 1.0, delta), trace("out", 1.5, append)) == [
        Heard(1.0, OutputAudioDelta(item_id="a", delta=bytes(4))),
        Said(1.5, InputAudioAppend(audio=bytes(2))),
    ]


def test_sound_inside_an_item_becomes_silence_as_well() -> None:
    content: JsonValue = [{"type": "input_audio", "audio": 2}, {"type": "input_text", "text": "x"}]
    create: JsonValue = {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "user", "content": content},
    }

    parts = (
        ContentPart(type="input_audio", audio=bytes(2)),
        ContentPart(type="input_text", text="x"),
    )
    item = Item(type="message", role="user", content=parts)
    assert read(trace("out", 1.0, create)) == [Said(1.0, ItemCreate(item=item))]


@pytest.mark.parametrize("length", [-1, 10**12, True])
def test_a_length_that_makes_no_sense_is_no_sound(length: JsonValue) -> None:
    delta: JsonValue = {"type": "mystery", "delta": length}

    assert read(trace("in", 1.0, delta)) == [
        Heard(1.0, UnknownEvent(wire_type="mystery", fields={"type": "mystery", "delta": length}))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{\n",
        '{"v": 1, "ts": 0.5, "type": "user.final"}\n',
        trace("up", 1.0, {"type": "response.create"}),
        trace("in", "noon", {"type": "response.create"}),
        trace("in", 1.0, "response.create"),
    ],
)
def test_a_line_that_is_no_event_is_left_out(line: str) -> None:
    assert read(line) == []


def test_a_part_of_content_that_is_no_object_is_the_decoders_affair() -> None:
    create: JsonValue = {"type": "conversation.item.create", "item": {"content": ["x"]}}

    assert len(read(trace("out", 1.0, create))) == 1
