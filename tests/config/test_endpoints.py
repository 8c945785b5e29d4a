from pathlib import Path

import pytest

from grokvoice.config.endpoints import (
    DefaultDevice,
    DeviceNamed,
    DeviceNumbered,
    Endpoint,
    NoSound,
    StandardStream,
    WavFile,
    endpoint,
    is_file,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("default", DefaultDevice()),
        ("", DefaultDevice()),
        ("none", NoSound()),
        ("-", StandardStream()),
        ("3", DeviceNumbered(3)),
        ("USB Headset", DeviceNamed("USB Headset")),
        ("²", DeviceNamed("²")),
        ("in/Question.WAV", WavFile(Path("in/Question.WAV"))),
        ("~/a.wav", WavFile(Path.home() / "a.wav")),
    ],
)
def test_an_endpoint_is_read_from_its_spelling(text: str, expected: Endpoint) -> None:
    assert endpoint(text) == expected


def test_only_a_wav_file_is_a_file() -> None:
    assert is_file("a.wav")
    assert not is_file("-")
