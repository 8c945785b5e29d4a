from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grokvoice.adapters.devices import DeviceInfo
from grokvoice.adapters.portaudio import library_version, list_devices, open_stream
from grokvoice.errors import AudioDeviceError

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary


def test_every_card_is_listed(library: FakeLibrary) -> None:
    library.devices.append(library.device("Headset", inputs=1, outputs=2, api=1))

    assert list_devices() == [
        DeviceInfo(0, "Laptop microphone", "ALSA", 2, 0, 48_000, True, False),
        DeviceInfo(1, "Laptop speaker", "ALSA", 0, 2, 48_000, False, True),
        DeviceInfo(2, "Headset", "Windows WASAPI", 1, 2, 48_000, False, False),
    ]


def test_the_library_says_which_version_it_is(library: FakeLibrary) -> None:
    del library

    assert library_version() == "PortAudio V19.6.0-devel"


def test_a_card_that_can_is_opened_at_24_khz_mono(library: FakeLibrary) -> None:
    stream = open_stream(None, "microphone")

    assert (stream.name, stream.shape.rate_hz, stream.shape.channels) == (
        "Laptop microphone",
        24_000,
        1,
    )
    assert library.attempts == [(24_000, 1)]


def test_a_card_that_cannot_is_opened_at_its_own_rate(library: FakeLibrary) -> None:
    library.accepts = lambda rate_hz, _channels: rate_hz == 48_000

    stream = open_stream(None, "speaker")

    assert (stream.shape.rate_hz, stream.shape.channels) == (48_000, 1)


def test_a_card_that_wants_all_its_channels_gets_them(library: FakeLibrary) -> None:
    library.devices[1]["max_output_channels"] = 8
    library.accepts = lambda _rate_hz, channels: channels == 8

    stream = open_stream(None, "speaker")

    assert (stream.shape.rate_hz, stream.shape.channels) == (48_000, 8)
    assert library.attempts == [(24_000, 1), (48_000, 1), (48_000, 2), (48_000, 8)]


def test_a_card_that_takes_nothing_is_named_with_the_reason(library: FakeLibrary) -> None:
    library.accepts = lambda _rate_hz, _channels: False

    with pytest.raises(AudioDeviceError) as refused:
        open_stream(None, "speaker")

    assert str(refused.value) == (
        "Cannot open the speaker Laptop speaker: Error opening: Invalid sample rate. "
        "`grokvoice devices` lists what there is."
    )


def test_a_card_that_is_in_use_is_not_tried_at_other_rates(library: FakeLibrary) -> None:
    library.open_errors = [library.PortAudioError("Device unavailable", -9985)] * 2

    with pytest.raises(AudioDeviceError, match="Device unavailable"):
        open_stream(None, "speaker")

    assert library.attempts == [(24_000, 1)] * 2


def test_a_cold_bridge_gets_a_second_chance(library: FakeLibrary) -> None:
    library.open_errors = [library.PortAudioError("Unanticipated host error", -9999)]

    stream = open_stream(None, "speaker")

    assert (stream.name, library.scans) == ("Laptop speaker", 2)


def test_cards_are_not_looked_for_again_while_one_is_open(library: FakeLibrary) -> None:
    stream = open_stream(None, "microphone")
    library.open_errors = [library.PortAudioError("Unanticipated host error", -9999)]
    open_stream(None, "speaker")
    while_open = library.scans

    stream.close()

    assert while_open == 1


def test_a_card_plugged_in_since_is_found(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plug_in() -> None:
        library.devices.append(library.device("Headset", outputs=2))

    monkeypatch.setattr(library, "_initialize", plug_in)

    assert open_stream("headset", "speaker").name == "Headset"


def test_a_list_that_cannot_be_had_is_an_error(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise library.PortAudioError("PortAudio not initialized", -10000)

    monkeypatch.setattr(library, "query_hostapis", fail)

    with pytest.raises(AudioDeviceError, match="Cannot list the sound devices: PortAudio not"):
        list_devices()


def test_a_sounddevice_that_is_not_installed_is_told(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library.scans  # as below
    monkeypatch.setitem(sys.modules, "sounddevice", None)

    with pytest.raises(AudioDeviceError, match="pip install --force-reinstall sounddevice"):
        list_devices()


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [
        ("linux", "Install it: sudo apt-get install libportaudio2"),
        ("darwin", "Reinstall sounddevice"),
    ],
)
def test_a_missing_portaudio_is_told_with_the_remedy(
    platform: str,
    remedy: str,
    library: FakeLibrary,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert library.scans  # the fixture's clean thread is used, not its library
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice")
    monkeypatch.setattr(sys, "platform", platform)

    with pytest.raises(AudioDeviceError) as refused:
        list_devices()

    assert str(refused.value) == (
        f"PortAudio is missing. {remedy}, or talk through files: --mic FILE.wav --speaker FILE.wav."
    )
