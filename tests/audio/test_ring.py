import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.audio.ring import Ring


def numbered(start: int, frames: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.arange(start, start + frames, dtype=np.int16)


@given(
    st.integers(1, 40),
    st.lists(st.tuples(st.sampled_from(["write", "read", "discard"]), st.integers(0, 50))),
)
def test_any_interleaving_reads_what_was_accepted_in_order(
    capacity: int, steps: list[tuple[str, int]]
) -> None:
    ring = Ring(capacity)
    accepted: list[int] = []
    offered = 0

    for step, frames in steps:
        if step == "write":
            taken = ring.write(numbered(offered, frames))
            accepted += range(offered, offered + taken)
            offered += frames
        elif step == "read":
            out = np.full(frames, -1, np.int16)
            start = ring.read
            count = ring.read_into(out)
            assert out.tolist() == accepted[start : start + count] + [-1] * (frames - count)
        else:
            ring.discard_to(ring.read + frames)
        assert ring.written == len(accepted)
        assert ring.refused == offered - len(accepted)
        assert ring.readable == ring.written - ring.read
        assert ring.writable == ring.capacity - ring.readable
        assert 0 <= ring.readable <= ring.capacity


def test_the_capacity_is_rounded_up_to_a_power_of_two() -> None:
    assert [Ring(wanted).capacity for wanted in (1, 2, 3, 480, 512)] == [1, 2, 4, 512, 512]


def test_what_does_not_fit_is_refused_and_counted() -> None:
    ring = Ring(4)

    taken = ring.write(numbered(0, 6))

    assert (taken, ring.refused, ring.writable) == (4, 2, 0)


def test_discarding_jumps_to_a_position() -> None:
    ring = Ring(8)
    ring.write(numbered(0, 6))
    out = np.zeros(8, np.int16)

    ring.discard_to(4)

    assert ring.read_into(out) == 2
    assert out[:2].tolist() == [4, 5]


def test_discarding_goes_neither_back_nor_beyond_what_was_written() -> None:
    ring = Ring(8)
    ring.write(numbered(0, 6))
    ring.discard_to(4)

    ring.discard_to(2)
    backwards = ring.read
    ring.discard_to(99)

    assert (backwards, ring.read) == (4, 6)


def test_a_ring_that_holds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a ring of 0 frames holds nothing"):
        Ring(0)


def test_two_threads_lose_and_repeat_nothing() -> None:
    ring = Ring(1 << 12)
    total = 1 << 16
    sound = numbered(0, 1 << 15)

    def produce() -> None:
        while ring.written < total:
            start = ring.written % len(sound)
            ring.write(sound[start : start + 700])

    producer = threading.Thread(target=produce)
    producer.start()
    out = np.empty(300, np.int16)
    heard = [out[: ring.read_into(out)].copy() for _ in iter(lambda: ring.read < total, False)]
    producer.join(5)

    assert np.concatenate(heard).tolist() == [*sound.tolist()] * 2


def test_what_was_read_last_can_be_read_again() -> None:
    ring, out = Ring(16, kept=4), np.zeros(12, np.int16)
    ring.write(numbered(0, 12))
    ring.read_into(out)
    ring.write(numbered(12, 16))

    ring.rewind_to(9)
    again = out[: ring.read_into(out)].tolist()

    assert (ring.capacity, ring.refused) == (12, 4)
    assert again == list(range(9, 21))


def test_a_reader_goes_back_by_no_more_than_what_is_kept_and_never_ahead() -> None:
    ring = Ring(16, kept=4)
    ring.write(numbered(0, 12))
    ring.discard_to(10)

    ring.rewind_to(11)
    ahead = ring.read
    ring.rewind_to(0)

    assert (ahead, ring.read) == (10, 6)
