import numpy as np

from grokvoice.audio.pcm import Samples, to_samples
from grokvoice.audio.tape import Tape

ENOUGH = 12_000
"""Frames that tell where a sound belongs."""


def tone(frames: int, value: int) -> Samples:
    return np.full(frames, value, np.int16)


def frames(pcm: bytes) -> list[list[int]]:
    """Give each frame as its left and its right sample."""
    pairs: list[list[int]] = to_samples(pcm).reshape(-1, 2).tolist()
    return pairs


def test_frames_of_the_same_moment_stand_together() -> None:
    tape = Tape()

    tape.left.lay(tone(ENOUGH, 1), at=1)
    tape.right.lay(tone(ENOUGH, 2), at=0)

    assert frames(tape.take(now=0)) == [[0, 2], *[[1, 2]] * (ENOUGH - 1)]


def test_what_only_one_of_them_has_waits_for_the_other() -> None:
    tape = Tape()

    tape.right.lay(tone(2 * ENOUGH, 2), at=0)
    waiting = tape.take(now=48_000)
    tape.left.lay(tone(ENOUGH, 1), at=0)

    assert waiting == b""
    assert frames(tape.take(now=48_000)) == [[1, 2]] * ENOUGH


def test_after_two_seconds_the_silence_of_one_is_believed() -> None:
    tape = Tape()

    tape.right.lay(tone(ENOUGH, 2), at=0)

    assert frames(tape.take(now=48_003)) == [[0, 2]] * 3


def test_the_rest_ends_where_the_longer_one_does_however_short_they_are() -> None:
    tape = Tape()

    tape.left.lay(tone(1, 1), at=0)
    tape.right.lay(tone(2, 2), at=0)

    assert frames(tape.rest()) == [[1, 2], [0, 2]]
    assert tape.rest() == b""
