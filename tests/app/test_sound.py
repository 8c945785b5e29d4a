import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grokvoice.adapters.collecting import CollectingSpeaker
from grokvoice.adapters.none import NullSpeaker, SilentMicrophone
from grokvoice.adapters.pipe import PipeMicrophone, PipeSpeaker
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.adapters.wavfile import WavMicrophone, WavSpeaker, write_wav
from grokvoice.app import sound
from grokvoice.config.endpoints import (
    DefaultDevice,
    DeviceNamed,
    DeviceNumbered,
    Endpoint,
    NoSound,
    StandardStream,
    WavFile,
)
from grokvoice.config.settings import SayRequest, SoundSettings
from grokvoice.errors import UsageError
from tests.adapters.conftest import FakeLibrary

CARDS: list[Endpoint] = [DefaultDevice(), DeviceNamed("USB"), DeviceNumbered(3)]

SILENT = SoundSettings(speaker=NoSound())


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """Put a pipe in place of standard input and output."""
    reading, writing = os.pipe()
    monkeypatch.setattr(sound, "_STDIN_FD", reading)
    monkeypatch.setattr(sound, "_STDOUT_FD", writing)
    yield reading, writing
    os.close(writing)
    os.close(reading)


@pytest.mark.parametrize("endpoint", CARDS)
def test_a_card_is_played_by_portaudio_which_is_not_touched_before_it_is_opened(
    endpoint: Endpoint,
) -> None:
    assert isinstance(sound.microphone(endpoint), PortAudioMicrophone)
    assert isinstance(sound.speaker(SoundSettings(speaker=endpoint)), PortAudioSpeaker)


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [
        (DefaultDevice(), "the default speaker"),
        (DeviceNamed("USB"), "USB"),
        (DeviceNumbered(3), "3"),
    ],
)
def test_the_card_is_the_one_that_was_named(endpoint: Endpoint, name: str) -> None:
    assert sound.speaker(SoundSettings(speaker=endpoint)).name == name


def test_a_file_is_a_microphone_and_a_speaker(tmp_path: Path) -> None:
    asked, answer = tmp_path / "asked.wav", tmp_path / "answer.wav"
    write_wav(asked, bytes(4_800))

    microphone, speaker = (
        sound.microphone(WavFile(asked)),
        sound.speaker(SoundSettings(speaker=WavFile(answer))),
    )

    assert isinstance(microphone, WavMicrophone)
    assert isinstance(speaker, WavSpeaker)
    microphone.stop()
    speaker.stop()


def test_a_file_that_is_not_there_is_told_before_anything_begins(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Cannot read"):
        sound.microphone(WavFile(tmp_path / "nothing.wav"))


@pytest.mark.usefixtures("pipe")
def test_a_standard_stream_is_a_microphone_and_a_speaker() -> None:
    assert isinstance(sound.microphone(StandardStream()), PipeMicrophone)
    assert isinstance(sound.speaker(SoundSettings(speaker=StandardStream())), PipeSpeaker)


def test_no_sound_is_silence_both_ways() -> None:
    assert isinstance(sound.microphone(NoSound()), SilentMicrophone)
    assert isinstance(sound.speaker(SILENT), NullSpeaker)


def test_a_reply_for_a_file_is_kept_in_it(tmp_path: Path) -> None:
    answer = tmp_path / "answer.wav"
    speaker = sound.reply_speaker(SayRequest(output=answer), SILENT)

    speaker.play(bytes(480))
    speaker.stop()

    assert isinstance(speaker, CollectingSpeaker)
    assert speaker.name == str(answer)
    assert answer.stat().st_size == 44 + 480


def test_a_reply_for_standard_output_is_a_wav_stream(pipe: tuple[int, int]) -> None:
    speaker = sound.reply_speaker(SayRequest(writes_stdout=True), SILENT)

    speaker.play(bytes(480))
    speaker.stop()

    written = os.read(pipe[0], 4_096)
    assert (written[:4], len(written)) == (b"RIFF", 44 + 480)


def test_a_reply_that_is_only_read_is_taken_at_once() -> None:
    speaker = sound.reply_speaker(SayRequest(plays=False), SoundSettings())

    assert isinstance(speaker, CollectingSpeaker)
    speaker.stop()


def test_a_reply_that_is_to_be_heard_goes_to_the_speaker() -> None:
    assert isinstance(sound.reply_speaker(SayRequest(), SILENT), NullSpeaker)


@pytest.mark.parametrize(
    ("inputs", "outputs", "expected"),
    [
        (2, 2, SoundSettings()),
        (2, 0, SoundSettings(speaker=NoSound())),
        (0, 2, SoundSettings(mic=NoSound())),
        (0, 0, SoundSettings(mic=NoSound(), speaker=NoSound())),
    ],
)
def test_a_default_card_that_is_not_there_is_done_without(
    library: FakeLibrary, inputs: int, outputs: int, expected: SoundSettings
) -> None:
    library.devices = [library.device("Card", inputs=inputs, outputs=outputs)]

    assert sound.within_reach(SoundSettings()) == expected


def test_without_portaudio_there_is_no_card(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise library.PortAudioError("PortAudio not initialized", -10000)

    monkeypatch.setattr(library, "query_hostapis", missing)

    assert sound.within_reach(SoundSettings()) == SoundSettings(mic=NoSound(), speaker=NoSound())


def test_what_was_named_is_neither_looked_for_nor_replaced(library: FakeLibrary) -> None:
    library.devices = []
    named = SoundSettings(mic=DeviceNamed("USB"), speaker=StandardStream())

    assert sound.within_reach(named) == named
