import json
from typing import get_args

import pytest

from grokvoice.errors import LocalProtocolError
from grokvoice.protocol.client_events import InputAudioAppend, ItemCreate, SessionUpdate
from grokvoice.protocol.codec import decode_client, decode_server, encode, to_wire
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.server_events import (
    ALIASES,
    AnyServerEvent,
    InputTranscriptUpdated,
    OutputAudioDelta,
    OutputTextDelta,
    Ping,
)
from grokvoice.protocol.settings import SessionSettings
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.protocol.values import JsonObject

DELTA = "response.output_audio.delta"


def malformed(frame: str, problem: str, wire_type: str = "") -> MalformedEvent:
    """The event a short frame of plain ASCII becomes."""
    return MalformedEvent(wire_type=wire_type, problem=problem, excerpt=frame)


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        ("", "no JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[]", "event: expected an object"),
        ('{"type":"ping"', "no JSON: Expecting ',' delimiter: line 1 column 15 (char 14)"),
        ("{}", "type: missing"),
        ('{"type":null}', "type: missing"),
        ('{"type":7}', "type: expected text"),
        ('{"type":["ping"]}', "type: expected text"),
        ('{"type":"ping","timestamp":NaN}', "NaN is no number of JSON"),
        ('{"type":"ping","timestamp":1e999}', "1e999 is too large"),
        ('{"type":"ping","a":' + "[" * 70 + "]" * 70 + "}", "nested more than 64 levels deep"),
    ],
)
def test_a_frame_that_is_no_event_says_why(frame: str, problem: str) -> None:
    assert decode_server(frame) == malformed(frame, problem)
    assert decode_client(frame) == malformed(frame, problem)


@pytest.mark.parametrize(
    ("frame", "wire_type", "problem"),
    [
        ('{"type":"ping","timestamp":"now"}', "ping", "timestamp: expected a number, got text"),
        (
            '{"type":"ping","timestamp":true}',
            "ping",
            "timestamp: expected a number, got true or false",
        ),
        (f'{{"type":"{DELTA}","delta":"AAA="}}', DELTA, "item_id: missing"),
        (f'{{"type":"{DELTA}","item_id":"a","delta":"AAA"}}', DELTA, "delta: bad base64"),
        (f'{{"type":"{DELTA}","item_id":"a","delta":"?"}}', DELTA, "delta: bad base64"),
        (
            f'{{"type":"{DELTA}","item_id":"a","delta":[]}}',
            DELTA,
            "delta: expected text, got a list",
        ),
        ('{"type":"error","error":"no"}', "error", "error: expected an object, got text"),
        (
            '{"type":"response.done","response":{"output":[{"type":"message"},{"type":5}]}}',
            "response.done",
            "response.output[1].type: expected text, got a number",
        ),
        (
            '{"type":"session.updated","session":{"audio":{"input":{"format":{"rate":"x"}}}}}',
            "session.updated",
            "session.audio.input.format.rate: expected a number, got text",
        ),
    ],
)
def test_an_event_with_a_wrong_field_is_dropped_whole_and_says_where(
    frame: str, wire_type: str, problem: str
) -> None:
    assert decode_server(frame) == malformed(frame, problem, wire_type)


@pytest.mark.parametrize(
    ("frame", "problem", "excerpt"),
    [
        (
            "\ufeff{}",
            "no JSON: Expecting value: line 1 column 1 (char 0)",
            "\\ufeff{}",
        ),
        (
            '{"type":"\ud800"}',
            "half a surrogate pair in a text",
            '{"type":"\\ud800"}',
        ),
        ("\x1b[2J", "no JSON: Expecting value: line 1 column 1 (char 0)", "\\x1b[2J"),
        ("x" * 5_000, "no JSON: Expecting value: line 1 column 1 (char 0)", "x" * 200),
        ("[" * 5_000, "nested more than 64 levels deep", "[" * 200),
    ],
)
def test_the_excerpt_is_short_and_printable(frame: str, problem: str, excerpt: str) -> None:
    assert decode_server(frame) == MalformedEvent(wire_type="", problem=problem, excerpt=excerpt)


def test_a_malformed_client_event_names_its_type() -> None:
    frame = '{"type":"input_audio_buffer.append"}'

    assert decode_client(frame) == malformed(frame, "audio: missing", "input_audio_buffer.append")


@pytest.mark.parametrize("frame", [b"", b"\x01\x00\x02", b'{"type":"ping"}'])
def test_a_binary_frame_is_bare_sound_whatever_it_holds(frame: bytes) -> None:
    assert decode_server(frame) == BinaryFrame(data=frame)
    assert decode_client(frame) == BinaryFrame(data=frame)


def test_an_unknown_event_is_kept_whole() -> None:
    fields: JsonObject = {
        "limits": [{"name": "requests", "left": None}],
        "type": "rate_limits.updated",
    }

    event = decode_server(json.dumps(fields))

    assert event == UnknownEvent(wire_type="rate_limits.updated", fields=fields)
    assert isinstance(event, UnknownEvent)
    assert json.loads(encode(event)) == fields


def test_each_side_knows_only_what_the_other_may_say() -> None:
    assert isinstance(decode_client('{"type":"ping"}'), UnknownEvent)
    assert isinstance(decode_server('{"type":"response.create"}'), UnknownEvent)
    assert isinstance(decode_client('{"type":"response.audio.delta"}'), UnknownEvent)


def test_unknown_fields_survive_at_every_level() -> None:
    frame: JsonObject = {
        "type": "conversation.item.added",
        "trace": {"id": [1]},
        "item": {
            "type": "message",
            "phase": None,
            "content": [{"type": "input_image", "image_url": "data:,", "nested": [{}]}],
        },
    }

    event = decode_server(json.dumps(frame))

    assert not isinstance(event, UnknownEvent | MalformedEvent | BinaryFrame)
    assert to_wire(event) == frame


@pytest.mark.parametrize(("alias", "wire_type"), ALIASES.items())
def test_an_older_name_becomes_the_same_event(alias: str, wire_type: str) -> None:
    fields = {"item_id": "a0", "delta": "AAA=", "transcript": "Hi", "text": "Hi"}
    event_class = {cls.wire_type: cls for cls in get_args(AnyServerEvent)}[wire_type]

    event = decode_server(json.dumps({"type": alias, **fields}))

    assert type(event) is event_class
    assert event == decode_server(json.dumps({"type": wire_type, **fields}))


@pytest.mark.parametrize(
    ("delta", "sound"),
    [("", b""), ("AQ==", b"\x01"), ("AQID", b"\x01\x02\x03"), ("AQIDBA==", b"\x01\x02\x03\x04")],
)
def test_sound_is_delivered_as_it_came_even_half_a_sample(delta: str, sound: bytes) -> None:
    frame = json.dumps({"type": DELTA, "item_id": "a0", "delta": delta})

    assert decode_server(frame) == OutputAudioDelta(item_id="a0", delta=sound)


def test_text_of_any_script_arrives_as_it_was_meant() -> None:
    frame = '{"type":"response.text.delta","item_id":"a0","delta":"\\ud83d\\ude00 Blåbær 語"}'

    assert decode_server(frame) == OutputTextDelta(item_id="a0", delta="😀 Blåbær 語")


def test_an_event_is_written_on_one_ascii_line_with_its_type_first() -> None:
    event = ItemCreate(
        event_id="e1",
        item=Item(role="user", content=(ContentPart(type="input_text", text="Grüße\n😀"),)),
    )

    assert encode(event) == (
        '{"type":"conversation.item.create","event_id":"e1","item":{"type":"message",'
        '"role":"user","content":[{"type":"input_text","text":"Gr\\u00fc\\u00dfe\\n\\ud83d\\ude00"}]}}'
    )


def test_sound_is_written_as_base64() -> None:
    assert encode(InputAudioAppend(audio=b"\x01\x02\xff")) == (
        '{"type":"input_audio_buffer.append","audio":"AQL/"}'
    )


@pytest.mark.parametrize(
    "event",
    [
        SessionUpdate(session=SessionSettings(instructions="\udc00")),
        SessionUpdate(session=SessionSettings(replace={"\ud800": "x"})),
        SessionUpdate(session=SessionSettings(extra={"temperature": float("nan")})),
    ],
)
def test_what_no_wire_can_carry_is_our_own_mistake(event: SessionUpdate) -> None:
    with pytest.raises(LocalProtocolError, match=r"^cannot send session\.update: "):
        encode(event)


def test_infinity_is_not_sent_to_a_client() -> None:
    with pytest.raises(LocalProtocolError, match=r"^cannot send ping: "):
        encode(Ping(extra={"load": float("inf")}))


def test_a_long_text_is_not_mistaken_for_a_hostile_one() -> None:
    words = "[1, 2], " * 130_000

    event = decode_server(
        encode(InputTranscriptUpdated(item_id="u0", transcript=words, previous_item_id=None))
    )

    assert event == InputTranscriptUpdated(item_id="u0", transcript=words, previous_item_id=None)
