from collections.abc import Callable

import numpy as np

from grokvoice.audio.pcm import Samples
from grokvoice.protocol.client_events import InputAudioAppend
from grokvoice.simulator.brain.ears import Ears
from grokvoice.simulator.brain.formats import WireFormat

PCM = WireFormat()


class CountingDetector:
    def __init__(self) -> None:
        self.frames: list[Samples] = []
        self.resets = 0

    def speech_probability(self, frame: Samples) -> float:
        self.frames.append(frame)
        return 0.25

    def reset(self) -> None:
        self.resets += 1


def test_a_second_of_sound_becomes_frames_of_32_milliseconds(
    quiet: Callable[[int], InputAudioAppend],
) -> None:
    ears = Ears(CountingDetector())

    frames = list(ears.listen(quiet(1000).audio, PCM))

    assert {(len(frame), probability) for frame, probability in frames} == {(512, 0.25)}
    assert 29 <= len(frames) <= 31
    assert ears.position_ms == 32 * len(frames)


def test_pieces_of_any_size_give_the_same_frames(loud: Callable[[int], InputAudioAppend]) -> None:
    whole, cut = CountingDetector(), CountingDetector()
    data = loud(500).audio
    in_one, in_pieces = Ears(whole), Ears(cut)

    list(in_one.listen(data, PCM))
    for start in range(0, len(data), 333):
        list(in_pieces.listen(data[start : start + 333], PCM))

    difference = np.concatenate(whole.frames).astype(int) - np.concatenate(cut.frames)
    assert np.abs(difference).max() <= 2  # soxr dithers


def test_another_format_is_listened_to_from_its_first_byte() -> None:
    ears = Ears(CountingDetector())
    list(ears.listen(b"\x00", PCM))

    frames = list(ears.listen(bytes([0xFF]) * 8000, WireFormat("audio/pcmu", 8000)))

    assert 29 <= len(frames) <= 31
    assert max(np.abs(frame).max() for frame, _ in frames) <= 1


def test_a_reset_forgets_unfinished_frames_but_not_the_time() -> None:
    detector = CountingDetector()
    ears = Ears(detector)
    list(ears.listen(bytes(48_000), PCM))
    before = ears.position_ms

    ears.reset()
    frames = list(ears.listen(bytes(200), PCM))

    assert (frames, ears.position_ms, detector.resets) == ([], before, 1)
