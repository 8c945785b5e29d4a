import pytest

from grokvoice.ui.meter import Meter

BARS = "01234567"


def test_a_new_meter_is_silent() -> None:
    assert Meter().bars(BARS) == "000000"


@pytest.mark.parametrize(
    ("dbfs", "bar"),
    [(float("-inf"), "0"), (-60.0, "0"), (-30.0, "4"), (-8.6, "6"), (0.0, "7"), (3.0, "7")],
)
def test_a_level_is_a_bar(dbfs: float, bar: str) -> None:
    meter = Meter()

    meter.add(dbfs)

    assert meter.bars(BARS) == "00000" + bar


def test_the_latest_moments_are_kept_oldest_first() -> None:
    meter = Meter()

    for dbfs in (0.0, -10.0, -20.0, -30.0, -40.0, -50.0, -60.0):
        meter.add(dbfs)

    assert meter.bars(BARS) == "654210"
    assert meter.bars(BARS, 4) == "4210"
