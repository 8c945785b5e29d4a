import pytest

from grokvoice.audio.cadence import Cadence

BLOCK_S = 0.02


def times(cadence: Cadence, late_s: list[float]) -> list[float]:
    """Push a block after the other, each told so much too late; give the errors that are left."""
    return [
        cadence.push(number * BLOCK_S + late, BLOCK_S) - number * BLOCK_S
        for number, late in enumerate(late_s)
    ]


def test_a_late_callback_makes_no_block_late() -> None:
    assert times(Cadence(), [0.0, 0.015, 0.0]) == pytest.approx([0.0, 0.0, 0.0])


def test_a_first_block_told_late_is_put_right_by_the_next() -> None:
    assert times(Cadence(), [0.01, 0.0, 0.0]) == pytest.approx([0.01, 0.0, 0.0])


def test_a_card_that_lost_a_block_is_followed() -> None:
    errors = times(Cadence(), [0.0] + [0.02] * 5)

    assert errors == pytest.approx([0.0] * 5 + [0.02])


def test_after_a_restart_the_first_block_is_believed() -> None:
    cadence = Cadence()
    cadence.push(100.0, BLOCK_S)

    cadence.restart()

    assert cadence.push(50.0, BLOCK_S) == 50.0
