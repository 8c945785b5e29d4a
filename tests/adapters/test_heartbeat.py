from __future__ import annotations

from typing import TYPE_CHECKING

from grokvoice.adapters.heartbeat import Heartbeat

if TYPE_CHECKING:
    from tests.adapters.conftest import ManualClock


def test_a_card_that_calls_is_well(clock: ManualClock) -> None:
    heartbeat = Heartbeat(clock.now)
    heartbeat.start()

    for _ in range(10):
        clock.time_s += 0.9
        heartbeat.beat()

    assert heartbeat.failure_of("card") is None


def test_a_card_that_ceases_to_call_has_failed_after_a_second(clock: ManualClock) -> None:
    heartbeat = Heartbeat(clock.now)
    heartbeat.start()

    failures = []
    for _ in range(2):
        clock.time_s += 0.6
        failures.append(heartbeat.failure_of("card"))

    assert failures == [None, "card has stopped answering"]


def test_a_card_whose_stream_ended_has_gone(clock: ManualClock) -> None:
    heartbeat = Heartbeat(clock.now)
    heartbeat.start()

    heartbeat.end()

    assert heartbeat.failure_of("card") == "card went away"


def test_nothing_is_expected_of_a_card_that_was_stopped(clock: ManualClock) -> None:
    heartbeat = Heartbeat(clock.now)
    heartbeat.start()
    heartbeat.end()

    heartbeat.stop()
    clock.time_s += 10

    assert heartbeat.failure_of("card") is None


def test_a_card_that_was_opened_again_is_well(clock: ManualClock) -> None:
    heartbeat = Heartbeat(clock.now)
    heartbeat.start()
    heartbeat.end()
    clock.time_s += 10

    heartbeat.start()

    assert heartbeat.failure_of("card") is None


def test_a_card_is_steady_once_it_called_more_often_than_its_buffer_needs(
    clock: ManualClock,
) -> None:
    heartbeat = Heartbeat(clock.now)
    steady = []

    for _ in range(2):
        heartbeat.start()
        for _ in range(9):
            heartbeat.beat()
        steady.append(heartbeat.is_steady)
        heartbeat.beat()
        steady.append(heartbeat.is_steady)

    assert steady == [False, True] * 2


def test_a_card_may_be_of_no_use_for_another_reason(clock: ManualClock) -> None:
    heartbeat = Heartbeat(clock.now)
    heartbeat.start()

    heartbeat.fail("was replaced by what the speaker plays")

    assert heartbeat.failure_of("card") == "card was replaced by what the speaker plays"
