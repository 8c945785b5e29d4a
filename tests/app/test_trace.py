import errno
import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grokvoice.app.trace import TraceFile, without_audio
from grokvoice.errors import UsageError
from grokvoice.protocol.client_events import InputAudioAppend, ItemCreate, SessionUpdate
from grokvoice.protocol.codec import decode_server
from grokvoice.protocol.conversation_events import Ping
from grokvoice.protocol.items import ContentPart, Item, Response
from grokvoice.protocol.response_events import OutputAudioDelta, ResponseDone
from grokvoice.protocol.settings import SessionSettings, Tool
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.protocol.values import JsonValue


@pytest.fixture
def moments() -> Iterator[float]:
    return iter([100.0, 100.25, 100.12345, 101.0])


def test_each_event_is_a_line_with_its_direction_and_the_seconds_since_the_beginning(
    moments: Iterator[float],
) -> None:
    stream = io.StringIO()
    trace = TraceFile(stream, lambda: next(moments))

    trace("out", InputAudioAppend(audio=b"\x01\x02" * 2_400))
    trace("in", Ping())

    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [
        {"dir": "out", "ts": 0.25, "event": {"type": "input_audio_buffer.append", "audio": 4_800}},
        {"dir": "in", "ts": 0.1235, "event": {"type": "ping"}},
    ]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 4_799])
def test_sound_is_replaced_by_its_length_whatever_it_leaves_over(size: int) -> None:
    delta = OutputAudioDelta(item_id="a1", delta=bytes(size))

    assert without_audio(delta) == {
        "type": "response.output_audio.delta",
        "item_id": "a1",
        "delta": size,
    }


def test_sound_inside_an_item_is_found_wherever_the_item_stands() -> None:
    spoken = ContentPart(type="audio", audio=bytes(6), transcript="hello")
    item = Item(id="a1", role="assistant", content=(spoken,))
    quiet = {
        "id": "a1",
        "type": "message",
        "role": "assistant",
        "content": [{"type": "audio", "transcript": "hello", "audio": 6}],
    }

    created = without_audio(ItemCreate(item=item))
    done = without_audio(ResponseDone(response=Response(id="r1", output=(item,))))

    assert created == {"type": "conversation.item.create", "item": quiet}
    assert done == {"type": "response.done", "response": {"id": "r1", "output": [quiet]}}


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            '{"type": "response.output_audio_transcript.delta", "item_id": "a", "delta": "Hi"}',
            {"type": "response.output_audio_transcript.delta", "item_id": "a", "delta": "Hi"},
        ),
        (
            '{"type": "new.event", "audio": "AAAA", "deep": [{"audio": ["AAA="]}], "n": 1}',
            {"type": "new.event", "audio": 3, "deep": [{"audio": [2]}], "n": 1},
        ),
        (
            '{"type": "session.updated", "session": {"audio": {"output": {"speed": 1.5}}}}',
            {"type": "session.updated", "session": {"audio": {"output": {"speed": 1.5}}}},
        ),
    ],
)
def test_words_settings_and_what_is_unknown_stay_as_they_are(
    frame: str, expected: JsonValue
) -> None:
    assert without_audio(decode_server(frame)) == expected


def test_what_lets_xai_into_an_mcp_server_is_left_out() -> None:
    mail = Tool(
        type="mcp",
        extra={
            "server_url": "https://mail.example",
            "authorization": "Bearer secret",
            "headers": {"X-Team": "secret"},
        },
    )
    tools = (mail, Tool(type="mcp", extra={"server_url": "https://open.example"}))

    told = without_audio(SessionUpdate(session=SessionSettings(tools=tools)))

    assert told["session"] == {
        "tools": [
            {
                "type": "mcp",
                "server_url": "https://mail.example",
                "authorization": "…",
                "headers": {"X-Team": "…"},
            },
            {"type": "mcp", "server_url": "https://open.example"},
        ]
    }


def test_frames_nobody_can_read_are_told_without_their_bytes() -> None:
    assert without_audio(BinaryFrame(data=b"abc")) == {"type": "(binary frame)", "bytes": 3}
    malformed = without_audio(decode_server('{"type": "response.created"}'))
    assert malformed["type"] == "response.created"
    assert {"problem", "excerpt"} < set(malformed)


def test_a_trace_ends_where_the_disk_is_full_and_the_talk_goes_on() -> None:
    class FullDisk(io.StringIO):
        def write(self, text: str) -> int:
            if self.getvalue():
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(text)

        def close(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    disk = FullDisk()
    trace = TraceFile(disk, lambda: 0.0)

    for _ in range(3):
        trace("in", Ping())
    trace.close()

    assert disk.getvalue().count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are Unix's")
@pytest.mark.parametrize("was_there", [False, True])
def test_a_trace_is_for_the_eyes_of_its_owner_even_if_it_was_not_before(
    tmp_path: Path, *, was_there: bool
) -> None:
    path = tmp_path / "trace.jsonl"
    if was_there:
        path.write_text("an older and longer trace")
        path.chmod(0o644)

    TraceFile.create(path, lambda: 0.0).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such file on Windows")
def test_what_is_no_file_keeps_its_permissions() -> None:
    before = stat.S_IMODE(Path(os.devnull).stat().st_mode)

    TraceFile.create(Path(os.devnull), lambda: 0.0).close()

    assert stat.S_IMODE(Path(os.devnull).stat().st_mode) == before


def test_a_trace_that_cannot_be_written_says_so_at_once(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "trace.jsonl"

    with pytest.raises(UsageError, match=r"cannot write the trace .*Choose another"):
        TraceFile.create(path, lambda: 0.0)
