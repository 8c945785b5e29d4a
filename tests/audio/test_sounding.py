from typing import Any

import numpy as np
import pytest

from grokvoice.audio.pcm import Samples, level_dbfs, ms_to_frames, peak_dbfs
from grokvoice.audio.sounding import Echo, chirp_begins, chirps, find


def room(seconds: float, dbfs: float, seed: int = 1) -> Samples:
    """Noise of a level, in a room in which nothing is played."""
    amplitude = 10 ** (dbfs / 20) * 32_768
    noise = np.random.default_rng(seed).normal(0, amplitude, round(seconds * 24_000))
    return noise.astype(np.int16)


def played_into(recording: Samples, at: int, gain: float) -> Samples:
    echo = np.zeros(len(recording))
    echo[at : at + len(chirps())] = chirps() * gain
    return np.asarray(recording + echo, np.int16)


def places(at: int, holes: int = 0) -> tuple[int, ...]:
    """Where the chirps lie if the sound begins at a frame, and after so many was torn."""
    before, after = chirp_begins()[:3], chirp_begins()[3:]
    return tuple(at + begin for begin in (*before, *(it - holes for it in after)))


def about(db: float, within: float) -> Any:
    return pytest.approx(db, abs=within)


def test_the_sound_is_soft_short_and_without_clicks() -> None:
    sound = chirps()

    assert ms_to_frames(2400) < len(sound) < ms_to_frames(2700)
    assert peak_dbfs(sound) == pytest.approx(-22, abs=0.2)
    one = sound[: ms_to_frames(220)]
    assert max(np.abs(one[:24]).max(), np.abs(one[-24:]).max()) < 0.06 * one.max()


@pytest.mark.parametrize(("at", "gain_db"), [(0, -20), (1, 0), (1920, -20), (12_000, -40)])
def test_an_echo_is_found_to_the_frame(at: int, gain_db: int) -> None:
    recording = played_into(room(4, -75), at, 10 ** (gain_db / 20))

    assert find(recording) == Echo(places(at), about(gain_db, 0.3))


def test_an_echo_softer_than_the_room_is_found() -> None:
    recording = played_into(room(4, level_dbfs(chirps()) - 20 + 15), 2000, 0.1)

    assert find(recording) == Echo(places(2000), about(-20, 2))


def test_a_loudspeaker_that_turns_the_sound_over_is_heard_as_well() -> None:
    assert find(played_into(room(4, -75), 500, -0.5)) == Echo(places(500), about(-6, 0.1))


@pytest.mark.parametrize("seed", range(4))
def test_a_room_alone_is_no_echo(seed: int) -> None:
    assert find(room(4, -40, seed)) is None


def test_silence_is_no_echo() -> None:
    assert find(np.zeros(96_000, np.int16)) is None


def test_an_echo_with_a_hole_in_it_is_as_loud_as_the_rest() -> None:
    whole = played_into(room(4, -75), 2000, 0.1)
    cut = 2000 + chirp_begins()[3] - ms_to_frames(50)

    torn = np.concatenate((whole[:cut], whole[cut + ms_to_frames(40) :]))

    assert find(torn) == Echo(places(2000, ms_to_frames(40)), about(-20, 0.5))
