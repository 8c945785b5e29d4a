import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from grokvoice.cli.session_rows import found_object, found_row, list_object, list_row
from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import Entry
from grokvoice.journal.header import Header
from grokvoice.journal.search import Found
from grokvoice.session.updates import AssistantFinal, CostMeasured, UserFinal

ID = "20261121-134501-7f3a9c"
STARTED = datetime(2026, 11, 21, 14, 45, 1, tzinfo=timezone(timedelta(hours=1)))
LOCAL = f"{STARTED.astimezone():%Y-%m-%d %H:%M}"


@pytest.fixture
def conversation() -> Conversation:
    """A question and an answer that was cut short."""
    reply = AssistantFinal(
        item_id="a", text="Rainy, I fear.", heard="Rainy,", unheard=" I fear.", is_interrupted=True
    )
    entries = (
        Entry(3.0, UserFinal(item_id="u", text="How is\x1b[2J\nOslo?")),
        Entry(65.0, reply),
        Entry(65.5, CostMeasured(audio_s=65.0, dollars=0.087, prices_as_of="2026-11-20")),
    )
    return Conversation(Header(id=ID, started=STARTED, command="talk"), entries)


def test_a_row_tells_when_how_long_how_dear_and_the_first_words(conversation: Conversation) -> None:
    assert list_row(conversation) == f"{ID}  {LOCAL}     1:05   $0.09       How is\\x1b[2J Oslo?"


def test_what_it_cost_may_be_unknown() -> None:
    bare = Conversation(Header(id=ID, started=STARTED))

    assert list_row(bare) == f"{ID}  {LOCAL}     0:00               "


def test_a_row_has_an_end() -> None:
    long = Entry(1.0, UserFinal(item_id="u", text="word " * 100))

    row = list_row(Conversation(Header(id=ID, started=STARTED), (long,)))

    assert len(row) == 200
    assert row.endswith("…")


def test_what_was_found_is_shown_with_who_said_it(conversation: Conversation) -> None:
    found = Found(conversation, conversation.turns[1])

    assert found_row(found).endswith("grok: Rainy, I fear.")


def test_a_conversation_is_an_object_on_one_line(conversation: Conversation) -> None:
    line = list_object(conversation)

    assert "\n" not in line
    assert line.isascii()
    assert json.loads(line) == {
        "v": 1,
        "id": ID,
        "started": "2026-11-21T14:45:01+01:00",
        "command": "talk",
        "length_s": 65.5,
        "turns": 2,
        "dollars": 0.087,
        "recording": None,
        "first_words": "How is\x1b[2J\nOslo?",
    }


def test_what_was_found_is_an_object_as_well(conversation: Conversation) -> None:
    found = json.loads(found_object(Found(conversation, conversation.turns[1])))

    assert {name: found[name] for name in ("id", "speaker", "at_s", "text")} == {
        "id": ID,
        "speaker": "grok",
        "at_s": 65.0,
        "text": "Rainy, I fear.",
    }


def test_a_recording_is_mentioned_as_long_as_it_is_there(
    conversation: Conversation, tmp_path: Path
) -> None:
    recording = tmp_path / f"{ID}.wav"
    header = replace(conversation.header, recording=str(recording))
    recorded = replace(conversation, header=header)

    gone = list_row(recorded)
    recording.touch()

    assert "$0.09       How" in gone
    assert "$0.09  rec  How" in list_row(recorded)
    assert json.loads(list_object(recorded))["recording"] == str(recording)
