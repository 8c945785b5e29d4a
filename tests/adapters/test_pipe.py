from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grokvoice.adapters.microphone import unheard
from grokvoice.adapters.pipe import PipeMicrophone, PipeSource, PipeSpeaker
from grokvoice.audio.pcm import Samples

if TYPE_CHECKING:
    from tests.adapters.conftest import ManualClock


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for fd in (reading, writing):
        if _is_open(fd):
            os.close(fd)


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def wait_for_readers() -> None:
    for thread in threading.enumerate():
        if thread.name == "sound-reader":
            thread.join(5)


def test_a_pipe_is_read_to_its_end(pipe: tuple[int, int], sound: Callable[[int], Samples]) -> None:
    os.write(pipe[1], sound(3000).tobytes())
    os.close(pipe[1])
    source = PipeSource(pipe[0])
    wait_for_readers()

    first, rest = source.read(1000), source.read(9000)

    assert [*first, *rest] == sound(3000).tolist()
    assert (len(first), source.has_ended) == (1000, True)


def test_a_pipe_that_pauses_gives_nothing_and_has_not_ended(pipe: tuple[int, int]) -> None:
    source = PipeSource(pipe[0])

    silent = (source.read(480).tolist(), source.has_ended)
    os.close(pipe[1])
    wait_for_readers()

    assert silent == ([], False)


def test_half_a_frame_at_the_end_is_dropped(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"\1\0\2\0\3")
    os.close(pipe[1])
    source = PipeSource(pipe[0])
    wait_for_readers()

    assert (source.read(480).tolist(), source.has_ended) == ([1, 2], True)


def test_a_pipe_that_cannot_be_read_has_ended(pipe: tuple[int, int]) -> None:
    source = PipeSource(pipe[1])  # the end for writing
    wait_for_readers()

    assert (source.read(480).tolist(), source.has_ended) == ([], True)


def test_a_pipe_that_is_faster_than_its_reader_has_to_wait_and_loses_nothing(
    pipe: tuple[int, int],
) -> None:
    source = PipeSource(pipe[0])

    def write_a_lot() -> None:
        os.write(pipe[1], b"\1\0" * 250_000)
        os.close(pipe[1])

    writer = threading.Thread(target=write_a_lot)
    writer.start()
    frames = 0
    while not source.has_ended and (writer.is_alive() or frames < 250_000):
        frames += len(source.read(480))
    writer.join(5)

    assert frames == 250_000


def test_a_pipe_microphone_says_its_pipe_and_then_is_silent(
    pipe: tuple[int, int], clock: ManualClock, sound: Callable[[int], Samples]
) -> None:
    os.write(pipe[1], sound(500).tobytes())
    os.close(pipe[1])
    microphone = PipeMicrophone(pipe[0], clock)
    wait_for_readers()
    microphone.start(unheard)

    clock.tick(3)

    assert (microphone.name, microphone.at_end) == ("standard input", True)
    assert microphone.read().tolist() == [*sound(500), *[0] * (3 * 480 - 500)]
    microphone.stop()
    assert _is_open(pipe[0])


def test_a_pipe_speaker_writes_sound_and_silence(pipe: tuple[int, int], clock: ManualClock) -> None:
    speaker = PipeSpeaker(pipe[1], clock)
    speaker.start(unheard)
    speaker.play(np.full(480, 9, np.int16).tobytes())
    speaker.finish()

    clock.tick(2)

    heard = np.frombuffer(os.read(pipe[0], 9999), np.int16)
    assert (len(heard), heard[479], heard[959]) == (960, 9, 0)
    assert (speaker.name, speaker.is_abandoned) == ("standard output", False)


def test_a_reader_that_goes_away_is_no_failure(pipe: tuple[int, int], clock: ManualClock) -> None:
    speaker = PipeSpeaker(pipe[1], clock)
    speaker.start(unheard)
    os.close(pipe[0])

    clock.tick(2)
    speaker.stop()

    assert (speaker.is_abandoned, speaker.failure) == (True, None)
