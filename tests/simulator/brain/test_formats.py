import numpy as np
import pytest

from grokvoice.audio.pcm import to_bytes, to_samples
from grokvoice.simulator.brain.formats import PCM_RATES_HZ, WireFormat

RAMP = np.arange(-1000, 1000, 10, dtype=np.int16)


@pytest.mark.parametrize("codec", ["audio/pcm", "audio/pcmu", "audio/pcma"])
def test_what_is_encoded_is_decoded_again(codec: str) -> None:
    wire_format = WireFormat(codec, 8000)
    code = wire_format.encode(RAMP)

    assert len(code) == len(RAMP) * wire_format.frame_bytes
    assert np.abs(wire_format.decode(code) - RAMP).max() <= 32


def test_half_a_sample_at_the_end_is_dropped() -> None:
    assert WireFormat().decode(b"\x01\x00\x02").tolist() == [1]


@pytest.mark.parametrize(
    ("wire_format", "is_supported"),
    [
        *((WireFormat("audio/pcm", rate), True) for rate in PCM_RATES_HZ),
        (WireFormat("audio/pcm", 12_345), False),
        (WireFormat("audio/pcmu", 8000), True),
        (WireFormat("audio/pcma", 8000), True),
        (WireFormat("audio/pcma", 16_000), False),
        (WireFormat("audio/opus", 24_000), False),
    ],
)
def test_only_what_can_be_decoded_is_supported(
    wire_format: WireFormat, *, is_supported: bool
) -> None:
    assert wire_format.is_supported == is_supported


@pytest.mark.parametrize(("rate_hz", "frames"), [(24_000, 2400), (8000, 800), (44_100, 4410)])
def test_a_whole_sound_has_its_exact_length_at_every_rate(rate_hz: int, frames: int) -> None:
    sound = np.zeros(2400, np.int16)

    assert len(WireFormat("audio/pcm", rate_hz).encode_whole(sound)) == 2 * frames


def test_a_sound_is_heard_at_sixteen_kilohertz() -> None:
    sound = WireFormat("audio/pcm", 48_000).decode_for_hearing(bytes(2 * 4800))

    assert len(to_samples(sound)) == 1600


def test_sound_at_our_own_rate_passes_untouched() -> None:
    assert WireFormat().encode_whole(RAMP) == to_bytes(RAMP)
