import numpy as np
import pytest

from grokvoice.audio.pcm import Samples
from grokvoice.simulator.brain.g711 import (
    alaw_to_samples,
    samples_to_alaw,
    samples_to_ulaw,
    ulaw_to_samples,
)

EVERY_CODE = bytes(range(256))


def samples(*values: int) -> Samples:
    return np.array(values, np.int16)


@pytest.mark.parametrize(
    ("code", "level"), [(0x00, -32124), (0x80, 32124), (0xFF, 0), (0x7F, 0), (0xE7, 260)]
)
def test_ulaw_levels_are_those_of_the_standard(code: int, level: int) -> None:
    assert ulaw_to_samples(bytes([code]))[0] == level


@pytest.mark.parametrize(
    ("code", "level"), [(0x55, -8), (0xD5, 8), (0xAA, 32256), (0x2A, -32256), (0x80, 5504)]
)
def test_alaw_levels_are_those_of_the_standard(code: int, level: int) -> None:
    assert alaw_to_samples(bytes([code]))[0] == level


def test_every_ulaw_level_is_encoded_as_itself() -> None:
    levels = ulaw_to_samples(EVERY_CODE)

    assert np.array_equal(ulaw_to_samples(samples_to_ulaw(levels)), levels)


def test_every_alaw_code_is_encoded_as_itself() -> None:
    assert samples_to_alaw(alaw_to_samples(EVERY_CODE)) == EVERY_CODE


def test_a_sample_takes_the_nearest_level_up_to_full_scale() -> None:
    loud = samples(-32768, -5, 0, 1000, 32767)

    ulaw = ulaw_to_samples(samples_to_ulaw(loud)).tolist()
    alaw = alaw_to_samples(samples_to_alaw(loud)).tolist()

    assert ulaw == [-32124, -8, 0, 988, 32124]
    assert alaw == [-32256, -8, 8, 1008, 32256]
