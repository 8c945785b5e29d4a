from datetime import UTC, datetime

import numpy as np
import pytest

from grokvoice.protocol.client_events import SessionUpdate
from grokvoice.protocol.conversation_events import ItemAdded
from grokvoice.protocol.settings import (
    AudioInput,
    AudioSettings,
    SessionSettings,
    Transcription,
)
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.endpointing import FRAME
from grokvoice.simulator.brain.memory import Entry
from grokvoice.simulator.brain.messages import SendEvent, Transcribe
from grokvoice.simulator.brain.reply import opened_item
from grokvoice.simulator.brain.speech_turn import SpeechTurn
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import counted_ids

WITH_TRANSCRIPTS = SessionUpdate(
    session=SessionSettings(
        audio=AudioSettings(input=AudioInput(transcription=Transcription(model="m")))
    )
)
SILENCE = np.zeros(FRAME, np.int16)


def desk(quirks: Quirks = Quirks(), *, has_transcripts: bool = True) -> Desk:  # noqa: B008 - frozen
    mine = Desk(counted_ids(), quirks)
    mine.set_clock(datetime(2026, 1, 1, tzinfo=UTC))
    if has_transcripts:
        mine.settings.change(WITH_TRANSCRIPTS.session)
    return mine


def took(mine: Desk) -> list[str]:
    """The types of what was sent since, and the pieces given to the recogniser."""
    return [
        one.event.wire_type.rpartition("input_audio_transcription.")[2]
        if isinstance(one, SendEvent)
        else f"transcribe {len(one.pcm) // 1024}{' final' if one.is_final else ''}"
        for one in mine.take_commands()
        if isinstance(one, SendEvent | Transcribe)
    ]


def test_a_turn_is_announced_when_it_begins() -> None:
    mine = desk()

    SpeechTurn(mine, is_manual=False).begin(300)

    assert took(mine) == ["input_audio_buffer.speech_started", "conversation.item.added"]


def test_a_turn_that_goes_on_is_not_announced_again() -> None:
    mine = desk()
    turn = SpeechTurn(mine, is_manual=False)
    turn.begin(300)
    turn.stop(900)
    mine.take_commands()

    turn.begin(1000)

    assert took(mine) == ["input_audio_buffer.speech_started"]
    assert not turn.is_stopped


def test_the_recogniser_is_given_a_piece_every_640_milliseconds_and_at_the_end() -> None:
    mine = desk()
    turn = SpeechTurn(mine, is_manual=False)
    for _ in range(25):
        turn.hear(SILENCE)
    turn.stop(900)
    turn.commit()

    assert took(mine) == [
        "transcribe 20",
        "input_audio_buffer.speech_stopped",
        "transcribe 5",
        "input_audio_buffer.committed",
        "transcribe 0 final",
    ]


def test_a_dropped_turn_gives_nothing_more() -> None:
    mine = desk()
    turn = SpeechTurn(mine, is_manual=False)
    turn.hear(SILENCE)

    turn.drop()

    assert took(mine) == ["transcribe 0 final"]


def test_words_are_shown_when_they_are_new() -> None:
    mine = desk()
    turn = SpeechTurn(mine, is_manual=False)

    for text in ("", "Hello", "Hello", "Hello there"):
        turn.show(text)

    assert took(mine) == ["updated", "completed"] * 2


def test_words_are_not_shown_unless_asked_for() -> None:
    mine = desk(has_transcripts=False)

    SpeechTurn(mine, is_manual=False).show("Hello")

    assert took(mine) == []


@pytest.mark.parametrize(
    ("has_transcripts", "is_manual", "told"),
    [
        (True, False, ["completed"]),
        (False, False, ["conversation.item.added"]),
        (True, True, ["conversation.item.added", "completed"]),
        (False, True, ["conversation.item.added"]),
    ],
)
def test_the_final_words_are_told_one_way_or_another(
    told: list[str], *, has_transcripts: bool, is_manual: bool
) -> None:
    mine = desk(has_transcripts=has_transcripts)
    turn = SpeechTurn(mine, is_manual=is_manual)
    turn.join(is_awaited=True)

    turn.settle("Hello.")

    assert took(mine) == told
    assert [entry.seen_text for entry in mine.memory.entries] == ["Hello."]
    assert not mine.memory.awaits_transcript()


def test_a_turn_joins_the_conversation_once() -> None:
    mine = desk()
    turn = SpeechTurn(mine, is_manual=False)

    turn.join(is_awaited=True)
    turn.join(is_awaited=False)

    assert len(mine.memory.entries) == 1
    assert not mine.memory.awaits_transcript()


def test_a_turn_that_never_joined_can_be_settled() -> None:
    mine = desk()

    SpeechTurn(mine, is_manual=False).settle("Hello.")

    assert took(mine) == ["completed"]


def test_an_announcement_names_the_item_before_but_not_itself() -> None:
    mine = desk(has_transcripts=False)
    mine.memory.add(Entry(item=opened_item("before"), seen_text=""))
    turn = SpeechTurn(mine, is_manual=False)

    turn.announce(status="in_progress", transcript="")
    turn.join(is_awaited=False)
    turn.announce(status="completed", transcript="")

    events = [one.event for one in mine.take_commands() if isinstance(one, SendEvent)]
    places = [event.previous_item_id for event in events if isinstance(event, ItemAdded)]
    assert places == ["before", None]


def test_a_late_beginning_is_told_once_and_on_request() -> None:
    mine = desk(Quirks(order="late"))
    turn = SpeechTurn(mine, is_manual=False)
    turn.begin(0)
    turn.show("Hello")
    at_once = took(mine)

    turn.tell_late()
    turn.tell_late()

    assert at_once == ["input_audio_buffer.speech_started"]
    assert took(mine) == ["conversation.item.added", "updated", "completed"]
