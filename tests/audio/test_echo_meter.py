import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.audio.echo_meter import EchoMeter, Floor, Levels, likeness

ROOM = -70.0


def syllables(frames: int, seed: int, loud: float = -20.0) -> NDArray[np.float64]:
    """Levels that rise and fall as speech does."""
    steps = np.random.default_rng(seed).normal(0, 12, frames)
    smooth = np.convolve(steps, np.ones(8) / 3, "same")
    levels = np.minimum(np.maximum(smooth + (loud - 10), -80.0), loud)
    return np.asarray(levels, np.float64)


def heard(far: NDArray[np.float64], delay: int, by_db: float) -> NDArray[np.float64]:
    """The same, later and softer, in a room that is not quite silent."""
    late = np.concatenate((np.full(delay, ROOM), far[: len(far) - delay] - by_db))
    return np.asarray(np.maximum(ROOM, late), np.float64)


def fed(
    far: NDArray[np.float64], near: NDArray[np.float64], clean: NDArray[np.float64]
) -> EchoMeter:
    meter = EchoMeter()
    for _ in range(200):
        meter.push(Levels(ROOM, -90.0, ROOM))
    for levels in zip(near, far, clean, strict=True):
        meter.push(Levels(near=levels[0], far=levels[1], clean=levels[2]))
    return meter


def test_the_room_is_as_loud_as_its_softest_moment_of_late() -> None:
    room = Floor()

    for level in (-30.0, -50.0, -20.0):
        room.push(level)

    assert room.dbfs == pytest.approx(-49.98)


def test_what_is_taken_off_the_echo_is_measured() -> None:
    far = syllables(800, 1)
    near = heard(far, 8, 20)

    meter = fed(far, near, np.maximum(-90, near - 30))

    assert meter.removed_db == pytest.approx(30, abs=0.1)
    assert not meter.is_failing


def test_an_echo_that_comes_through_for_three_seconds_is_a_failure() -> None:
    far = syllables(700, 1)
    near = heard(far, 8, 20)

    seconds = [fed(far[:frames], near[:frames], near[:frames]) for frames in (200, 299, 700)]

    assert [meter.is_failing for meter in seconds] == [False, False, True]
    assert seconds[2].removed_db == 0


def test_a_failure_is_forgiven_when_something_else_is_tried() -> None:
    far = syllables(700, 1)
    near = heard(far, 8, 20)
    meter = fed(far, near, near)

    meter.forgive()

    assert (meter.is_failing, meter.removed_db) == (False, None)


def test_headphones_make_no_echo_whoever_speaks() -> None:
    far, voice = syllables(1000, 1), syllables(1000, 2)
    far[:300] = -90

    meter = fed(far, voice, voice)

    assert (meter.removed_db, meter.is_failing) == (None, False)


def test_a_silent_room_says_nothing() -> None:
    far = syllables(1000, 1)
    near = np.full(1000, ROOM)

    meter = fed(far, near, near)

    assert (meter.removed_db, meter.is_failing) == (None, False)


def test_nothing_is_measured_while_nothing_sounds() -> None:
    voice = syllables(1000, 2)

    meter = fed(np.full(1000, -90.0), voice, voice)

    assert (meter.is_sounding, meter.removed_db) == (False, None)


def test_what_was_played_may_be_heard_for_half_a_second() -> None:
    meter = EchoMeter()
    meter.push(Levels(ROOM, -20.0, ROOM))

    sounding = []
    for _ in range(51):
        sounding.append((meter.is_sounding, meter.recent_peak))
        meter.push(Levels(ROOM, -90.0, ROOM))

    assert sounding == [(True, -20.0)] * 50 + [(False, -90.0)]


def test_the_first_sound_of_all_is_not_judged() -> None:
    meter = EchoMeter()
    far = syllables(150, 1)

    for level in far:
        meter.push(Levels(near=level, far=level, clean=level))

    assert meter.removed_db is None


def test_envelopes_are_compared_at_every_delay() -> None:
    far = syllables(200, 1)

    assert likeness(far, heard(far, 23, 20)[-150:]) > 0.95
    assert likeness(far, syllables(150, 2)) < 0.6
    assert likeness(far, np.full(150, ROOM)) == 0


def test_a_canceller_has_settled_after_half_a_second_and_shortly_after_each_pause() -> None:
    meter = EchoMeter()
    settled = []

    for frames, far in ((50, -20.0), (1, -20.0), (60, -90.0), (40, -20.0), (1, -20.0)):
        for _ in range(frames):
            meter.push(Levels(ROOM, far, ROOM))
        settled.append(meter.is_settled)

    assert settled == [False, True, False, False, True]


def test_a_canceller_knows_its_room_after_a_second_and_a_half_of_sound() -> None:
    meter = EchoMeter()
    learned = []

    for frames, far in ((100, -20.0), (60, -90.0), (2, -20.0)):
        for _ in range(frames):
            meter.push(Levels(ROOM, far, ROOM))
        learned.append(meter.has_learned)

    assert learned == [False, False, True]
