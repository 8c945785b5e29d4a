from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import (
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
from grokvoice.protocol.codec import FromClient
from grokvoice.protocol.conversation_events import ErrorReceived
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioSettings,
    SessionSettings,
    TurnDetection,
)
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.endpointing import EnergyDetector
from grokvoice.simulator.brain.messages import DeadlineReached, Synthesize, VoiceFailed
from grokvoice.simulator.mind.assistant import Assistant
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids

Rehearse = Callable[..., Rehearsal]


def answers(rehearsal: Rehearsal, *events: FromClient) -> list[str]:
    """Send events to a connection that has settled; return what comes within a second."""
    rehearsal.run_until(1.0)
    rehearsal.take_sent()
    rehearsal.receive(*events)
    rehearsal.run_until(2.0)
    return [
        one.event.error.message if isinstance(one.event, ErrorReceived) else one.kind
        for one in rehearsal.take_sent()
    ]


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (SessionUpdate(session=SessionSettings()), ["session.updated"]),
        (InputAudioAppend(audio=b"\0\0"), []),
        (BinaryFrame(data=b"\0\0"), []),
        (InputAudioCommit(), []),
        (InputAudioClear(), ["input_audio_buffer.cleared"]),
        (ItemCreate(item=Item(role="user")), ["conversation.item.added"]),
        (ItemDelete(item_id="a"), ["Item not found: a"]),
        (
            ItemTruncate(item_id="a", audio_end_ms=0),
            ["Failed to truncate item: no spoken item 'a'"],
        ),
        (ItemRetrieve(item_id="a"), ["Item not found: a"]),
        (ResponseCancel(), ["Cancellation failed: no active response found"]),
        (UnknownEvent(wire_type="odd", fields={"type": "odd"}), ["Unknown event type: odd"]),
        (
            MalformedEvent(wire_type="", problem="type: missing", excerpt=""),
            ["Invalid event: type: missing"],
        ),
    ],
)
def test_every_event_is_answered_by_its_room(
    rehearse: Rehearse, event: FromClient, answer: list[str]
) -> None:
    assert answers(rehearse(), event) == answer


def test_a_reply_is_created_on_request(rehearse: Rehearse) -> None:
    assert answers(rehearse(), ResponseCreate())[0] == "response.created"


def test_everything_behind_an_update_waits_for_it(
    rehearse: Rehearse, typed: Callable[[str], ItemCreate]
) -> None:
    update = SessionUpdate(session=SessionSettings())

    order = answers(rehearse(), update, typed("One."), update, typed("Two."))

    assert order == ["session.updated", "conversation.item.added"] * 2


def test_audio_does_not_wait_for_an_update_and_is_read_at_the_old_rate(
    rehearse: Rehearse,
) -> None:
    rehearsal = rehearse()
    slow = AudioSettings(input=AudioInput(format=AudioFormat(rate=8000)))
    rehearsal.receive(SessionUpdate(session=SessionSettings(audio=slow)))

    rehearsal.receive(InputAudioAppend(audio=bytes(48_000)))
    before_ms = rehearsal._brain._turns.position_ms
    rehearsal.run_until(1.0)
    rehearsal.receive(InputAudioAppend(audio=bytes(48_000)))

    assert before_ms == pytest.approx(1000, abs=64)
    assert rehearsal._brain._turns.position_ms == pytest.approx(4000, abs=200)


def test_recorded_items_are_understood_and_answered(
    rehearse: Rehearse,
    loud: Callable[[int], InputAudioAppend],
    seen: Callable[[Rehearsal], list[str]],
) -> None:
    rehearsal = rehearse(hear=lambda _wanted: "Hello.")
    part = ContentPart(type="input_audio", audio=loud(300).audio)

    answers(rehearsal, ItemCreate(item=Item(role="user", content=(part,))), ResponseCreate())

    assert seen(rehearsal)[0] == "Hello."


def test_a_spoken_turn_is_understood_by_the_turns(
    rehearse: Rehearse,
    loud: Callable[[int], InputAudioAppend],
    quiet: Callable[[int], InputAudioAppend],
) -> None:
    rehearsal = rehearse()
    detection = SessionSettings(turn_detection=TurnDetection(type="server_vad"))
    rehearsal.receive(SessionUpdate(session=detection))

    assert "response.created" in answers(rehearsal, loud(300), quiet(700))


def test_a_voice_that_fails_is_an_error(rehearse: Rehearse) -> None:
    rehearsal = rehearse(speak=lambda _wanted: None)
    rehearsal.receive(ResponseCreate())
    (asked,) = rehearsal.asked

    assert isinstance(asked, Synthesize)
    rehearsal.tell(VoiceFailed(job=asked.job, problem="mute"))

    assert [one.kind for one in rehearsal.sent[-2:]] == ["error", "response.done"]


def test_nothing_is_due_before_the_connection() -> None:
    brain = Brain(counted_ids(), Assistant(), EnergyDetector())

    assert (brain.deadline(), brain.handle(DeadlineReached(), 0.0)) == (None, [])


def test_the_next_ping_is_due_after_the_connection(rehearse: Rehearse) -> None:
    assert rehearse().deadline() == 10.0
