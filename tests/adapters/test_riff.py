import io
import struct

import numpy as np
import pytest

from grokvoice.adapters.riff import NotPcmWavError, WavFormat, read_format
from grokvoice.audio.wav_header import HEADER_BYTES, wav_header


def riff(*chunks: bytes) -> io.BytesIO:
    body = b"WAVE" + b"".join(chunks)
    return io.BytesIO(b"RIFF" + struct.pack("<I", len(body)) + body)


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def fmt(
    tag: int = 1, channels: int = 2, rate_hz: int = 44_100, bits: int = 24, rest: bytes = b""
) -> bytes:
    frame_bytes = channels * bits // 8
    layout = (tag, channels, rate_hz, rate_hz * frame_bytes, frame_bytes, bits)
    return chunk(b"fmt ", struct.pack("<HHIIHH", *layout) + rest)


def test_a_written_header_is_understood_by_ourselves() -> None:
    file = io.BytesIO(wav_header(6))

    assert read_format(file) == WavFormat(24_000, 1, 16, 6)
    assert file.tell() == HEADER_BYTES


def test_other_chunks_are_skipped_with_their_padding() -> None:
    file = riff(chunk(b"LIST", b"odd"), fmt(), chunk(b"fact", b"1234"), chunk(b"data", b"123456"))

    found = read_format(file)

    assert (found, found.frame_bytes) == (WavFormat(44_100, 2, 24, 6), 6)
    assert file.read() == b"123456"


def test_the_extensible_form_is_plain_pcm_too() -> None:
    extension = struct.pack("<HHIH14s", 22, 24, 3, 1, bytes(14))
    file = riff(fmt(tag=0xFFFE, rest=extension), chunk(b"data", b""))

    assert read_format(file) == WavFormat(44_100, 2, 24, 0)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (io.BytesIO(b""), "it ends before its sound begins"),
        (io.BytesIO(b"ID3\4" + bytes(20)), "it is not a WAV file"),
        (riff(), "it ends before its sound begins"),
        (riff(chunk(b"data", b"12")), "it ends before its sound begins"),
        (riff(chunk(b"fmt ", b"short")), "its header is damaged"),
        (riff(fmt(tag=3, bits=32)), "its sound is not plain PCM (format 3, 32 bits)"),
        (riff(fmt(tag=0xFFFE)), "its sound is not plain PCM (format 65534, 24 bits)"),
        (riff(fmt(bits=12)), "its sound is not plain PCM (format 1, 12 bits)"),
        (riff(fmt(channels=0)), "its sound has 0 channels at 44100 Hz"),
        (riff(fmt(rate_hz=1)), "its sound has 2 channels at 1 Hz"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(file: io.BytesIO, reason: str) -> None:
    with pytest.raises(NotPcmWavError) as refused:
        read_format(file)

    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("bits", "data"),
    [
        (8, bytes([0, 128, 255])),
        (16, struct.pack("<3h", -32768, 0, 32512)),
        (24, b"\xff\x00\x80" + b"\xff\x00\x00" + b"\xff\x00\x7f"),
        (32, struct.pack("<3i", -(1 << 31) + 9, 9, (32512 << 16) + 9)),
    ],
)
def test_every_width_comes_to_the_same_samples(bits: int, data: bytes) -> None:
    samples = WavFormat(24_000, 1, bits, len(data)).decode(data)

    assert samples.dtype == np.int16
    assert samples.tolist() == [-32768, 0, 32512]


def test_channels_are_mixed() -> None:
    data = struct.pack("<4h", 100, 300, -5, -15)

    assert WavFormat(24_000, 2, 16, 8).decode(data).tolist() == [200, -10]
