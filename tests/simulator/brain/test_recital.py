from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import ItemTruncate, ResponseCreate, SessionUpdate
from grokvoice.protocol.response_events import (
    OutputAudioDelta,
    OutputTranscriptDelta,
    OutputTranscriptDone,
)
from grokvoice.protocol.settings import AudioFormat, AudioOutput, AudioSettings, SessionSettings
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.protocol.values import UNSET
from grokvoice.simulator.brain.plans import Speak
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, Sent

MS_OF_HELLO = 60 * len("Hello there!")


def asking_for(output: AudioOutput) -> SessionUpdate:
    return SessionUpdate(session=SessionSettings(audio=AudioSettings(output=output)))


def recite(rehearsal: Rehearsal, *before: SessionUpdate) -> list[Sent]:
    rehearsal.receive(*before)
    rehearsal.run_until(1.0)
    rehearsal.take_sent()
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(9.0)
    return rehearsal.take_sent()


def sounds(sent: list[Sent]) -> list[OutputAudioDelta]:
    return [one.event for one in sent if isinstance(one.event, OutputAudioDelta)]


def test_events_come_in_the_recorded_order(rehearse: Callable[..., Rehearsal]) -> None:
    kinds = [one.kind for one in recite(rehearse("Hello there!"))]

    assert kinds == [
        "response.created",
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
        "response.done",
    ]


def test_the_first_sound_comes_after_half_a_second_and_says_so(
    rehearse: Callable[..., Rehearsal],
) -> None:
    sent = recite(rehearse("Hello there!"))
    first = next(one for one in sent if isinstance(one.event, OutputAudioDelta))

    assert (first.at, sounds(sent)[0].latency, sounds(sent)[1].latency) == (1.5, "0.50", UNSET)


def test_a_delta_names_the_event_that_tells_its_words(rehearse: Callable[..., Rehearsal]) -> None:
    sent = recite(rehearse("Hello there! How are you?"))
    words = [one.event for one in sent if isinstance(one.event, OutputTranscriptDelta)]

    assert [word.rid for word in words] == [word.event_id for word in words]
    assert {sound.rid for sound in sounds(sent)} == {word.rid for word in words}
    assert [word.start_time for word in words] == [0.0, MS_OF_HELLO / 1000]


@pytest.mark.parametrize(
    ("wanted", "bytes_per_s"),
    [
        (AudioFormat(type="audio/pcm", rate=24_000), 48_000),
        (AudioFormat(type="audio/pcm", rate=8000), 16_000),
        (AudioFormat(type="audio/pcm", rate=44_100), 88_200),
        (AudioFormat(type="audio/pcmu"), 8000),
    ],
)
def test_sound_goes_out_whole_in_the_format_asked_for(
    rehearse: Callable[..., Rehearsal], wanted: AudioFormat, bytes_per_s: int
) -> None:
    sent = recite(rehearse("Hello there!"), asking_for(AudioOutput(format=wanted)))

    assert sum(len(sound.delta) for sound in sounds(sent)) == MS_OF_HELLO * bytes_per_s // 1000


def test_binary_transport_sends_bare_sound_and_no_deltas(
    rehearse: Callable[..., Rehearsal],
) -> None:
    sent = recite(rehearse("Hello there!"), asking_for(AudioOutput(transport="binary")))
    frames = [one.event.data for one in sent if isinstance(one.event, BinaryFrame)]

    assert sum(map(len, frames)) == MS_OF_HELLO * 48
    assert sounds(sent) == []


def test_a_slow_network_stretches_a_reply(rehearse: Callable[..., Rehearsal]) -> None:
    at_once = recite(rehearse("Hello there!"))[-1].at
    slowly = recite(rehearse("Hello there!", quirks=Quirks(delta_gap_s=0.5)))[-1].at

    assert slowly == pytest.approx(at_once + 2 * 0.5)


def test_jitter_delays_pieces_without_changing_their_order(
    rehearse: Callable[..., Rehearsal],
) -> None:
    even = recite(rehearse("One, two, three, four, five, six."))
    uneven = recite(rehearse("One, two, three, four, five, six.", quirks=Quirks(jitter_s=0.5)))

    assert [one.kind for one in uneven] == [one.kind for one in even]
    assert [one.at for one in uneven] != [one.at for one in even]


def test_words_that_come_after_a_truncation_are_not_remembered(
    rehearse: Callable[..., Rehearsal], seen: Callable[[Rehearsal], list[str]]
) -> None:
    rehearsal = rehearse("One, two, three. Four, five, six.")
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(0.6)
    item_id = sounds(rehearsal.sent)[0].item_id

    rehearsal.receive(ItemTruncate(item_id=item_id, audio_end_ms=300))
    rehearsal.run_until(9.0)
    rehearsal.receive(ItemTruncate(item_id=item_id, audio_end_ms=0))

    done = next(s.event for s in rehearsal.sent if isinstance(s.event, OutputTranscriptDone))
    assert done.transcript == "One, two, three. Four, five, six."
    assert seen(rehearsal) == [""]


def test_two_utterances_of_a_reply_have_one_latency(rehearse: Callable[..., Rehearsal]) -> None:
    sent = recite(rehearse([Speak("Hello there!"), Speak("And more.")]))

    assert [sound.latency for sound in sounds(sent) if sound.latency] == ["0.50"]
    assert len({sound.item_id for sound in sounds(sent)}) == 2
