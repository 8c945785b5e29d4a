import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.audio import pcm
from grokvoice.audio.pcm import Samples


def samples(*values: int) -> Samples:
    return np.array(values, np.int16)


def test_a_second_is_24000_frames_and_48000_bytes() -> None:
    assert (pcm.ms_to_frames(1000), pcm.frames_to_bytes(24_000)) == (24_000, 48_000)


def test_milliseconds_of_frames_are_rounded_down() -> None:
    assert [pcm.frames_to_ms(frames) for frames in (0, 23, 24, 47, 48)] == [0, 0, 1, 1, 2]


def test_milliseconds_follow_the_rate() -> None:
    assert (pcm.ms_to_frames(10, 44_100), pcm.frames_to_ms(44_100, 44_100)) == (441, 1000)


def test_half_a_sample_is_not_a_frame() -> None:
    assert [pcm.bytes_to_frames(size) for size in (0, 1, 2, 3)] == [0, 0, 1, 1]


def test_bytes_are_little_endian() -> None:
    assert pcm.to_samples(b"\x01\x00\xff\xff\x00\x80").tolist() == [1, -1, -32768]


def test_half_a_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="3 bytes of PCM16 end in half a sample"):
        pcm.to_samples(b"abc")


@given(st.binary().filter(lambda pcm16: len(pcm16) % 2 == 0))
def test_bytes_survive_the_way_through_samples(pcm16: bytes) -> None:
    assert pcm.to_bytes(pcm.to_samples(pcm16)) == pcm16


@given(st.lists(st.integers(-32768, 32767)))
def test_samples_survive_the_way_through_float(values: list[int]) -> None:
    assert pcm.from_float32(pcm.to_float32(samples(*values))).tolist() == values


def test_floats_beyond_full_scale_are_clipped() -> None:
    loud = np.array([1.0, 1.5, -1.0, -7.0], np.float32)

    assert pcm.from_float32(loud).tolist() == [32767, 32767, -32768, -32768]


def test_channels_are_averaged_without_overflow() -> None:
    stereo = samples(32767, 32767, -32768, -32768, 100, 300)

    assert pcm.mixdown(stereo, 2).tolist() == [32767, -32768, 200]


def test_mono_is_mixed_down_to_itself() -> None:
    mono = samples(1, 2)

    assert pcm.mixdown(mono, 1) is mono


def test_mono_is_spread_over_all_channels() -> None:
    assert pcm.spread(samples(1, 2), 3).tolist() == [1, 1, 1, 2, 2, 2]


def test_mono_is_spread_over_one_channel_as_itself() -> None:
    mono = samples(1, 2)

    assert pcm.spread(mono, 1) is mono


def test_a_full_scale_sine_is_three_decibels_below_a_full_scale_square() -> None:
    sine = pcm.from_float32(np.sin(np.arange(2400) * math.tau / 24).astype(np.float32))
    square = np.where(np.arange(2400) % 2, 32767, -32767).astype(np.int16)

    assert (round(pcm.level_dbfs(sine), 1), round(pcm.level_dbfs(square), 1)) == (-3.0, 0.0)


@pytest.mark.parametrize("measure", [pcm.level_dbfs, pcm.peak_dbfs])
def test_silence_and_nothing_measure_the_floor(measure: Callable[[Samples], float]) -> None:
    assert (measure(samples(0, 0)), measure(samples())) == (-90.0, -90.0)


def test_the_lowest_sample_is_full_scale() -> None:
    assert (pcm.peak_dbfs(samples(0, -32768)), pcm.level_dbfs(samples(-32768))) == (0.0, 0.0)


def test_no_level_is_below_the_floor() -> None:
    assert pcm.level_dbfs(samples(1, *[0] * 9999)) == -90.0
