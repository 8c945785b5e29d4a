from grokvoice.session.latency import Latencies
from grokvoice.session.updates import LatencyMeasured


def measured(ended: float, arrived: float, sounded: float) -> LatencyMeasured:
    return Latencies().measured("r1", turn_ended_at=ended, arrived_at=arrived, sounded_at=sounded)


def test_a_wait_is_shared_between_the_network_and_ourselves() -> None:
    assert measured(1.0, 1.75, 2.0) == LatencyMeasured(
        response_id="r1", seconds=1.0, network_s=0.75, own_s=0.25
    )


def test_moments_in_the_wrong_order_count_as_no_time() -> None:
    wrong = [measured(*moments) for moments in ((2.0, 1.0, 3.0), (1.0, 3.0, 2.0), (3.0, 2.0, 1.0))]

    assert [(m.seconds, m.network_s, m.own_s) for m in wrong] == [
        (1.0, 0.0, 1.0),
        (1.0, 1.0, 0.0),
        (0.0, 0.0, 0.0),
    ]


def test_percentiles_are_waits_that_really_were() -> None:
    latencies = Latencies()
    for number in range(1, 21):
        latencies.measured("r1", turn_ended_at=0.0, arrived_at=0.0, sounded_at=float(21 - number))

    assert [latencies.percentile(percent) for percent in (0, 50, 95, 96, 100)] == [
        1.0,
        10.0,
        19.0,
        20.0,
        20.0,
    ]


def test_there_is_no_percentile_of_nothing() -> None:
    assert Latencies().percentile(50) is None


def test_a_talk_of_days_is_judged_by_its_latest_waits() -> None:
    latencies = Latencies()
    for seconds in [9.0, *([1.0] * 1000)]:
        latencies.measured("r1", turn_ended_at=0.0, arrived_at=0.0, sounded_at=seconds)

    assert latencies.percentile(100) == 1.0
