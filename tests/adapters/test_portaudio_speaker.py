from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from grokvoice.adapters.microphone import unheard
from grokvoice.adapters.portaudio import audio_thread
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.audio.envelope import EDGE_FRAMES
from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.playout_reader import Restarts

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary, ManualClock

LEAD_S = 0.06
BLOCK_S = 0.02


def test_what_is_queued_is_played(library: FakeLibrary, sound: Callable[[int], Samples]) -> None:
    speaker = PortAudioSpeaker(restarts=Restarts.NEVER)
    speaker.start(unheard)
    speaker.play(sound(480).tobytes())
    speaker.finish()

    out = library.streams[0].ask()

    assert out[EDGE_FRAMES:].tolist() == sound(480)[EDGE_FRAMES:].tolist()
    assert speaker.name == "Laptop speaker"
    speaker.stop()


def test_a_block_is_heard_after_the_lead_the_card_names(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker = PortAudioSpeaker(now=clock.now, restarts=Restarts.NEVER)
    speaker.start(unheard)
    speaker.play(bytes(48_000))
    library.streams[0].ask(LEAD_S)

    heard = []
    for _ in range(3):
        clock.time_s += 0.035
        heard.append(speaker.progress())

    assert heard == [(0, 0), (0, 240), (0, 480)]


def test_a_card_of_its_own_mind_hears_the_same_at_its_rate(
    library: FakeLibrary, clock: ManualClock
) -> None:
    library.accepts = lambda rate_hz, channels: (rate_hz, channels) == (48_000, 2)
    speaker = PortAudioSpeaker("laptop", now=clock.now)
    speaker.start(unheard)
    speaker.play(np.full(24_000, 5000, np.int16).tobytes())
    speaker.finish()

    blocks = []
    for _ in range(60):
        blocks.append(library.streams[0].ask(LEAD_S))
        clock.time_s += 0.02
    heard = np.concatenate(blocks).reshape(-1, 2)

    assert (heard[:, 0] == heard[:, 1]).all()
    assert abs(int((heard[:, 0] > 2500).sum()) - 48_000) < 300
    assert speaker.progress() == (0, 24_000)


def test_gaps_that_the_card_reports_are_counted(library: FakeLibrary) -> None:
    speaker = PortAudioSpeaker()
    speaker.start(unheard)

    library.streams[0].ask(underflow=True)

    assert speaker.stats().xruns == 1
    speaker.stop()


def test_a_card_that_goes_away_wakes_and_is_a_failure(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker, woken = PortAudioSpeaker(now=clock.now), []
    speaker.start(lambda: woken.append(speaker.failure))

    library.streams[0].end()

    assert woken == ["Laptop speaker went away"]


def test_a_card_that_ceases_to_ask_is_a_failure(library: FakeLibrary, clock: ManualClock) -> None:
    speaker = PortAudioSpeaker(now=clock.now)
    speaker.start(unheard)

    failures = []
    for _ in range(3):
        library.streams[0].ask()
        clock.time_s += 0.6
        failures.append(speaker.failure)
    clock.time_s += 0.6

    assert failures == [None] * 3
    assert speaker.failure == "Laptop speaker has stopped answering"


def test_what_is_queued_goes_on_when_another_card_is_opened(
    library: FakeLibrary, sound: Callable[[int], Samples]
) -> None:
    speaker = PortAudioSpeaker(restarts=Restarts.NEVER)
    speaker.start(unheard)
    speaker.play(sound(9600).tobytes())
    library.streams[0].ask()
    library.streams[0].end()

    speaker.stop()
    speaker.start(unheard)
    out = library.streams[1].ask()

    assert out[EDGE_FRAMES:].tolist() == sound(9600)[480 + EDGE_FRAMES : 960].tolist()
    assert speaker.failure is None
    speaker.stop()


def test_a_stopped_speaker_is_closed_once_and_answers_its_flushes(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker = PortAudioSpeaker(now=clock.now, restarts=Restarts.NEVER)
    speaker.start(unheard)
    speaker.play(bytes(48_000))
    library.streams[0].ask()
    speaker.flush()

    speaker.stop()
    speaker.stop()
    clock.time_s += 10

    assert library.streams[0].calls == ["start", "abort", "close"]
    assert speaker.failure is None
    assert speaker.take_flushed() == [(0, 480)]


def test_the_default_has_a_name_before_it_is_opened() -> None:
    assert PortAudioSpeaker().name == "the default speaker"


def test_another_card_is_taken_at_the_next_start(library: FakeLibrary) -> None:
    library.devices.append(library.device("Headset", outputs=1))
    speaker = PortAudioSpeaker("laptop")
    speaker.start(unheard)

    before = speaker.choose("headset")
    speaker.stop()
    speaker.start(unheard)

    assert (before, speaker.name) == ("Laptop speaker, ALSA", "Headset")
    assert (speaker.can_return, speaker.is_steady) == (True, False)
    speaker.stop()


def test_what_a_room_hears_of_it_can_be_read_silence_included(library: FakeLibrary) -> None:
    library.accepts = lambda rate_hz, _channels: rate_hz == 48_000
    speaker = PortAudioSpeaker(restarts=Restarts.NEVER)
    speaker.start(unheard)
    speaker.play(np.full(480, 5000, np.int16).tobytes())
    speaker.finish()

    for _ in range(10):
        library.streams[0].ask()
    heard = np.empty(speaker.played.readable, np.int16)
    speaker.played.read_into(heard)

    assert len(heard) >= 10 * 480
    assert np.flatnonzero(heard == 5000).tolist() == list(range(EDGE_FRAMES - 1, 480))
    speaker.stop()


def restarting(library: FakeLibrary, clock: ManualClock) -> tuple[PortAudioSpeaker, list[str]]:
    """Start a speaker whose card holds three blocks of silence."""
    both = Restarts.TO_BEGIN | Restarts.TO_END
    speaker, woken = PortAudioSpeaker(now=clock.now, restarts=both), []
    speaker.start(lambda: woken.append("woken"))
    for _ in range(3):
        library.streams[0].ask(LEAD_S)
        clock.time_s += BLOCK_S
    return speaker, woken


def settle_down() -> None:
    """Wait until the audio thread has done what it was asked."""
    audio_thread().ask(lambda: None, "wait")


def test_a_reply_that_may_begin_is_heard_at_once(library: FakeLibrary, clock: ManualClock) -> None:
    speaker, _ = restarting(library, clock)

    speaker.play(np.full(4800, 5000, np.int16).tobytes())
    settle_down()
    begun = library.streams[0].ask(0.0)
    clock.time_s += 0.01

    assert library.streams[0].calls == ["start", "abort", "start"]
    assert begun[-1] == 5000
    assert speaker.progress() == (0, 240)
    assert speaker.failure is None
    speaker.stop()


def test_one_restart_is_enough_for_a_reply(library: FakeLibrary, clock: ManualClock) -> None:
    speaker, _ = restarting(library, clock)

    for _ in range(3):
        speaker.play(np.full(4800, 5000, np.int16).tobytes())
        settle_down()
        library.streams[0].ask(0.0)
        speaker.progress()
    speaker.finish()

    assert library.streams[0].calls == ["start", "abort", "start"]
    speaker.stop()


def test_a_reply_that_may_begin_with_time_wakes_to_be_begun(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker, woken = restarting(library, clock)
    speaker.play(np.full(2000, 5000, np.int16).tobytes())
    library.streams[0].ask(LEAD_S)
    speaker.play(np.full(10_000, 5000, np.int16).tobytes())
    settle_down()
    woken.clear()

    begun = library.streams[0].ask(0.0)

    assert begun[-1] == 5000
    speaker.stop()


def test_a_reply_whose_card_does_not_restart_begins_a_block_later(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker, woken = restarting(library, clock)
    library.may_abort.clear()
    speaker.play(np.full(4800, 5000, np.int16).tobytes())

    blocks = [library.streams[0].ask(LEAD_S).any() for _ in range(2)]

    assert blocks == [False, True]
    assert woken == ["woken"]
    library.may_abort.set()
    settle_down()
    speaker.stop()


def test_a_reply_close_behind_another_lets_it_end(library: FakeLibrary, clock: ManualClock) -> None:
    speaker, _ = restarting(library, clock)
    speaker.play(np.full(480, 5000, np.int16).tobytes())
    speaker.finish()
    settle_down()
    library.streams[0].ask(0.0)

    speaker.play(np.full(4800, 5000, np.int16).tobytes())
    settle_down()

    assert library.streams[0].calls == ["start", "abort", "start"]
    speaker.stop()


def test_a_flush_is_silence_at_once_and_ends_with_what_was_heard(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker, woken = restarting(library, clock)
    speaker.play(np.full(24_000, 5000, np.int16).tobytes())
    settle_down()
    for lead_s in (0.0, BLOCK_S, 2 * BLOCK_S):
        library.streams[0].ask(lead_s)
    clock.time_s += 0.03
    woken.clear()

    speaker.flush()
    settle_down()

    assert speaker.take_flushed() == [(0, 720)]
    assert not library.streams[0].ask(0.0).any()
    assert speaker.stats().flushed == 24_000 - 720
    assert woken == ["woken"]
    speaker.stop()


def test_what_was_dropped_is_not_what_a_room_heard(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker, _ = restarting(library, clock)
    overheard: list[float] = []
    speaker.overhear(lambda block, at_s: overheard.append(at_s + len(block) / RATE_HZ))
    speaker.play(np.full(24_000, 5000, np.int16).tobytes())
    settle_down()
    for lead_s in (0.0, BLOCK_S, 2 * BLOCK_S):
        library.streams[0].ask(lead_s)
    clock.time_s += 0.03
    speaker.flush()
    settle_down()
    for _ in range(10):
        library.streams[0].ask(LEAD_S)
        clock.time_s += BLOCK_S

    heard = np.empty(speaker.played.readable, np.int16)
    speaker.played.read_into(heard)

    assert 0 < (heard > 0).sum() <= 3 * 480
    assert overheard == sorted(overheard)
    speaker.stop()


def test_a_card_that_does_not_say_when_it_is_heard_is_not_restarted(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker = PortAudioSpeaker(now=clock.now, restarts=Restarts.TO_BEGIN)
    speaker.start(unheard)
    library.streams[0].ask(0.0)

    speaker.play(np.full(4800, 5000, np.int16).tobytes())
    settle_down()
    blocks = [library.streams[0].ask(0.0).any() for _ in range(2)]

    assert library.streams[0].calls == ["start"]
    assert blocks == [False, True]
    speaker.stop()


def test_a_card_that_is_gone_when_it_is_restarted_is_a_failure(
    library: FakeLibrary, clock: ManualClock
) -> None:
    speaker, _ = restarting(library, clock)
    library.start_error = library.PortAudioError("Device unavailable", -9985)

    speaker.play(np.full(4800, 5000, np.int16).tobytes())
    settle_down()

    assert speaker.failure == "Laptop speaker went away"
    speaker.stop()


def test_before_it_is_started_a_speaker_restarts_nothing(library: FakeLibrary) -> None:
    speaker = PortAudioSpeaker(restarts=Restarts.TO_BEGIN | Restarts.TO_END)

    speaker.play(np.full(4800, 5000, np.int16).tobytes())
    speaker.flush()

    assert library.streams == []
    assert speaker.take_flushed() == [(0, 0)]
