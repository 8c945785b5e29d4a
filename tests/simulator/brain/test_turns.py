from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import (
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.conversation_events import (
    ErrorReceived,
    InputTranscriptCompleted,
    ItemAdded,
    SpeechStarted,
    SpeechStopped,
)
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.response_events import ResponseCreated, ResponseDone
from grokvoice.protocol.settings import (
    AudioInput,
    AudioSettings,
    ResponseSettings,
    SessionSettings,
    Transcription,
    TurnDetection,
)
from grokvoice.protocol.values import UNSET
from grokvoice.simulator.brain.messages import Transcribe, Transcribed
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal

Rehearse = Callable[..., Rehearsal]
Sound = Callable[[int], InputAudioAppend]

STARTED = "input_audio_buffer.speech_started"
STOPPED = "input_audio_buffer.speech_stopped"
COMMITTED = "input_audio_buffer.committed"
CLEARED = "input_audio_buffer.cleared"
ADDED = "conversation.item.added"
UPDATED = "conversation.item.input_audio_transcription.updated"
COMPLETED = "conversation.item.input_audio_transcription.completed"
CREATED = "response.created"
DONE = "response.done"


def configured(
    rehearsal: Rehearsal, detection: TurnDetection | None = None, *, is_manual: bool = False
) -> Rehearsal:
    wanted = None if is_manual else detection or TurnDetection(type="server_vad")
    heard = AudioInput(transcription=Transcription(model="grok-transcribe"))
    settings = SessionSettings(turn_detection=wanted, audio=AudioSettings(input=heard))
    rehearsal.receive(SessionUpdate(session=settings))
    rehearsal.run_until(rehearsal.now + 1.0)
    rehearsal.take_sent()
    return rehearsal


def in_chunks(*events: InputAudioAppend) -> list[InputAudioAppend]:
    """Cut audio into pieces of 100 ms, as clients send it."""
    audio = b"".join(event.audio for event in events)
    return [InputAudioAppend(audio=audio[at : at + 4800]) for at in range(0, len(audio), 4800)]


def said(wanted: Transcribe) -> str:
    return "Hello, this is Dana." if wanted.is_final else "Hello"


def kinds(rehearsal: Rehearsal) -> list[str]:
    """What came, without the details of replies."""
    return [
        one.kind
        for one in rehearsal.take_sent()
        if one.kind in {CREATED, DONE} or not one.kind.startswith(("response.", "ping"))
        if not (isinstance(one.event, ItemAdded) and one.event.item.role == "assistant")
    ]


def statuses(rehearsal: Rehearsal) -> list[str]:
    ends = [one.event for one in rehearsal.sent if isinstance(one.event, ResponseDone)]
    return [str(end.response.status) for end in ends]


def test_silence_after_speech_ends_a_turn_and_starts_the_reply(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse(hear=said))

    rehearsal.receive(*in_chunks(loud(400), quiet(700)))

    assert kinds(rehearsal) == [
        STARTED, ADDED, UPDATED, COMPLETED, STOPPED, COMMITTED, COMPLETED, CREATED,
    ]  # fmt: skip


def test_the_words_are_final_once(rehearse: Rehearse, loud: Sound, quiet: Sound) -> None:
    rehearsal = configured(rehearse(hear=said))

    rehearsal.receive(*in_chunks(loud(400), quiet(700)))

    told = [o.event for o in rehearsal.sent if isinstance(o.event, InputTranscriptCompleted)]
    assert [(one.status, one.transcript) for one in told] == [
        ("in_progress", "Hello"),
        ("completed", "Hello, this is Dana."),
    ]


def test_edges_lie_on_the_time_line_of_all_audio(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse())

    rehearsal.receive(quiet(1000), loud(320), quiet(700))

    starts = [o.event.audio_start_ms for o in rehearsal.sent if isinstance(o.event, SpeechStarted)]
    ends = [o.event.audio_end_ms for o in rehearsal.sent if isinstance(o.event, SpeechStopped)]
    assert starts == [pytest.approx(1000 - 333, abs=40)]
    assert ends == [pytest.approx(1320 + 500, abs=40)]


@pytest.mark.parametrize(
    ("detection", "ends_in_ms"),
    [
        (TurnDetection(type="server_vad"), 512),
        (TurnDetection(type="server_vad", silence_duration_ms=200), 224),
        (TurnDetection(type="server_vad", silence_duration_ms=0, prefix_padding_ms=0), 32),
        (TurnDetection(type="server_vad", threshold=0.5, prefix_padding_ms=100), 512),
    ],
)
def test_patience_and_padding_are_those_asked_for(
    rehearse: Rehearse, loud: Sound, quiet: Sound, detection: TurnDetection, ends_in_ms: int
) -> None:
    rehearsal = configured(rehearse(), detection)

    rehearsal.receive(quiet(1024), loud(320), quiet(1024))

    (start,) = [o.event for o in rehearsal.sent if isinstance(o.event, SpeechStarted)]
    (stop,) = [o.event for o in rehearsal.sent if isinstance(o.event, SpeechStopped)]
    padding = detection.prefix_padding_ms
    padding_ms = 333 if padding is UNSET else padding
    assert start.audio_start_ms == pytest.approx(1024 - padding_ms, abs=40)
    assert stop.audio_end_ms == pytest.approx(1344 + ends_in_ms, abs=40)


def test_a_commit_under_detection_is_ignored(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse())

    rehearsal.receive(loud(300), InputAudioCommit())

    assert kinds(rehearsal) == [STARTED, ADDED]


def test_speech_ends_the_reply_that_runs(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse())
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(1.6)

    rehearsal.receive(loud(300))

    assert statuses(rehearsal) == ["cancelled"]


def test_speech_can_stop_a_reply_without_a_word(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse(quirks=Quirks(barge_in="silent")))
    rehearsal.receive(ResponseCreate())

    rehearsal.receive(loud(300))
    rehearsal.run_until(9.0)

    assert statuses(rehearsal) == []


def test_a_deaf_server_hears_nothing_while_it_speaks(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse(quirks=Quirks(barge_in="deaf")))
    rehearsal.receive(ResponseCreate(), loud(300))
    rehearsal.run_until(9.0)
    before = kinds(rehearsal)

    rehearsal.receive(loud(300))

    assert (before, kinds(rehearsal)) == ([CREATED, DONE], [STARTED, ADDED])


def test_who_speaks_on_is_answered_once(rehearse: Rehearse, loud: Sound, quiet: Sound) -> None:
    rehearsal = configured(rehearse(hear=lambda _wanted: None))
    rehearsal.receive(loud(300), quiet(700))
    job = rehearsal.asked[-1].job

    rehearsal.receive(loud(300))
    rehearsal.tell(Transcribed(job=job, text="One.", is_final=True))

    assert CREATED not in kinds(rehearsal)


@pytest.mark.parametrize(("quirk", "is_answered"), [("ignored", True), ("honoured", False)])
def test_create_response_false_is_ignored_or_honoured(
    rehearse: Rehearse, loud: Sound, quiet: Sound, quirk: str, *, is_answered: bool
) -> None:
    quirks = Quirks(create_response="honoured" if quirk == "honoured" else "ignored")
    detection = TurnDetection(type="server_vad", create_response=False)
    rehearsal = configured(rehearse(quirks=quirks), detection)

    rehearsal.receive(loud(300), quiet(700))

    assert (CREATED in kinds(rehearsal)) == is_answered


@pytest.mark.parametrize(("quirk", "ends"), [("ignored", ["cancelled"]), ("honoured", [])])
def test_interrupt_response_false_is_ignored_or_honoured(
    rehearse: Rehearse, loud: Sound, quirk: str, ends: list[str]
) -> None:
    quirks = Quirks(create_response="honoured" if quirk == "honoured" else "ignored")
    detection = TurnDetection(type="server_vad", interrupt_response=False)
    rehearsal = configured(rehearse(quirks=quirks), detection)

    rehearsal.receive(ResponseCreate(), loud(300))

    assert statuses(rehearsal) == ends


def test_in_september_the_reply_begins_before_the_commit(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse(quirks=Quirks(order="september"), hear=said))

    rehearsal.receive(*in_chunks(loud(400), quiet(700)))
    rehearsal.run_until(9.0)

    assert kinds(rehearsal) == [
        STARTED, ADDED, UPDATED, COMPLETED, STOPPED, CREATED, COMMITTED, COMPLETED, DONE,
    ]  # fmt: skip


def test_in_september_speech_resumed_before_the_commit_drops_the_reply(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse(quirks=Quirks(order="september")))

    rehearsal.receive(loud(300), quiet(700), loud(300), quiet(700))
    rehearsal.run_until(9.0)
    items = {o.event.item_id for o in rehearsal.sent if isinstance(o.event, SpeechStarted)}

    assert len(items) == 1
    assert kinds(rehearsal) == [
        STARTED, ADDED, STOPPED, CREATED, STARTED, STOPPED, CREATED, COMMITTED, COMPLETED, DONE,
    ]  # fmt: skip


def test_the_beginning_of_a_turn_can_be_told_after_its_end(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse(quirks=Quirks(order="late"), hear=said))

    rehearsal.receive(*in_chunks(loud(400), quiet(700)))

    assert kinds(rehearsal) == [
        STARTED, STOPPED, COMMITTED, ADDED, COMPLETED, CREATED, ADDED, UPDATED, COMPLETED,
    ]  # fmt: skip


def test_committing_speech_starts_the_reply(rehearse: Rehearse, loud: Sound, quiet: Sound) -> None:
    rehearsal = configured(rehearse(hear=said), is_manual=True)

    rehearsal.receive(loud(300), quiet(2000), loud(300))
    before = kinds(rehearsal)
    rehearsal.receive(InputAudioCommit())

    assert before == [STARTED, ADDED, UPDATED, COMPLETED]
    assert kinds(rehearsal) == [STOPPED, COMMITTED, ADDED, COMPLETED, CREATED]


@pytest.mark.parametrize("quirk", ["silent", "error"])
@pytest.mark.parametrize("is_manual", [False, True])
def test_committing_silence_does_nothing_or_is_an_error(
    rehearse: Rehearse, quiet: Sound, quirk: str, *, is_manual: bool
) -> None:
    quirks = Quirks(empty_commit="error" if quirk == "error" else "silent")
    rehearsal = configured(rehearse(quirks=quirks), is_manual=is_manual)

    rehearsal.receive(quiet(1000), InputAudioCommit())

    assert kinds(rehearsal) == (["error"] if quirk == "error" else [])


def test_a_commit_only_commits_where_that_is_so(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse(quirks=Quirks(commit="only")), is_manual=True)

    rehearsal.receive(loud(300), InputAudioCommit())
    before = kinds(rehearsal)
    rehearsal.receive(ResponseCreate())

    assert before == [STARTED, ADDED, STOPPED, COMMITTED, ADDED, COMPLETED]
    assert kinds(rehearsal) == [CREATED]


def test_asking_for_a_reply_commits_what_was_said(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse(), is_manual=True)

    rehearsal.receive(loud(300), ResponseCreate())

    assert kinds(rehearsal)[-5:] == [STOPPED, COMMITTED, ADDED, COMPLETED, CREATED]


def test_a_reply_that_commits_has_what_was_asked_of_it(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse(), is_manual=True)

    rehearsal.receive(loud(300), ResponseCreate(response=ResponseSettings(metadata={"a": "b"})))

    (created,) = [s.event for s in rehearsal.sent if isinstance(s.event, ResponseCreated)]
    assert created.response.metadata == {"a": "b"}


def test_a_manual_turn_ends_by_silence_once_detection_is_on(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse(), is_manual=True)
    rehearsal.receive(loud(300))
    configured(rehearsal)

    rehearsal.receive(loud(300), quiet(700))

    assert kinds(rehearsal) == [STOPPED, COMMITTED, COMPLETED, CREATED]


def test_a_reply_asked_for_right_behind_a_commit_does_not_know_the_speech(
    rehearse: Rehearse, loud: Sound
) -> None:
    rehearsal = configured(rehearse("Without.", "With.", hear=lambda _wanted: None), is_manual=True)
    rehearsal.receive(loud(300), InputAudioCommit(), ResponseCreate())
    job = rehearsal.asked[0].job

    rehearsal.tell(Transcribed(job=job, text="Late.", is_final=True))
    rehearsal.run_until(9.0)

    assert kinds(rehearsal).count(CREATED) == 1


def test_an_answered_turn_is_not_answered_again(
    rehearse: Rehearse, loud: Sound, typed: Callable[[str], ItemCreate]
) -> None:
    rehearsal = configured(rehearse(), is_manual=True)
    rehearsal.receive(loud(300), InputAudioCommit())
    rehearsal.run_until(9.0)
    rehearsal.take_sent()

    rehearsal.receive(ResponseCreate())
    dropped = kinds(rehearsal)
    rehearsal.receive(typed("And?"), ResponseCreate())

    assert (dropped, kinds(rehearsal)) == ([], [ADDED, CREATED])


def test_audio_during_a_reply_stops_it_without_an_end(rehearse: Rehearse, quiet: Sound) -> None:
    rehearsal = configured(rehearse(), is_manual=True)

    rehearsal.receive(ResponseCreate(), quiet(100))
    rehearsal.run_until(9.0)

    assert kinds(rehearsal) == [CREATED]


def test_clearing_forgets_what_was_said(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse(), is_manual=True)
    rehearsal.receive(loud(300))
    rehearsal.take_sent()

    rehearsal.receive(InputAudioClear(), InputAudioCommit())

    assert kinds(rehearsal) == [CLEARED]


def test_clearing_right_behind_a_commit_cancels_its_reply(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse(), is_manual=True)

    rehearsal.receive(loud(300), InputAudioCommit(), InputAudioClear())

    assert statuses(rehearsal) == ["cancelled"]


def test_clearing_before_the_words_are_known_cancels_the_reply_too(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse(quirks=Quirks(order="september")))

    rehearsal.receive(loud(300), quiet(700), InputAudioClear())
    rehearsal.run_until(9.0)

    assert COMMITTED not in kinds(rehearsal)


def test_clearing_under_detection_spares_the_reply(rehearse: Rehearse) -> None:
    rehearsal = configured(rehearse())

    rehearsal.receive(ResponseCreate(), InputAudioClear())
    rehearsal.run_until(9.0)

    assert kinds(rehearsal) == [CREATED, CLEARED, DONE]


def test_words_of_a_turn_that_was_dropped_are_not_told(rehearse: Rehearse, loud: Sound) -> None:
    rehearsal = configured(rehearse())
    rehearsal.receive(loud(300), InputAudioClear(), loud(300))
    dropped = rehearsal.asked[0].job
    rehearsal.take_sent()

    rehearsal.tell(Transcribed(job=dropped, text="Forgotten.", is_final=False))

    assert kinds(rehearsal) == []


def test_a_final_word_that_nobody_asked_for_changes_nothing(
    rehearse: Rehearse, loud: Sound
) -> None:
    rehearsal = configured(rehearse())
    rehearsal.receive(loud(300))
    turn = rehearsal._brain._turns._turn
    rehearsal.take_sent()

    assert turn is not None
    rehearsal.tell(Transcribed(job=turn.id, text="Early.", is_final=True))

    assert kinds(rehearsal) == []


def test_it_is_quiet_once_everything_is_understood(
    rehearse: Rehearse, loud: Sound, quiet: Sound
) -> None:
    rehearsal = configured(rehearse(hear=lambda _wanted: None))
    turns = rehearsal._brain._turns
    is_quiet = [turns.is_quiet]

    rehearsal.receive(loud(300))
    is_quiet.append(turns.is_quiet)
    rehearsal.receive(quiet(700))
    is_quiet.append(turns.is_quiet)
    rehearsal.tell(Transcribed(job=rehearsal.asked[-1].job, text="Hello.", is_final=True))
    is_quiet.append(turns.is_quiet)

    assert is_quiet == [True, False, False, True]


def test_audio_is_dropped_while_something_must_not_be_interrupted(
    rehearse: Rehearse, loud: Sound
) -> None:
    rehearsal = configured(rehearse())
    part = ContentPart(type="output_text", text="Recording has started.")
    forced = Item(type="force_message", content=(part,), interruptible=False)

    rehearsal.receive(ItemCreate(item=forced), loud(300))

    assert kinds(rehearsal) == [CREATED]


def test_an_error_is_never_sent_for_audio(rehearse: Rehearse) -> None:
    rehearsal = configured(rehearse())

    rehearsal.receive(InputAudioAppend(audio=b""), InputAudioAppend(audio=b"\x01"))

    assert not any(isinstance(one.event, ErrorReceived) for one in rehearsal.sent)
