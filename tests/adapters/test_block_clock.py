import threading

import pytest

from grokvoice.adapters.block_clock import DaemonBlockClock


class Counter:
    """Collects due times and tells when there are enough."""

    def __init__(self, enough: int) -> None:
        self.due: list[float] = []
        self.has_enough = threading.Event()
        self._enough = enough

    def on_block(self, due_s: float) -> None:
        self.due.append(due_s)
        if len(self.due) == self._enough:
            self.has_enough.set()


def test_blocks_are_due_every_twenty_milliseconds_however_late_the_calls_come() -> None:
    clock, counter = DaemonBlockClock(), Counter(4)

    begin_s = clock.now()
    clock.start(counter.on_block)
    assert counter.has_enough.wait(5)
    clock.stop()

    steps = [later - earlier for earlier, later in zip(counter.due, counter.due[1:], strict=False)]
    assert steps == pytest.approx([0.02] * len(steps))
    assert begin_s <= counter.due[0] <= counter.due[3] <= clock.now()


def test_no_block_comes_after_a_stop() -> None:
    clock, counter = DaemonBlockClock(), Counter(1)
    clock.start(counter.on_block)
    assert counter.has_enough.wait(5)

    clock.stop()
    clock.stop()

    assert not [thread for thread in threading.enumerate() if thread.name == "sound-clock"]


def test_a_stopped_clock_can_be_started_again() -> None:
    clock, first, second = DaemonBlockClock(), Counter(1), Counter(2)
    clock.start(first.on_block)
    assert first.has_enough.wait(5)

    clock.start(second.on_block)

    assert second.has_enough.wait(5)
    clock.stop()


def test_a_clock_that_never_ran_can_be_stopped() -> None:
    clock = DaemonBlockClock()

    clock.stop()

    assert clock.now() > 0
