from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from grokvoice.adapters.microphone import unheard
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.audio.envelope import EDGE_FRAMES
from grokvoice.audio.pcm import Samples

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary, ManualClock

LEAD_S = 0.06


def test_what_is_queued_is_played(library: FakeLibrary, sound: Callable[[int], Samples]) -> None:
    speaker = PortAudioSpeaker()
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
    speaker = PortAudioSpeaker(now=clock.now)
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
    speaker = PortAudioSpeaker()
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
    speaker = PortAudioSpeaker(now=clock.now)
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
    speaker = PortAudioSpeaker()
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
