"""Between the bytes of the wire, in whatever codec and rate was agreed, and samples."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from grokvoice.audio.pcm import RATE_HZ, Samples, to_bytes, to_samples
from grokvoice.audio.resampler import Resampler
from grokvoice.simulator.brain.g711 import (
    alaw_to_samples,
    samples_to_alaw,
    samples_to_ulaw,
    ulaw_to_samples,
)

PCM_RATES_HZ: Final = (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000)
"""Rates of `audio/pcm`; one of the two official lists leaves out 11025 (reference, 3.1)."""
_TELEPHONE_HZ: Final = 8000
HEARING_HZ: Final = 16_000
"""The rate at which the server listens."""


@dataclass(frozen=True, slots=True)
class WireFormat:
    """A codec (`audio/pcm`, `audio/pcmu` or `audio/pcma`) and its rate."""

    codec: str = "audio/pcm"
    rate_hz: int = RATE_HZ

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample on the wire."""
        return 2 if self.codec == "audio/pcm" else 1

    @property
    def is_supported(self) -> bool:
        """Whether the simulator can speak it; Opus it cannot."""
        if self.codec == "audio/pcm":
            return self.rate_hz in PCM_RATES_HZ
        return self.codec in {"audio/pcmu", "audio/pcma"} and self.rate_hz == _TELEPHONE_HZ

    def decode(self, data: bytes) -> Samples:
        """Read whole samples at `rate_hz`; half a sample at the end is dropped."""
        match self.codec:
            case "audio/pcmu":
                return ulaw_to_samples(data)
            case "audio/pcma":
                return alaw_to_samples(data)
            case _:
                return to_samples(data[: len(data) // 2 * 2])

    def encode(self, samples: Samples) -> bytes:
        """Write samples at `rate_hz`."""
        match self.codec:
            case "audio/pcmu":
                return samples_to_ulaw(samples)
            case "audio/pcma":
                return samples_to_alaw(samples)
            case _:
                return to_bytes(samples)

    def encode_whole(self, samples: Samples) -> bytes:
        """Write a whole sound that is at 24 kHz, resampled at once so that its length is exact."""
        if self.rate_hz == RATE_HZ:
            return self.encode(samples)
        resampler = Resampler(RATE_HZ, self.rate_hz)
        return self.encode(np.concatenate((resampler.push(samples), resampler.flush())))

    def decode_for_hearing(self, data: bytes) -> bytes:
        """Read a whole sound as PCM16 at 16 kHz."""
        resampler = Resampler(self.rate_hz, HEARING_HZ)
        parts = (resampler.push(self.decode(data)), resampler.flush())
        return to_bytes(np.concatenate(parts))
