from itertools import pairwise

import numpy as np
import pytest

from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.track import Track

LEAP = 2_400
ENOUGH = 12_000
BLOCK = 480


def tone(frames: int, value: int = 1) -> Samples:
    return np.full(frames, value, np.int16)


def running() -> Track:
    """A track on which as much has sounded as is needed to know where it belongs."""
    track = Track()
    track.lay(tone(ENOUGH), at=0)
    assert track.end == ENOUGH
    return track


def taken(track: Track) -> list[int]:
    """Take everything, as runs: value, length, value, length..."""
    track.settle()
    samples = track.take(track.end)
    borders = [0, *(np.flatnonzero(np.diff(samples)) + 1), len(samples)]
    pairs = pairwise(borders)
    return [int(number) for a, b in pairs for number in (samples[a], b - a)]


def test_a_track_begins_with_silence_until_its_first_block() -> None:
    track = Track()

    track.lay(tone(2), at=3)

    assert track.take(5).tolist() == [0, 0, 0, 1, 1]
    assert (track.begin, track.end) == (5, 5)


def test_what_was_before_the_beginning_is_cut_off() -> None:
    track = Track()

    track.lay(np.array([1, 2, 3], np.int16), at=-2)

    assert track.take(1).tolist() == [3]


def test_a_sound_begins_where_its_earliest_block_says() -> None:
    track = Track()

    track.lay(tone(BLOCK, 1), at=5_000)
    track.lay(tone(BLOCK, 2), at=1_000 + BLOCK)
    track.lay(tone(BLOCK, 3), at=1_700 + 2 * BLOCK)

    assert taken(track) == [0, 1_000, 1, BLOCK, 2, BLOCK, 3, BLOCK]


def test_blocks_that_follow_each_other_are_joined_though_their_times_jitter() -> None:
    track = running()

    track.lay(tone(4, 2), ENOUGH + LEAP)
    track.lay(tone(4, 3), ENOUGH + 4 - LEAP)

    assert taken(track) == [1, ENOUGH, 2, 4, 3, 4]


def test_after_a_pause_there_is_silence_between() -> None:
    track = running()

    track.lay(tone(BLOCK, 2), at=ENOUGH + 1 + LEAP)
    track.lay(tone(BLOCK, 3), at=ENOUGH + 1 + LEAP + BLOCK)

    assert taken(track) == [1, ENOUGH, 0, LEAP + 1, 2, BLOCK, 3, BLOCK]


def test_a_pause_after_little_sound_is_one_as_well() -> None:
    track = Track()

    track.lay(tone(1, 1), at=0)
    track.lay(tone(1, 2), at=LEAP + 2)

    assert taken(track) == [1, 1, 0, LEAP + 1, 2, 1]


def test_blocks_that_were_held_up_are_joined_without_a_pause() -> None:
    track, held_until = running(), ENOUGH + 10 * BLOCK

    for number in range(10):
        track.lay(tone(BLOCK, 2 + number % 2), at=max(ENOUGH + number * BLOCK, held_until - BLOCK))

    assert taken(track) == [1, ENOUGH, *(n for _ in range(5) for n in (2, BLOCK, 3, BLOCK))]


def test_too_much_is_mended_by_leaving_out_silence_first() -> None:
    track = running()

    track.lay(tone(4, 0), at=ENOUGH - LEAP)
    track.lay(tone(1, 2), at=ENOUGH - LEAP)

    assert taken(track) == [1, ENOUGH, 2, 1]


def test_what_is_not_there_in_time_is_silence_and_has_no_room_later() -> None:
    track = running()

    early = track.take(ENOUGH + 2)
    track.lay(np.array([2, 3, 4], np.int16), at=ENOUGH)

    assert early[-3:].tolist() == [1, 0, 0]
    assert track.take(ENOUGH + 3).tolist() == [4]


def test_a_block_is_taken_in_pieces_and_never_twice() -> None:
    track = Track()

    track.lay(np.arange(6, dtype=np.int16), at=0)

    assert track.take(2).tolist() == [0, 1]
    assert track.take(2).tolist() == []
    assert track.take(6).tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize("ppm", [-200, 200])
def test_a_clock_that_drifts_for_ten_minutes_is_followed_within_ten_milliseconds(ppm: int) -> None:
    track = Track()

    for number in range(10 * 60 * RATE_HZ // BLOCK):
        at = round(number * BLOCK * (1 + ppm / 1e6))
        track.lay(tone(BLOCK), at)
        track.take(track.end)

    assert abs(track.end - at - BLOCK) <= RATE_HZ // 100


def test_a_block_too_short_to_be_stretched_stays_as_it_is() -> None:
    track = running()

    track.lay(tone(5), at=ENOUGH)

    assert track.end == ENOUGH + 5


def test_nothing_laid_is_nothing() -> None:
    track = Track()

    track.settle()
    track.lay(tone(0), at=0)
    track.settle()

    assert track.end == 0
