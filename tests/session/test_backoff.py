from hypothesis import given
from hypothesis import strategies as st

from grokvoice.session.backoff import Backoff


def delays(count: int, jitter: float = 0.5) -> list[float]:
    backoff = Backoff(lambda: jitter)
    return [round(backoff.failed(healthy_s=0.0, at_least_s=None), 3) for _ in range(count)]


def test_the_first_try_comes_soon_and_the_others_ever_later() -> None:
    assert delays(9) == [0.41, 0.82, 1.64, 3.28, 6.56, 10.0, 10.0, 10.0, 10.0]


def test_jitter_takes_or_adds_a_fifth() -> None:
    assert (delays(1, 0.0), delays(1, 1.0)) == ([0.328], [0.492])


def test_a_server_that_accepts_and_closes_at_once_is_not_stormed() -> None:
    backoff = Backoff(lambda: 0.5)
    backoff.failed(healthy_s=0.0, at_least_s=None)
    backoff.failed(healthy_s=9.9, at_least_s=None)

    assert backoff.failures == 2


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=10, max_size=10))
def test_no_minute_holds_more_than_ten_tries(jitters: list[float]) -> None:
    backoff = Backoff(iter(jitters).__next__)

    waits = [backoff.failed(healthy_s=0.0, at_least_s=None) for _ in jitters]

    assert sum(waits) >= 60.0


def test_ten_seconds_of_health_are_a_recovery() -> None:
    backoff = Backoff(lambda: 0.5)
    for _ in range(5):
        backoff.failed(healthy_s=0.0, at_least_s=None)

    assert (backoff.failed(healthy_s=10.0, at_least_s=None), backoff.failures) == (0.41, 1)


def test_what_the_server_asks_for_is_obeyed_even_beyond_the_longest() -> None:
    backoff = Backoff(lambda: 0.5)

    assert backoff.failed(healthy_s=0.0, at_least_s=120.0) == 120.0
    assert backoff.failed(healthy_s=0.0, at_least_s=0.1) == 0.82


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=200))
def test_no_wait_is_longer_than_ten_seconds(jitters: list[float]) -> None:
    backoff = Backoff(iter(jitters).__next__)

    waits = [backoff.failed(healthy_s=0.0, at_least_s=None) for _ in jitters]

    assert all(0.3 < wait <= 10.0 for wait in waits)
