from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grokvoice.adapters.microphone import MicrophoneStats, unheard
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.pulse import Recording, Source
from grokvoice.audio.pcm import Samples
from grokvoice.errors import AudioDeviceError

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary, ManualClock


def test_what_the_card_captures_is_read(
    library: FakeLibrary, sound: Callable[[int], Samples]
) -> None:
    microphone, woken = PortAudioMicrophone(), []
    microphone.start(lambda: woken.append(True))

    library.streams[0].give(sound(480))

    assert microphone.read().tolist() == sound(480).tolist()
    assert (microphone.name, woken) == ("Laptop microphone", [True])
    microphone.stop()


def test_a_stereo_card_is_mixed_and_resampled(library: FakeLibrary) -> None:
    library.accepts = lambda rate_hz, channels: (rate_hz, channels) == (48_000, 2)
    microphone = PortAudioMicrophone("laptop")
    microphone.start(unheard)

    for _ in range(50):
        library.streams[0].give(np.tile(np.array([1000, 3000], np.int16), 960))
    heard = microphone.read()

    assert 23_000 < len(heard) <= 24_000
    assert np.abs(heard[1000:] - 2000).max() <= 2
    microphone.stop()


def test_lost_sound_that_the_card_reports_is_counted(library: FakeLibrary) -> None:
    microphone = PortAudioMicrophone()
    microphone.start(unheard)

    library.streams[0].give(np.zeros(480, np.int16), overflow=True)
    microphone.read()

    assert microphone.stats() == MicrophoneStats(captured=480, lost=0, overruns=0, xruns=1)
    microphone.stop()


def test_a_card_that_goes_away_wakes_and_is_a_failure(
    library: FakeLibrary, clock: ManualClock
) -> None:
    microphone, woken = PortAudioMicrophone(now=clock.now), []
    microphone.start(lambda: woken.append(microphone.failure))

    library.streams[0].end()

    assert woken == ["Laptop microphone went away"]


def test_a_card_that_ceases_to_capture_is_a_failure(
    library: FakeLibrary, clock: ManualClock
) -> None:
    microphone = PortAudioMicrophone(now=clock.now)
    microphone.start(unheard)

    failures = []
    for _ in range(3):
        library.streams[0].give(np.zeros(480, np.int16))
        clock.time_s += 0.6
        failures.append(microphone.failure)
    clock.time_s += 0.6

    assert failures == [None] * 3
    assert microphone.failure == "Laptop microphone has stopped answering"


def test_a_failed_microphone_can_be_started_again(library: FakeLibrary) -> None:
    microphone = PortAudioMicrophone()
    microphone.start(unheard)
    library.streams[0].end()

    microphone.stop()
    microphone.start(unheard)
    library.streams[1].give(np.array([7], np.int16))

    assert (microphone.failure, microphone.read().tolist()) == (None, [7])


def test_a_stopped_microphone_is_closed_once(library: FakeLibrary, clock: ManualClock) -> None:
    microphone = PortAudioMicrophone(now=clock.now)
    microphone.start(unheard)

    microphone.stop()
    microphone.stop()
    clock.time_s += 10

    assert library.streams[0].calls == ["start", "abort", "close"]
    assert microphone.failure is None


def test_a_microphone_that_is_not_there_is_an_error(library: FakeLibrary) -> None:
    microphone = PortAudioMicrophone("headset")

    with pytest.raises(AudioDeviceError, match="No microphone is called 'headset'"):
        microphone.start(unheard)

    microphone.stop()
    assert (microphone.name, library.streams) == ("headset", [])


def test_the_default_has_a_name_before_it_is_opened() -> None:
    assert PortAudioMicrophone().name == "the default microphone"
    assert PortAudioMicrophone().is_live


class Recorded(Recording):
    """What a sound server records for us, as the test says."""

    def __init__(self, source: Source | None) -> None:
        super().__init__(lambda _what: [], 1)
        self.now = source

    def source(self) -> Source | None:
        return self.now


@pytest.mark.usefixtures("library")
def test_a_monitor_that_takes_a_lost_microphone_s_place_is_a_failure(clock: ManualClock) -> None:
    recorded = Recorded(Source("usb"))
    microphone = PortAudioMicrophone(now=clock.now, recording=lambda: recorded)
    microphone.start(unheard)
    microphone.inspect()
    before = microphone.failure

    recorded.now = Source("spk.monitor", is_monitor=True)
    microphone.inspect()

    assert before is None
    assert microphone.failure == "Laptop microphone was replaced by what the speaker plays"


def test_a_monitor_is_never_opened_for_a_microphone(library: FakeLibrary) -> None:
    recorded = Recorded(Source("spk.monitor", is_monitor=True))
    microphone = PortAudioMicrophone(recording=lambda: recorded)

    with pytest.raises(AudioDeviceError, match="the system offers only what the speaker plays"):
        microphone.start(unheard)

    assert library.streams[0].calls == ["start", "abort", "close"]
    assert microphone.failure is None


@pytest.mark.usefixtures("library")
def test_a_source_that_the_server_does_not_name_is_believed() -> None:
    microphone = PortAudioMicrophone(recording=lambda: Recorded(None))

    microphone.start(unheard)

    assert (microphone.failure, microphone.advice) == (None, "")
    microphone.stop()


def test_a_headset_in_its_call_profile_is_told_with_its_price(library: FakeLibrary) -> None:
    recorded = Recorded(Source("bluez", is_bluetooth=True))
    by_server = PortAudioMicrophone(recording=lambda: recorded)
    by_server.start(unheard)
    by_server.stop()
    library.accepts = lambda rate_hz, _channels: rate_hz == 16_000
    library.devices[0]["default_samplerate"] = 16_000.0
    by_rate = PortAudioMicrophone()
    by_rate.start(unheard)

    assert by_rate.advice == by_server.advice
    assert by_rate.advice.startswith("Laptop microphone is in its call profile: what you hear")
    by_rate.stop()


def test_another_card_is_taken_at_the_next_start(library: FakeLibrary) -> None:
    library.devices.append(library.device("Headset", inputs=1))
    microphone = PortAudioMicrophone()
    microphone.start(unheard)

    before = microphone.choose("headset")
    microphone.stop()
    microphone.start(unheard)

    assert (before, microphone.name, microphone.can_return) == (None, "Headset", True)
    microphone.stop()


def test_a_microphone_is_steady_when_it_has_captured_for_a_while(library: FakeLibrary) -> None:
    microphone = PortAudioMicrophone()
    microphone.start(unheard)
    before = microphone.is_steady

    for _ in range(10):
        library.streams[0].give(np.zeros(480, np.int16))

    assert (before, microphone.is_steady) == (False, True)
    microphone.stop()


def test_the_age_of_a_block_tells_when_it_was_captured(
    library: FakeLibrary, clock: ManualClock
) -> None:
    microphone = PortAudioMicrophone(now=clock.now)
    microphone.start(unheard)

    library.streams[0].give(np.zeros(480, np.int16), age_s=0.25)
    microphone.read()

    assert microphone.captured_at_s == pytest.approx(clock.time_s - 0.23, abs=1e-6)
    microphone.stop()
