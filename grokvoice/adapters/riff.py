"""The header of a WAV file, read.

The standard library's `wave` refuses WAVE_FORMAT_EXTENSIBLE before Python 3.12, which is what most
programs write for 24 bits.
"""

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np

from grokvoice.audio.pcm import Samples, mixdown

_PCM: Final = 1
_EXTENSIBLE: Final = 0xFFFE
_LOWEST_HZ: Final = 1_000
_HIGHEST_HZ: Final = 768_000


class NotPcmWavError(Exception):
    """A file is not a WAV file this program can read; the text says why, without the path."""


@dataclass(frozen=True, slots=True)
class WavFormat:
    """How the sound of a WAV file is laid out."""

    rate_hz: int
    channels: int
    bits: int
    """8, 16, 24 or 32."""
    data_bytes: int
    """Size of the sound as the header claims it; a cut-off or streamed file holds less."""

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame, all channels."""
        return self.channels * self.bits // 8

    def decode(self, data: bytes) -> Samples:
        """Turn whole frames into mono int16; bits below the sixteenth are cut off."""
        match self.bits:
            case 8:  # the only unsigned width
                samples = (np.frombuffer(data, np.uint8).astype(np.int16) - 128) << 8
            case 16:
                samples = np.frombuffer(data, "<i2").astype(np.int16, copy=False)
            case 24:
                high_bytes = np.frombuffer(data, np.uint8).reshape(-1, 3)[:, 1:]
                samples = np.ascontiguousarray(high_bytes).view("<i2").ravel().astype(np.int16)
            case _:
                samples = (np.frombuffer(data, "<i4") >> 16).astype(np.int16)
        return mixdown(samples, self.channels)


def read_format(stream: BinaryIO) -> WavFormat:
    """Read the header; the stream then stands at the first frame.

    Raises:
        NotPcmWavError: It is no WAV file, or its sound is not PCM of 8, 16, 24 or 32 bits.
    """
    riff, _, wave = struct.unpack("<4sI4s", _exactly(12, stream))
    if (riff, wave) != (b"RIFF", b"WAVE"):
        raise NotPcmWavError("it is not a WAV file")
    sound = None
    while True:
        chunk, size = struct.unpack("<4sI", _exactly(8, stream))
        padding = size % 2
        if chunk == b"data" and sound is not None:
            return WavFormat(*sound, size)
        if chunk == b"fmt ":
            sound = _sound_format(_exactly(size, stream))
            size = 0
        stream.seek(size + padding, os.SEEK_CUR)


def _sound_format(fmt: bytes) -> tuple[int, int, int]:
    """Return rate, channels and bits of a format chunk."""
    if len(fmt) < 16:
        raise NotPcmWavError("its header is damaged")
    tag, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", fmt[:16])
    if tag == _EXTENSIBLE and len(fmt) >= 26:
        (tag,) = struct.unpack("<H", fmt[24:26])
    if tag != _PCM or bits not in {8, 16, 24, 32}:
        raise NotPcmWavError(f"its sound is not plain PCM (format {tag}, {bits} bits)")
    if not channels or not _LOWEST_HZ <= rate_hz <= _HIGHEST_HZ:
        raise NotPcmWavError(f"its sound has {channels} channels at {rate_hz} Hz")
    return rate_hz, channels, bits


def _exactly(size: int, stream: BinaryIO) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise NotPcmWavError("it ends before its sound begins")
    return data
