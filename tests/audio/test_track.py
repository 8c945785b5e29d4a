import numpy as np
import pytest

from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.track import Track

LEAP = 2_400


def tone(frames: int, value: int = 1) -> Samples:
    return np.full(frames, value, np.int16)


def silence(frames: int) -> list[int]:
    return [0] * frames


def test_a_track_begins_with_silence_until_its_first_block() -> None:
    track = Track()

    track.lay(tone(2), at=3)

    assert track.take(5).tolist() == [0, 0, 0, 1, 1]
    assert (track.begin, track.end) == (5, 5)


def test_what_was_before_the_beginning_is_cut_off() -> None:
    track = Track()

    track.lay(np.array([1, 2, 3], np.int16), at=-2)

    assert track.take(1).tolist() == [3]


def test_blocks_that_follow_each_other_are_joined_though_their_times_jitter() -> None:
    track = Track()

    for at, value in ((0, 1), (4 + LEAP, 2), (8 - LEAP, 3)):
        track.lay(tone(4, value), at)

    assert track.take(12).tolist() == [1] * 4 + [2] * 4 + [3] * 4


def test_after_a_pause_there_is_silence_between() -> None:
    track = Track()

    track.lay(tone(1), at=0)
    track.lay(tone(1, 2), at=2 + LEAP)

    assert track.take(3 + LEAP).tolist() == [1, *silence(LEAP + 1), 2]


def test_too_much_is_mended_by_leaving_out_silence_first() -> None:
    track = Track()

    track.lay(tone(9 + LEAP), at=0)
    track.lay(tone(4, 0), at=4)
    track.lay(tone(1, 2), at=8)

    assert track.take(10 + LEAP)[-2:].tolist() == [1, 2]
    assert track.end == 10 + LEAP


def test_what_is_not_there_in_time_is_silence_and_has_no_room_later() -> None:
    track = Track()

    track.lay(tone(2), at=0)
    early = track.take(4)
    track.lay(np.array([2, 3, 4], np.int16), at=2)

    assert early.tolist() == [1, 1, 0, 0]
    assert track.take(5).tolist() == [4]


def test_a_block_is_taken_in_pieces_and_never_twice() -> None:
    track = Track()

    track.lay(np.arange(6, dtype=np.int16), at=0)

    assert track.take(2).tolist() == [0, 1]
    assert track.take(2).tolist() == []
    assert track.take(6).tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize("ppm", [-200, 200])
def test_a_clock_that_drifts_for_ten_minutes_is_followed_within_ten_milliseconds(ppm: int) -> None:
    track, block = Track(), 480

    for number in range(10 * 60 * RATE_HZ // block):
        at = round(number * block * (1 + ppm / 1e6))
        track.lay(tone(block), at)
        track.take(track.end)

    assert abs(track.end - at - block) <= RATE_HZ // 100


def test_a_block_too_short_to_be_stretched_stays_as_it_is() -> None:
    track = Track()

    track.lay(tone(5), at=0)
    track.lay(tone(5), at=200)

    assert track.end == 10


def test_nothing_laid_is_nothing() -> None:
    track = Track()

    track.lay(tone(0), at=0)

    assert track.end == 0
