from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from grokvoice.adapters.microphone import unheard
from grokvoice.adapters.paced import PacedMicrophone, PacedSpeaker
from grokvoice.audio.envelope import EDGE_FRAMES
from grokvoice.audio.pcm import Samples

if TYPE_CHECKING:
    from tests.adapters.conftest import ManualClock

BLOCK = 480


class ListSource:
    """Says a list of blocks, of any size up to what is asked."""

    def __init__(self, *blocks: Samples) -> None:
        self.blocks = list(blocks)
        self.is_closed = False

    @property
    def has_ended(self) -> bool:
        return not self.blocks

    def read(self, frames: int) -> Samples:
        block = self.blocks.pop(0) if self.blocks else np.empty(0, np.int16)
        assert len(block) <= frames
        return block

    def close(self) -> None:
        self.is_closed = True


class ListSink:
    """Keeps what it is given until it is full."""

    def __init__(self, room_bytes: int = 1_000_000) -> None:
        self.room_bytes = room_bytes
        self.pcm = b""
        self.is_closed = False

    def write(self, pcm: bytes) -> None:
        if len(self.pcm) + len(pcm) > self.room_bytes:
            raise OSError(28, "No space left on device")
        self.pcm += pcm

    def close(self) -> None:
        self.is_closed = True


class BrokenSink(ListSink):
    """Cannot even be closed."""

    def close(self) -> None:
        raise OSError(5, "Input/output error")


def test_a_source_is_delivered_in_real_time(
    clock: ManualClock, sound: Callable[[int], Samples]
) -> None:
    said = sound(2 * BLOCK)
    microphone = PacedMicrophone("file", ListSource(*np.split(said, 2)), clock)
    microphone.start(unheard)

    clock.tick()
    first = microphone.read()
    clock.tick()
    second = microphone.read()

    assert [first.tolist(), second.tolist()] == [said[:BLOCK].tolist(), said[BLOCK:].tolist()]
    assert microphone.captured_at_s == 100.02


def test_silence_follows_the_end_of_the_source(
    clock: ManualClock, sound: Callable[[int], Samples]
) -> None:
    microphone = PacedMicrophone("file", ListSource(sound(BLOCK), sound(100)), clock)
    microphone.start(unheard)

    ends = []
    for _ in range(3):
        clock.tick()
        ends.append(microphone.at_end)

    assert ends == [False, True, True]
    silence = [0] * (2 * BLOCK - 100)
    assert microphone.read().tolist() == [*sound(BLOCK), *sound(100), *silence]


def test_a_stopped_microphone_closes_its_source(clock: ManualClock) -> None:
    source = ListSource()
    microphone = PacedMicrophone("file", source, clock)
    microphone.start(unheard)

    microphone.stop()
    microphone.stop()

    assert (source.is_closed, clock.is_running) == (True, False)


def test_a_sink_gets_what_a_loudspeaker_would_have_played(
    clock: ManualClock, sound: Callable[[int], Samples]
) -> None:
    sink = ListSink()
    speaker = PacedSpeaker("file", sink, clock)
    speaker.start(unheard)

    clock.tick()
    speaker.play(sound(BLOCK).tobytes())
    speaker.finish()
    clock.tick(3)

    heard = np.frombuffer(sink.pcm, np.int16)
    assert heard[BLOCK:][EDGE_FRAMES:BLOCK].tolist() == sound(BLOCK)[EDGE_FRAMES:].tolist()
    assert not heard[:BLOCK].any()
    assert not heard[2 * BLOCK + EDGE_FRAMES :].any()
    assert len(heard) == 4 * BLOCK


def test_a_paced_speaker_is_heard_without_delay(clock: ManualClock) -> None:
    speaker = PacedSpeaker("file", ListSink(), clock)
    speaker.start(unheard)
    speaker.play(bytes(48_000))

    clock.tick(5)

    assert speaker.progress() == (0, 5 * BLOCK)


def test_a_full_disk_is_a_failure_and_no_end(clock: ManualClock) -> None:
    speaker, woken = PacedSpeaker("file", ListSink(room_bytes=2000), clock), []
    speaker.start(lambda: woken.append(speaker.failure))
    speaker.play(bytes(48_000))

    clock.tick(5)

    assert woken == ["file cannot be written: No space left on device"]
    assert speaker.progress() == (0, 5 * BLOCK)


def test_a_stopped_speaker_closes_its_sink(clock: ManualClock) -> None:
    sink = ListSink()
    speaker = PacedSpeaker("file", sink, clock)
    speaker.start(unheard)

    speaker.stop()
    speaker.stop()

    assert (sink.is_closed, clock.is_running, speaker.failure) == (True, False, None)


def test_a_sink_that_cannot_be_closed_is_a_failure(clock: ManualClock) -> None:
    speaker = PacedSpeaker("file", BrokenSink(), clock)

    speaker.stop()

    assert speaker.failure == "file cannot be written: Input/output error"
