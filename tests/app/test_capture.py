import numpy as np

from grokvoice.app.capture import Capture
from grokvoice.app.ear import Cleaning, Ear
from grokvoice.audio.chunker import Chunker
from grokvoice.audio.pcm import Samples
from grokvoice.session.events import Event, InputEnded, MicrophoneChunk
from tests.app.stage import FakeMicrophone, FakeSpeaker


def captured(
    told: list[Event], recorded: list[Samples] | None = None
) -> tuple[FakeMicrophone, Capture]:
    """A microphone that is read in chunks of 100 frames, and ends the input when it ends."""
    microphone = FakeMicrophone()
    ear = Ear(microphone, FakeSpeaker(), Cleaning())
    record = ([] if recorded is None else recorded).append
    return microphone, Capture(ear, Chunker(100), told.append, record, lambda: microphone.at_end)


def sound(frames: int) -> MicrophoneChunk:
    return MicrophoneChunk(np.ones(frames, np.int16).tobytes())


def test_whole_chunks_are_told_and_the_rest_waits_for_more() -> None:
    told: list[Event] = []
    microphone, capture = captured(told)

    microphone.capture(250)
    capture.fetch()
    early = list(told)
    microphone.capture(50)
    capture.fetch()

    assert early == [sound(100), sound(100)]
    assert told == [sound(100)] * 3


def test_at_the_end_of_a_turn_the_last_sample_is_told() -> None:
    told: list[Event] = []
    microphone, capture = captured(told)
    microphone.capture(130)

    capture.flush()
    capture.flush()

    assert told == [sound(100), sound(30)]


def test_the_end_of_the_input_is_told_once() -> None:
    told: list[Event] = []
    microphone, capture = captured(told)
    microphone.capture(100)
    microphone.end()

    capture.fetch()
    capture.fetch()

    assert told == [sound(100), InputEnded()]


def test_sound_is_recorded_before_its_chunk_is_full() -> None:
    recorded: list[Samples] = []
    microphone, capture = captured([], recorded)

    microphone.capture(30)
    capture.fetch()
    microphone.capture(130)
    capture.fetch()

    assert [len(samples) for samples in recorded] == [30, 130]
