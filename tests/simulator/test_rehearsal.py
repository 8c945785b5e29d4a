from collections.abc import Callable

from grokvoice.protocol.client_events import (
    InputAudioAppend,
    ItemCreate,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.settings import (
    AudioOutput,
    AudioSettings,
    SessionSettings,
    TurnDetection,
)
from grokvoice.simulator.brain.messages import CloseSocket, Synthesize, Transcribe
from grokvoice.simulator.brain.phrases import Phrase
from grokvoice.simulator.brain.plans import Disconnect, GoSilent
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids, mute, no_words

Rehearse = Callable[..., Rehearsal]


def test_ids_look_like_uuids_and_count_from_one() -> None:
    new_id = counted_ids()

    assert [new_id(), new_id()] == [f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2)]


def test_a_mute_voice_takes_its_time_all_the_same() -> None:
    sound = mute(Synthesize(job="r", text="Hello there! Go.", voice="", speed=2.0))

    assert len(sound.pcm) == 2 * (12 + 3) * 30 * 24
    assert sound.phrases == (
        Phrase(text="Hello there!", start=0, frames=12 * 720),
        Phrase(text=" Go.", start=12 * 720, frames=3 * 720),
    )


def test_no_words_are_understood_by_default() -> None:
    assert no_words(Transcribe(job="u", pcm=b"", is_final=True)) == ""


def test_time_moves_to_the_moment_asked_for(rehearse: Rehearse) -> None:
    rehearsal = rehearse()

    rehearsal.run_until(25.0)
    rehearsal.run_until(3.0)

    assert (rehearsal.now, rehearsal.deadline()) == (25.0, 30.0)


def test_what_was_sent_is_taken_once(rehearse: Rehearse) -> None:
    rehearsal = rehearse()

    assert (len(rehearsal.take_sent()), rehearsal.take_sent()) == (3, [])


def test_frames_that_are_no_events_are_kept_as_they_are(rehearse: Rehearse) -> None:
    rehearsal = rehearse("Hello.", quirks=Quirks(hostile=1.0))
    binary = AudioSettings(output=AudioOutput(transport="binary"))
    rehearsal.receive(SessionUpdate(session=SessionSettings(audio=binary)), ResponseCreate())
    rehearsal.run_until(9.0)

    kinds = {one.kind for one in rehearsal.sent}

    assert {"binary", "text", "response.done"} <= kinds


def test_words_and_voices_may_come_later(
    rehearse: Rehearse,
    loud: Callable[[int], InputAudioAppend],
    quiet: Callable[[int], InputAudioAppend],
    typed: Callable[[str], ItemCreate],
) -> None:
    rehearsal = rehearse(hear=lambda _wanted: None, speak=lambda _wanted: None)
    detection = SessionSettings(turn_detection=TurnDetection(type="server_vad"))
    rehearsal.receive(SessionUpdate(session=detection))
    rehearsal.run_until(1.0)

    rehearsal.receive(typed("Hello."), ResponseCreate(), loud(300), quiet(700))

    assert {type(one) for one in rehearsal.asked} == {Synthesize, Transcribe}


def test_words_are_understood_at_once(
    rehearse: Rehearse,
    loud: Callable[[int], InputAudioAppend],
    quiet: Callable[[int], InputAudioAppend],
    seen: Callable[[Rehearsal], list[str]],
) -> None:
    rehearsal = rehearse(hear=lambda _wanted: "Hello.")
    detection = SessionSettings(turn_detection=TurnDetection(type="server_vad"))
    rehearsal.receive(SessionUpdate(session=detection))
    rehearsal.run_until(1.0)

    rehearsal.receive(loud(300), quiet(700))

    assert seen(rehearsal) == ["Hello."]


def test_the_end_of_a_connection_is_noted(rehearse: Rehearse) -> None:
    closed, stalled = rehearse([Disconnect(1011, "gone")]), rehearse([GoSilent()])
    for rehearsal in (closed, stalled):
        rehearsal.receive(ResponseCreate())
        rehearsal.run_until(1.0)

    assert (closed.closed, closed.is_stalled) == (CloseSocket(code=1011, reason="gone"), False)
    assert (stalled.closed, stalled.is_stalled) == (None, True)
