from grokvoice.audio.drift import Drift

WINDOW = 250
"""Blocks of 20 ms in which the clocks are compared."""


def slips(drift: Drift, errors: list[int]) -> list[int]:
    return [drift.push(error, 480) for error in errors]


def test_jitter_means_nothing() -> None:
    assert set(slips(Drift(), [0, 900, 30, 2_000] * WINDOW)) == {0}


def test_a_difference_nobody_notices_is_left_alone() -> None:
    assert set(slips(Drift(), [-120] * 2 * WINDOW)) == {0}


def test_a_lasting_delay_is_made_up_for_by_as_many_frames() -> None:
    assert slips(Drift(), [121] * WINDOW + [0] * 300) == [0] * WINDOW + [1] * 121 + [0] * 179


def test_being_early_for_long_is_made_up_for_by_as_many_frames() -> None:
    assert slips(Drift(), [-121, 500] * 125 + [0] * 300) == [0] * WINDOW + [-1] * 121 + [0] * 179
