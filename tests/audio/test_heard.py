from itertools import pairwise

import numpy as np

from grokvoice.audio.heard import AT_ONCE, NEARLY_S, Heard, Timed
from grokvoice.audio.pcm import RATE_HZ

BLOCK = 480
BLOCK_S = BLOCK / RATE_HZ
LEAD_S = 0.06


class Room:
    """Gives a card's blocks, numbered by their samples, and keeps what comes out."""

    def __init__(self, ahead_s: float = NEARLY_S) -> None:
        self.heard = Heard(ahead_s)
        self.out: list[Timed] = []

    def give(self, value: int, at_s: float, now: float) -> None:
        self.out += self.heard.add(np.full(BLOCK, value, np.int16), at_s, now)

    def run(self, value: int, blocks: range) -> None:
        for block in blocks:
            self.give(value, block * BLOCK_S + LEAD_S, block * BLOCK_S)

    @property
    def samples(self) -> list[int]:
        return [int(sample) for samples, _ in self.out for sample in samples]

    @property
    def is_in_step(self) -> bool:
        """Whether each piece begins where the last one ended."""
        times = [(at_s, at_s + len(samples) / RATE_HZ) for samples, at_s in self.out]
        return all(abs(a[1] - b[0]) < 1e-6 for a, b in pairwise(times))


def test_what_is_never_taken_back_comes_out_at_once() -> None:
    room = Room(AT_ONCE)

    room.give(7, 100.0, 0.0)

    assert room.samples == [7] * BLOCK


def test_a_block_comes_out_when_it_is_nearly_heard() -> None:
    room = Room()

    room.run(7, range(2))
    early = len(room.out)
    room.run(7, range(2, 5))

    assert (early, len(room.out)) == (0, 3)
    assert room.out[0][1] == LEAD_S


def test_what_a_restart_took_back_never_comes_out() -> None:
    room = Room()
    room.run(1, range(10))

    room.heard.cut()
    for block in range(3):
        room.give(2, 0.21 + block * BLOCK_S, 0.21)
    room.give(3, 0.27, 0.23)

    assert room.is_in_step
    assert room.samples.count(1) == round((0.22 - LEAD_S) * RATE_HZ)
    assert room.samples.count(2) == round((0.27 - 0.22) * RATE_HZ)


def test_what_was_heard_before_a_late_restart_comes_out() -> None:
    room = Room()
    room.run(1, range(10))  # out up to 0.22, given up to 0.26

    room.heard.cut()
    room.give(2, 0.235, 0.235)

    assert room.is_in_step
    assert room.samples.count(1) == round((0.235 - LEAD_S) * RATE_HZ)
    assert room.samples.count(2) == BLOCK


def test_a_pause_between_two_runs_is_silence() -> None:
    room = Room()
    room.run(1, range(10))  # given up to 0.26

    room.heard.cut()
    room.give(2, 0.5, 0.5)

    assert room.is_in_step
    assert room.samples.count(0) == round((0.5 - 0.26) * RATE_HZ)


def test_a_restart_before_anything_came_out_changes_nothing() -> None:
    room = Room()

    room.heard.cut()
    room.give(2, 0.5, 0.5)

    assert room.samples == [2] * BLOCK
