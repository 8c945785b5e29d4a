from datetime import UTC, datetime, timedelta, timezone

import pytest

from grokvoice.journal.header import Header
from grokvoice.protocol.values import JsonObject
from grokvoice.session.context import ChatContext, Message

ID = "20261121-134501-7f3a9c"
STARTED = datetime(2026, 11, 21, 14, 45, 1, tzinfo=timezone(timedelta(hours=1)))
HEADER = Header(
    id=ID,
    started=STARTED,
    command="talk",
    model="grok-voice-latest",
    voice="ara",
    server="api.x.ai",
    version="0.1.0",
    continues="20261120-100000-000000",
    recording="/home/ada/talks/20261121-134501-7f3a9c.wav",
    context=ChatContext((Message(role="user", text="Hello."),)),
)


def test_a_header_is_a_line_with_a_version() -> None:
    assert HEADER.to_json() == {
        "v": 1,
        "ts": 0.0,
        "type": "header",
        "id": ID,
        "started": "2026-11-21T14:45:01+01:00",
        "command": "talk",
        "model": "grok-voice-latest",
        "voice": "ara",
        "server": "api.x.ai",
        "version": "0.1.0",
        "continues": "20261120-100000-000000",
        "recording": "/home/ada/talks/20261121-134501-7f3a9c.wav",
        "context": [{"type": "message", "role": "user", "text": "Hello."}],
    }


def test_a_header_is_read_back() -> None:
    assert Header.from_json(ID, HEADER.to_json()) == HEADER


def test_a_lost_header_still_has_the_time_of_its_name() -> None:
    started = datetime(2026, 11, 21, 13, 45, 1, tzinfo=UTC)

    assert Header.from_json(ID, {}) == Header(id=ID, started=started)


def test_a_file_of_another_name_began_long_ago() -> None:
    assert Header.from_json("bug", {}).started == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_time_without_a_zone_is_utc() -> None:
    header = Header.from_json(ID, {"started": "2026-11-21T14:45:01"})

    assert header.started == datetime(2026, 11, 21, 14, 45, 1, tzinfo=UTC)


@pytest.mark.parametrize("broken", [{"started": "noon"}, {"started": 5, "model": 7}])
def test_what_is_broken_counts_as_not_known(broken: JsonObject) -> None:
    assert Header.from_json(ID, broken) == Header.from_json(ID, {})
