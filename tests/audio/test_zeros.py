import numpy as np

from grokvoice.audio.zeros import Silence, ZeroWatch

TENTH = np.zeros(2400, np.int16)
FAINT = np.array([0, 1, 0], np.int16)


def silent(watch: ZeroWatch, tenths: int) -> list[tuple[int, Silence]]:
    """What is said of so much silence, each with the tenth of a second it came at."""
    said = [(number, watch.push(TENTH)) for number in range(1, tenths + 1)]
    return [(number, silence) for number, silence in said if silence]


def test_zeros_from_the_start_are_told_after_a_second_and_once() -> None:
    assert silent(ZeroWatch(), 300) == [(10, Silence.FROM_THE_START)]


def test_the_faintest_noise_shows_that_there_is_a_room() -> None:
    watch = ZeroWatch()

    said = [watch.push(FAINT), *silent(watch, 99)]

    assert said == [None]


def test_zeros_in_the_middle_are_told_after_ten_seconds_and_once() -> None:
    watch = ZeroWatch()
    watch.push(FAINT)
    first = silent(watch, 300)

    watch.push(FAINT)

    assert (first, silent(watch, 300)) == ([(100, Silence.IN_BETWEEN)], [])


def test_a_microphone_that_was_silent_from_the_start_may_be_so_again() -> None:
    watch = ZeroWatch()
    silent(watch, 20)
    watch.push(FAINT)

    assert silent(watch, 100) == [(100, Silence.IN_BETWEEN)]
