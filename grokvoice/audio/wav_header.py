"""The header of a WAV file of PCM16 at 24 kHz, which may be written anew while the file grows."""

import struct
from typing import Final

from grokvoice.audio.pcm import FRAME_BYTES, RATE_HZ

HEADER_BYTES: Final = 44
"""Size of every header made here."""

_PCM: Final = 1
_LARGEST: Final = 0xFFFF_FFFF


def wav_header(data_bytes: int, channels: int = 1) -> bytes:
    """Return the header of a file with `data_bytes` bytes of sound; above 4 GB it claims 4 GB."""
    frame_bytes = FRAME_BYTES * channels
    largest = _LARGEST - HEADER_BYTES
    size = min(data_bytes, largest - largest % frame_bytes)
    riff = struct.pack("<4sI4s", b"RIFF", size + HEADER_BYTES - 8, b"WAVE")
    layout = (_PCM, channels, RATE_HZ, RATE_HZ * frame_bytes, frame_bytes, 8 * FRAME_BYTES)
    return riff + struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, *layout, b"data", size)
