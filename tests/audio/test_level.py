import numpy as np
import pytest

from grokvoice.audio.level import Meter
from grokvoice.audio.pcm import Samples

FULL = np.full(100, -32768, np.int16)
SILENCE = np.zeros(100, np.int16)


def meter() -> Meter:
    return Meter(rate_hz=1000, hold_ms=200, decay_db_per_s=50)


def test_an_unused_meter_shows_the_floor() -> None:
    assert meter().level_dbfs == -90.0


def test_a_meter_jumps_up_at_once() -> None:
    shown = meter()

    shown.push(FULL)

    assert shown.level_dbfs == 0.0


def test_a_peak_is_held_and_then_sinks() -> None:
    shown = meter()
    shown.push(FULL)

    levels = []
    for _ in range(4):
        shown.push(SILENCE)
        levels.append(shown.level_dbfs)

    assert levels == [0.0, 0.0, -5.0, -10.0]


@pytest.mark.parametrize("sizes", [[400], [100] * 4, [1] * 400, [150, 250]])
def test_sinking_does_not_depend_on_the_size_of_blocks(sizes: list[int]) -> None:
    shown = meter()
    shown.push(FULL)

    for size in sizes:
        shown.push(np.zeros(size, np.int16))

    assert shown.level_dbfs == pytest.approx(-10.0)


def test_a_meter_sinks_no_deeper_than_the_sound_it_is_given() -> None:
    shown = meter()
    quiet: Samples = np.full(10_000, 3277, np.int16)
    shown.push(FULL)

    shown.push(quiet)

    assert shown.level_dbfs == pytest.approx(-20.0, abs=0.01)


def test_a_meter_sinks_no_deeper_than_the_floor() -> None:
    shown = meter()
    shown.push(FULL)

    shown.push(np.zeros(10_000, np.int16))

    assert shown.level_dbfs == -90.0


def test_a_new_peak_is_held_anew() -> None:
    shown = meter()
    shown.push(FULL)
    shown.push(SILENCE)
    shown.push(FULL)

    shown.push(np.zeros(200, np.int16))

    assert shown.level_dbfs == 0.0
