import errno
import threading
from collections import deque
from collections.abc import Callable

from grokvoice.journal.writer import Writer

FULL = OSError(errno.ENOSPC, "no space left on device")
BROKEN = OSError(errno.EIO, "input/output error")


class Paper:
    """Lines in memory; what each call meets is written down before."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.syncs = 0
        self.is_closed = False
        self.fates: deque[OSError | None] = deque()
        """Of the next calls of `append`; they succeed when there are none."""
        self.sync_fates: deque[OSError | None] = deque()
        self.close_fate: OSError | None = None
        self.before_append: Callable[[], object] = lambda: None

    def append(self, line: bytes) -> None:
        self.before_append()
        if self.fates and (fate := self.fates.popleft()):
            raise fate
        self.lines.append(line)

    def sync(self) -> None:
        self.syncs += 1
        if self.sync_fates and (fate := self.sync_fates.popleft()):
            raise fate

    def close(self) -> None:
        self.is_closed = True
        if self.close_fate:
            raise self.close_fate


class Gate:
    """A disk that does nothing until it is opened."""

    def __init__(self, paper: Paper) -> None:
        self._opened = threading.Event()
        self._reached = threading.Event()
        paper.before_append = self._wait

    def wait_until_reached(self) -> None:
        assert self._reached.wait(5)

    def open(self) -> None:
        self._opened.set()

    def _wait(self) -> None:
        self._reached.set()
        assert self._opened.wait(5)


def test_lines_are_written_in_order_and_made_safe() -> None:
    paper = Paper()
    writer = Writer(paper)

    for number in range(100):
        writer.put(b"%d\n" % number)

    assert writer.close(5)
    assert paper.lines == [b"%d\n" % number for number in range(100)]
    assert paper.syncs >= 1
    assert paper.is_closed


def test_a_slow_disk_does_not_hold_up_who_writes() -> None:
    paper = Paper()
    gate = Gate(paper)
    writer = Writer(paper)

    writer.put(b"one\n")
    gate.wait_until_reached()
    writer.put(b"two\n")

    assert paper.lines == []
    gate.open()
    assert writer.close(5)
    assert paper.lines == [b"one\n", b"two\n"]


def test_a_disk_that_hangs_does_not_keep_the_program() -> None:
    paper = Paper()
    gate = Gate(paper)
    writer = Writer(paper)
    writer.put(b"one\n")
    gate.wait_until_reached()

    assert not writer.close(0.001)

    gate.open()
    assert writer.close(5)


def test_a_line_that_failed_is_tried_again_before_those_behind_it() -> None:
    paper = Paper()
    paper.fates.extend([None, FULL, BROKEN])
    writer = Writer(paper, retry_s=0.001)

    for line in (b"one\n", b"two\n", b"three\n"):
        writer.put(line)
    while len(paper.lines) < 3:
        writer.settle(0.01)

    assert writer.close(5)
    assert paper.lines == [b"one\n", b"two\n", b"three\n"]
    assert writer.failure is None


def test_a_failure_is_known_until_it_is_over() -> None:
    paper = Paper()
    paper.fates.append(FULL)
    writer = Writer(paper, retry_s=60)

    writer.put(b"one\n")
    writer.settle(5)
    meanwhile = writer.failure

    assert writer.close(5)  # which tries once more
    assert (meanwhile, writer.failure) == (FULL, None)
    assert paper.lines == [b"one\n"]


def test_what_cannot_be_written_at_the_end_is_given_up() -> None:
    paper = Paper()
    paper.fates.extend([FULL] * 10)
    writer = Writer(paper, retry_s=60)
    writer.put(b"one\n")
    writer.settle(5)

    assert not writer.close(5)
    assert paper.lines == []
    assert paper.is_closed


def test_a_line_that_fails_while_ending_has_one_more_try() -> None:
    paper = Paper()
    gate = Gate(paper)
    paper.fates.extend([FULL] * 10)
    writer = Writer(paper, retry_s=60)
    writer.put(b"one\n")
    gate.wait_until_reached()

    assert not writer.close(0.001)
    gate.open()

    assert not writer.close(5)
    assert len(paper.fates) == 8


def test_when_too_many_wait_the_oldest_is_dropped_and_the_end_says_so() -> None:
    paper = Paper()
    gate = Gate(paper)
    writer = Writer(paper, most_waiting=2)
    writer.put(b"one\n")
    gate.wait_until_reached()

    for line in (b"two\n", b"three\n", b"four\n"):
        writer.put(line)
    gate.open()

    assert not writer.close(5)
    assert paper.lines == [b"one\n", b"three\n", b"four\n"]


def test_a_line_that_may_not_be_safe_is_told_and_not_written_twice() -> None:
    paper = Paper()
    paper.sync_fates.append(BROKEN)
    writer = Writer(paper)

    writer.put(b"one\n")

    assert not writer.close(5)
    assert writer.failure is BROKEN
    assert paper.lines == [b"one\n"]


def test_the_next_line_that_is_safe_makes_all_well_again() -> None:
    paper = Paper()
    paper.sync_fates.append(BROKEN)
    writer = Writer(paper)
    writer.put(b"one\n")
    writer.settle(5)
    meanwhile = writer.failure

    writer.put(b"two\n")

    assert writer.close(5)
    assert (meanwhile, writer.failure) == (BROKEN, None)
    assert paper.lines == [b"one\n", b"two\n"]


def test_what_the_disk_finds_out_at_the_very_end_counts() -> None:
    paper = Paper()
    paper.close_fate = BROKEN
    writer = Writer(paper)
    writer.put(b"one\n")

    assert not writer.close(5)
    assert writer.failure is BROKEN


def test_four_threads_lose_nothing() -> None:
    paper = Paper()
    writer = Writer(paper)

    def put_all(name: int) -> None:
        for number in range(200):
            writer.put(b"%d-%d\n" % (name, number))

    threads = [threading.Thread(target=put_all, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert writer.close(5)
    assert sorted(paper.lines) == sorted(b"%d-%d\n" % (n, m) for n in range(4) for m in range(200))
