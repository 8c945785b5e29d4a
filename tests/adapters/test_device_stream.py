from __future__ import annotations

import atexit
import contextlib
import logging
import threading
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from grokvoice.adapters import device_stream
from grokvoice.adapters.audio_thread import AudioThread
from grokvoice.adapters.device_stream import DeviceStream, Listener, Shape, our_errors
from grokvoice.adapters.devices import DeviceInfo, Direction
from grokvoice.audio.pcm import Samples
from grokvoice.errors import AudioDeviceError

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary

CARD = DeviceInfo(3, "Headset", "ALSA", 1, 1, 48_000, False, False)


@dataclass
class Heard:
    """What a stream told its listener."""

    blocks: list[tuple[list[int], float, bool]] = field(default_factory=list)
    ends: int = 0

    def on_block(self, samples: Samples, lead_s: float, is_xrun: bool) -> None:
        self.blocks.append((samples[:3].tolist(), lead_s, is_xrun))
        if samples.flags.writeable:
            samples.fill(5)

    def on_end(self) -> None:
        self.ends += 1


def opened(
    library: FakeLibrary, direction: Direction = "speaker", device: DeviceInfo = CARD
) -> DeviceStream:
    shape = Shape(direction, 24_000, 1)
    return DeviceStream(cast("ModuleType", library), AudioThread(), device, shape)


def started(library: FakeLibrary, direction: Direction = "speaker") -> tuple[DeviceStream, Heard]:
    stream, heard = opened(library, direction), Heard()
    stream.start(Listener(heard.on_block, heard.on_end))
    return stream, heard


def test_a_card_is_opened_in_blocks_of_twenty_milliseconds(library: FakeLibrary) -> None:
    opened(library)

    [stream] = library.streams
    names = ("samplerate", "blocksize", "device", "channels", "dtype", "latency")
    assert [stream.options[name] for name in names] == [24_000, 480, 3, 1, "int16", "low"]
    assert "extra_settings" not in stream.options


def test_wasapi_is_asked_to_convert(library: FakeLibrary) -> None:
    opened(library, device=DeviceInfo(3, "Headset", "Windows WASAPI", 1, 1, 48_000, False, False))

    assert library.streams[0].options["extra_settings"] == "auto_convert=True"


def test_a_microphone_gives_its_blocks(library: FakeLibrary) -> None:
    _, heard = started(library, "microphone")

    library.streams[0].give(np.array([1, 2, 3], np.int16))
    library.streams[0].give(np.array([4, 5, 6], np.int16), overflow=True)

    assert heard.blocks == [([1, 2, 3], -0.03125, False), ([4, 5, 6], -0.03125, True)]


@pytest.mark.parametrize("age_s", [-1.0, 0.0, 1e9])
def test_a_microphone_without_times_is_taken_at_its_estimate(
    library: FakeLibrary, age_s: float
) -> None:
    _, heard = started(library, "microphone")

    library.streams[0].give(np.array([1], np.int16), age_s=age_s)

    assert heard.blocks[0][1] == -0.25


def test_a_speaker_asks_for_blocks_and_says_when_they_are_heard(library: FakeLibrary) -> None:
    _, heard = started(library)

    out = library.streams[0].ask(lead_s=0.0625, underflow=True)

    assert [block[1:] for block in heard.blocks] == [(0.0625, True)]
    assert out.tolist() == [5] * 480


def test_a_host_without_times_is_taken_at_its_estimate(library: FakeLibrary) -> None:
    _, heard = started(library)

    library.streams[0].ask(lead_s=0.0)

    assert heard.blocks[0][1] == 0.25


def test_before_the_start_and_after_the_end_there_is_silence(library: FakeLibrary) -> None:
    stream = opened(library)
    before = library.streams[0].ask()
    stream.close()

    assert not before.any()
    assert not library.streams[0].ask().any()


def test_a_microphone_nobody_listens_to_is_not_heard(library: FakeLibrary) -> None:
    stream, heard = started(library, "microphone")
    stream.close()

    library.streams[0].give(np.array([1], np.int16))

    assert heard.blocks == []


def test_a_card_that_goes_away_is_told(library: FakeLibrary) -> None:
    _, heard = started(library)

    library.streams[0].end()

    assert heard.ends == 1


def test_a_close_is_an_abort_and_no_loss(library: FakeLibrary) -> None:
    stream, heard = started(library)

    stream.close()

    assert library.streams[0].calls == ["start", "abort", "close"]
    assert (stream.is_open, heard.ends) == (False, 0)


def test_a_restart_drops_what_the_card_holds_and_is_no_loss(library: FakeLibrary) -> None:
    stream, heard = started(library)
    calls: list[str] = []

    stream.restart(lambda: calls.extend(library.streams[0].calls))
    stream._thread.call(lambda: None, 5)
    stream.close()

    assert calls == ["start", "abort"]
    assert library.streams[0].calls == ["start", "abort", "start", "abort", "close"]
    assert heard.ends == 0


def test_a_card_that_was_closed_while_it_did_not_answer_is_not_started_again(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_stream, "_CLOSE_TIMEOUT_S", 0.01)
    library.may_abort = threading.Event()
    stream, heard = started(library)
    told: list[str] = []

    stream.restart(lambda: told.append("restarted"))
    stream.close()
    library.may_abort.set()
    with contextlib.suppress(TimeoutError):
        stream._thread.call(lambda: None, 5)

    assert (told, heard.ends) == ([], 0)
    assert "start" not in library.streams[0].calls[1:]


def test_a_card_that_is_gone_at_its_restart_is_told(library: FakeLibrary) -> None:
    stream, heard = started(library)
    library.start_error = library.PortAudioError("Device unavailable", -9985)

    stream.restart(lambda: None)
    stream._thread.call(lambda: None, 5)

    assert heard.ends == 1


def test_right_after_a_start_a_block_may_be_heard_at_once(library: FakeLibrary) -> None:
    stream, heard = started(library)
    library.streams[0].ask(lead_s=0.06)

    library.streams[0].ask(lead_s=0.0)

    assert [block[1] for block in heard.blocks] == [pytest.approx(0.06), 0.0]
    assert stream.has_times


def test_a_card_that_does_not_start_is_named(library: FakeLibrary) -> None:
    library.start_error = library.PortAudioError("Device unavailable", -9985)

    with pytest.raises(AudioDeviceError) as refused:
        started(library)

    assert str(refused.value) == (
        "Cannot start the speaker Headset: Device unavailable. "
        "`grokvoice devices` lists what there is."
    )


def test_a_card_that_hangs_is_abandoned(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(device_stream, "_CLOSE_TIMEOUT_S", 0.01)
    unregistered: list[object] = []
    monkeypatch.setattr(atexit, "unregister", unregistered.append)
    library.may_abort = threading.Event()
    stream, _ = started(library)

    with caplog.at_level(logging.WARNING):
        stream.close()

    assert caplog.messages == ["Headset does not close and is abandoned"]
    assert unregistered == [library._exit_handler]


def test_an_error_without_a_text_is_an_error_too(library: FakeLibrary) -> None:
    with (
        pytest.raises(AudioDeviceError, match="It failed: no reason given"),
        our_errors(cast("ModuleType", library), "It failed"),
    ):
        raise ValueError
