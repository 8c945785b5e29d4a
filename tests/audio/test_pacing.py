"""Clocks that differ, in virtual time."""

import numpy as np
import pytest

from grokvoice.audio.pacing import Pacer, warped
from grokvoice.audio.pcm import RATE_HZ, ms_to_frames
from grokvoice.audio.playout import PlayoutQueue

BLOCK = 480
LEVEL = ms_to_frames(200)
BOUND = ms_to_frames(60)
HOUR = 60 * 60 * 50


@pytest.mark.parametrize("ppm", [-200, -20, 20, 200])
def test_a_level_is_held_for_an_hour_whatever_the_clocks_differ(ppm: int) -> None:
    pacer = Pacer()
    waiting, levels = float(LEVEL), []

    for block in range(HOUR):
        waiting += BLOCK * (1 + ppm / 1e6)
        waiting -= BLOCK + pacer.push(int(waiting), BLOCK)
        if block % 50 == 0:
            levels.append(waiting)

    assert max(abs(level - LEVEL) for level in levels) < BOUND


@pytest.mark.parametrize("ppm", [-200, 200])
def test_an_hour_in_real_time_has_no_gap_and_no_step_and_every_frame_is_counted(ppm: int) -> None:
    playout, written, largest, last = PlayoutQueue(), 2 * RATE_HZ, 0, 0
    tone = np.round(8_000 * np.sin(2 * np.pi * np.arange(RATE_HZ + 480) / 240)).astype(np.int16)
    out = np.zeros(BLOCK, np.int16)
    playout.write(np.tile(tone[:RATE_HZ], 2))

    for block in range(HOUR):
        playout.reader.read_into(out)
        largest = max(largest, abs(int(out[0]) - last), int(np.abs(np.diff(out)).max()))
        last = int(out[-1])
        due = round((block + 1) * BLOCK * (1 + ppm / 1e6)) + 2 * RATE_HZ - written
        playout.write(tone[written % 240 :][:due])
        written += due

    counts = playout.counts()
    assert largest <= 8_000 * 2 * np.pi / 240 + 3
    assert (counts.underruns, counts.flushed) == (0, 0)
    assert 0 < abs(counts.buffered - 2 * RATE_HZ) < BOUND
    assert counts.written == counts.played + counts.buffered == written


def test_sound_that_comes_faster_than_it_plays_is_let_alone() -> None:
    pacer = Pacer()

    slips = [pacer.push(LEVEL + 50 * block, BLOCK) for block in range(3_000)]

    assert not any(slips)


def test_each_sound_is_judged_anew() -> None:
    pacer = Pacer()
    drifting = [pacer.push(LEVEL + block // 10, BLOCK) for block in range(3_000)]

    pacer.begin()

    assert any(drifting)
    assert not any(pacer.push(2 * LEVEL, BLOCK) for _ in range(500))


@pytest.mark.parametrize("given", [BLOCK - 1, BLOCK + 1])
def test_a_warped_block_is_the_same_sound(given: int) -> None:
    phase = 2 * np.pi * 500 / RATE_HZ
    samples = np.round(10_000 * np.sin(phase * np.arange(given))).astype(np.int16)

    out = warped(samples, BLOCK)

    places = np.linspace(0, given - 1, BLOCK)
    assert (out[0], out[-1]) == (samples[0], samples[-1])
    assert np.abs(out - 10_000 * np.sin(phase * places)).max() < 3


def test_a_warped_block_never_wraps() -> None:
    loud = np.where(np.arange(BLOCK + 1) // 7 % 2, 32_767, -32_768).astype(np.int16)

    out = warped(loud, BLOCK).astype(int)

    assert np.sign(out[10:-10]).sum() == pytest.approx(0, abs=10)
