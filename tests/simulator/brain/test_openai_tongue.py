from collections.abc import Callable
from typing import Literal

import pytest

from grokvoice.protocol.client_events import (
    InputAudioAppend,
    InputAudioCommit,
    ItemCreate,
    ItemRetrieve,
    ItemTruncate,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import (
    AudioInput,
    AudioSettings,
    SessionSettings,
    Transcription,
)
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.brain.messages import Transcribe
from grokvoice.simulator.brain.plans import CallFunction, Finish, Speak
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal

Rehearse = Callable[..., Rehearsal]


def told(rehearsal: Rehearsal) -> list[JsonObject]:
    return [
        one.event.fields for one in rehearsal.take_sent() if isinstance(one.event, UnknownEvent)
    ]


def types(events: list[JsonObject]) -> list[str]:
    return [str(event["type"]) for event in events]


def one(events: list[JsonObject], kind: str) -> JsonObject:
    return next(event for event in events if event["type"] == kind)


def said(_wanted: Transcribe) -> str:
    return "Hello."


def with_transcripts(rehearsal: Rehearsal) -> Rehearsal:
    heard = AudioInput(transcription=Transcription(model="whisper-1"))
    settings = SessionSettings(audio=AudioSettings(input=heard))
    rehearsal.receive(SessionUpdate(session=settings))
    rehearsal.run_until(1.0)
    rehearsal.take_sent()
    return rehearsal


def test_a_connection_opens_with_one_frame(rehearse: Rehearse) -> None:
    (created,) = told(rehearse(quirks=Quirks.openai()))

    session = created["session"]
    assert isinstance(session, dict)
    assert str(session["id"]).startswith("sess_")
    assert session["type"] == "realtime"


def test_the_session_keeps_its_id(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks.openai())
    rehearsal.receive(SessionUpdate(session=SessionSettings(instructions="Be brief.")))
    rehearsal.run_until(1.0)

    sessions = [event["session"] for event in told(rehearsal)]

    created, updated = (session for session in sessions if isinstance(session, dict))
    assert created["id"] == updated["id"]
    assert updated["instructions"] == "Be brief."


def test_a_typed_turn_is_told_in_their_order(
    rehearse: Rehearse, typed: Callable[[str], ItemCreate]
) -> None:
    rehearsal = rehearse("Hello there!", quirks=Quirks.openai())
    rehearsal.take_sent()
    rehearsal.receive(typed("Hello."), ResponseCreate())
    rehearsal.run_until(9.0)
    events = told(rehearsal)

    assert types(events) == [
        "conversation.item.added",
        "conversation.item.done",
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio.delta",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "response.output_audio.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
    ]
    part = {"type": "audio", "transcript": "Hello there!"}
    assert one(events, "response.content_part.done")["part"] == part
    assert set(one(events, "response.output_audio.delta")) == {
        "type", "event_id", "item_id", "response_id", "output_index", "content_index", "delta",
    }  # fmt: skip


def test_a_response_holds_its_usage_and_no_details(
    rehearse: Rehearse, typed: Callable[[str], ItemCreate]
) -> None:
    rehearsal = rehearse("Hello there!", quirks=Quirks.openai())
    rehearsal.receive(typed("Hello."), ResponseCreate())
    rehearsal.run_until(9.0)
    done = one(told(rehearsal), "response.done")

    response = done["response"]
    assert set(done) == {"type", "event_id", "response"}
    assert isinstance(response, dict)
    assert response["usage"] == {
        "input_tokens": 2,
        "input_token_details": {"text_tokens": 2, "audio_tokens": 0},
        "output_tokens": 40,
        "output_token_details": {"text_tokens": 3, "audio_tokens": 37},
        "total_tokens": 42,
    }
    assert (response["status_details"], response["metadata"]) == (None, None)
    (item,) = response["output"] if isinstance(response["output"], list) else []
    assert isinstance(item, dict)
    assert item["content"] == [{"type": "output_audio", "transcript": "Hello there!"}]


def test_a_call_has_a_place_of_its_own_and_no_role(rehearse: Rehearse) -> None:
    plan = [Speak("One moment."), CallFunction("get", "{}")]
    rehearsal = rehearse(plan, quirks=Quirks.openai())
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(9.0)
    events = told(rehearsal)

    places = [e["output_index"] for e in events if e["type"] == "response.output_item.done"]
    assert places == [0, 1]
    assert one(events, "response.function_call_arguments.done")["output_index"] == 1
    calls = [e["item"] for e in events if isinstance(e.get("item"), dict)]
    assert not any("role" in c for c in calls if isinstance(c, dict) and c["type"] != "message")


def test_a_cancelled_response_says_why(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks.openai())
    rehearsal.receive(ResponseCreate(), ResponseCancel())

    response = one(told(rehearsal), "response.done")["response"]

    assert isinstance(response, dict)
    assert response["status_details"] == {"type": "cancelled", "reason": "turn_detected"}


@pytest.mark.parametrize(
    ("status", "details"),
    [
        ("incomplete", {"reason": "content_filter"}),
        ("failed", {"error": {"type": "server_error", "code": "rate_limit_exceeded"}}),
    ],
)
def test_a_response_that_went_wrong_says_why(
    rehearse: Rehearse, status: Literal["failed", "incomplete"], details: JsonObject
) -> None:
    rehearsal = rehearse([Finish(status)], quirks=Quirks.openai())
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(9.0)

    response = one(told(rehearsal), "response.done")["response"]

    assert isinstance(response, dict)
    assert response["status_details"] == {"type": status, **details}


def test_a_spoken_item_is_told_with_its_commit(
    rehearse: Rehearse,
    loud: Callable[[int], InputAudioAppend],
    quiet: Callable[[int], InputAudioAppend],
) -> None:
    rehearsal = with_transcripts(rehearse(quirks=Quirks.openai(), hear=said))

    rehearsal.receive(loud(300), quiet(700))
    events = told(rehearsal)

    assert types(events) == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
        "rate_limits.updated",
    ]
    completed = one(events, "conversation.item.input_audio_transcription.completed")
    assert (completed["transcript"], completed["usage"]) == (
        "Hello.",
        {"type": "duration", "seconds": 1},
    )


def test_a_manual_turn_is_told_once(
    rehearse: Rehearse, loud: Callable[[int], InputAudioAppend]
) -> None:
    rehearsal = rehearse(quirks=Quirks.openai(), hear=said)
    rehearsal.receive(SessionUpdate(session=SessionSettings(turn_detection=None)))
    rehearsal.run_until(1.0)
    rehearsal.take_sent()

    rehearsal.receive(loud(300), InputAudioCommit())

    assert types(told(rehearsal)) == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
    ]


def test_a_commit_of_an_item_that_was_never_announced_stands_alone(
    rehearse: Rehearse,
    loud: Callable[[int], InputAudioAppend],
    quiet: Callable[[int], InputAudioAppend],
) -> None:
    quirks = Quirks(dialect="openai", order="late")
    rehearsal = rehearse(quirks=quirks, hear=said)
    rehearsal.take_sent()

    rehearsal.receive(loud(300), quiet(700))

    assert types(told(rehearsal))[:3] == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
    ]


def test_a_truncation_tells_no_words(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks.openai())
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(9.0)
    item = one(told(rehearsal), "response.output_item.added")["item"]
    assert isinstance(item, dict)

    rehearsal.receive(ItemTruncate(item_id=str(item["id"]), audio_end_ms=100))

    assert set(told(rehearsal)[0]) == {
        "type", "event_id", "item_id", "content_index", "audio_end_ms",
    }  # fmt: skip


def test_an_item_that_was_asked_for_has_their_content(rehearse: Rehearse) -> None:
    rehearsal = rehearse("Hello there!", quirks=Quirks.openai())
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(9.0)
    opened = one(told(rehearsal), "response.output_item.added")["item"]
    assert isinstance(opened, dict)

    rehearsal.receive(ItemRetrieve(item_id=str(opened["id"])))

    item = one(told(rehearsal), "conversation.item.retrieved")["item"]
    assert isinstance(item, dict)
    assert item["content"] == [{"type": "output_audio", "transcript": "Hello there!"}]


def test_what_has_no_other_name_passes_without_xais_extras(rehearse: Rehearse) -> None:
    rehearsal = rehearse(quirks=Quirks.openai())
    part = ContentPart(type="output_text", text="Hi.")
    item = Item(id="a", role="assistant", content=(part,))
    rehearsal.receive(ItemCreate(item=item), ItemCreate(item=item))

    assert set(told(rehearsal)[-1]) == {"type", "event_id", "error"}
