import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grokvoice.audio.pcm import Samples
from grokvoice.audio.resampler import Resampler

DITHER = 2  # soxr rounds to int16 with a dither of its own

RATES = [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000]


def sine(frequency_hz: float, rate_hz: int, seconds: float = 1.0) -> Samples:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    wave: Samples = np.rint(16_000 * np.sin(math.tau * frequency_hz * times)).astype(np.int16)
    return wave


def in_blocks(resampler: Resampler, sound: Samples, block_frames: int) -> Samples:
    starts = range(0, len(sound), block_frames)
    blocks = [resampler.push(sound[start : start + block_frames]) for start in starts]
    return np.concatenate([*blocks, resampler.flush()])


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(RATES), st.sampled_from(RATES), st.integers(0, 5000), st.integers(1, 999))
def test_the_total_length_is_exact(from_hz: int, to_hz: int, frames: int, block: int) -> None:
    out = in_blocks(Resampler(from_hz, to_hz), np.zeros(frames, np.int16), block)

    assert abs(len(out) - frames * to_hz / from_hz) <= 0.5


@pytest.mark.parametrize(
    ("from_hz", "to_hz"), [(48_000, 24_000), (44_100, 24_000), (24_000, 16_000)]
)
def test_a_tone_in_blocks_is_60_db_cleaner_than_its_errors(from_hz: int, to_hz: int) -> None:
    heard = in_blocks(Resampler(from_hz, to_hz), sine(990, from_hz), from_hz // 50)

    middle = slice(to_hz // 10, -to_hz // 10)
    error = (heard - sine(990, to_hz).astype(np.float64))[middle]
    noise_db = 20 * math.log10(np.sqrt(np.mean(error**2)) / (16_000 / math.sqrt(2)))
    assert noise_db < -60


def test_a_tone_above_the_new_band_is_filtered_out() -> None:
    heard = in_blocks(Resampler(48_000, 24_000), sine(15_000, 48_000), 960)

    assert np.abs(heard[2400:-2400]).max() <= 1


def test_block_borders_make_no_difference() -> None:
    sound = sine(333, 48_000)

    whole, blocks = (in_blocks(Resampler(48_000, 24_000), sound, size) for size in (48_000, 441))

    assert np.abs(whole - blocks).max() <= DITHER


def test_a_flushed_resampler_begins_anew() -> None:
    resampler = Resampler(48_000, 24_000)
    first = in_blocks(resampler, sine(333, 48_000), 960)

    second = in_blocks(resampler, sine(333, 48_000), 960)

    assert np.abs(first - second).max() <= DITHER


@pytest.mark.parametrize("to_hz", [24_000, 48_000])
def test_a_cleared_resampler_forgets_what_it_held_back(to_hz: int) -> None:
    resampler = Resampler(24_000, to_hz)
    resampler.push(sine(333, 24_000))

    resampler.clear()

    assert resampler.flush().tolist() == []


def test_equal_rates_pass_the_very_same_block() -> None:
    block = sine(333, 24_000)

    assert Resampler(24_000, 24_000).push(block) is block


def test_full_scale_is_clipped_and_not_wrapped() -> None:
    square = np.where(np.arange(4800) // 24 % 2, 32767, -32768).astype(np.int16)

    heard = in_blocks(Resampler(48_000, 24_000), square, 960)

    assert (heard.min(), heard.max()) == (-32768, 32767)
