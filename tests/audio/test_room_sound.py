from typing import Any

import numpy as np
import pytest

from grokvoice.audio.room_sound import RoomSound, measure


def about(dbfs: float) -> Any:
    return pytest.approx(dbfs, abs=0.1)


def test_a_tone_with_gaps_is_measured() -> None:
    tone = (np.sin(np.arange(24_000) / 10) * 3276.8).astype(np.int16)
    hum = np.tile(np.array([33, -33], np.int16), 6000)

    found = measure(np.concatenate((tone, hum)))

    assert found == RoomSound(
        peak_dbfs=about(-20),
        rms_dbfs=about(-24.8),
        floor_dbfs=about(-59.9),
        clipped=0,
        is_zero=False,
    )


def test_what_is_driven_too_hard_is_counted() -> None:
    assert measure(np.array([32_767, 32_766, -32_768, -32_767], np.int16)).clipped == 3


@pytest.mark.parametrize("frames", [0, 24_000])
def test_nothing_but_zeros_is_no_room(frames: int) -> None:
    assert measure(np.zeros(frames, np.int16)) == RoomSound(-90.0, -90.0, -90.0, 0, is_zero=True)
