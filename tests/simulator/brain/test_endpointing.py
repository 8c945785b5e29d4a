import numpy as np
import pytest

from grokvoice.audio.pcm import Samples
from grokvoice.simulator.brain.endpointing import (
    FRAME,
    Edge,
    Endpointer,
    EnergyDetector,
    Patience,
)

PATIENCE = Patience(threshold=0.5, silence_ms=96)


def edges(endpointer: Endpointer, probabilities: list[float]) -> list[Edge | None]:
    return [endpointer.push(probability, PATIENCE) for probability in probabilities]


def test_three_frames_of_speech_begin_a_turn() -> None:
    assert edges(Endpointer(), [0.9, 0.5, 0.5]) == [None, None, "started"]


def test_a_click_does_not_begin_a_turn() -> None:
    assert edges(Endpointer(), [0.9, 0.9, 0.4, 0.9, 0.9]) == [None] * 5


def test_silence_as_long_as_asked_ends_a_turn() -> None:
    pushed = edges(Endpointer(), [1, 1, 1, 0, 0, 0])

    assert pushed == [None, None, "started", None, None, "stopped"]


def test_a_breath_does_not_end_a_turn() -> None:
    assert "stopped" not in edges(Endpointer(), [1, 1, 1, 0, 0, 1, 0, 0, 1])


def test_a_little_below_the_threshold_is_not_yet_silence() -> None:
    assert "stopped" not in edges(Endpointer(), [1, 1, 1, 0.4, 0.4, 0.4, 0.4])


def test_no_patience_at_all_ends_a_turn_with_the_first_silent_frame() -> None:
    endpointer = Endpointer()
    edges(endpointer, [1, 1, 1])

    assert endpointer.push(0.0, Patience(silence_ms=0)) == "stopped"


def test_after_a_reset_speech_begins_anew() -> None:
    endpointer = Endpointer()
    edges(endpointer, [1, 1, 1])
    endpointer.reset()

    assert edges(endpointer, [1, 1, 1])[-1] == "started"


def frame(amplitude: float) -> Samples:
    noise = np.random.default_rng(1).normal(0, 1, FRAME)
    return (amplitude * noise).astype(np.int16)


def test_loud_frames_after_quiet_ones_are_speech() -> None:
    detector = EnergyDetector()
    quiet = [detector.speech_probability(frame(10)) for _ in range(20)]
    loud = [detector.speech_probability(frame(3000)) for _ in range(20)]

    assert (max(quiet), min(loud)) == (0.0, 1.0)


def test_somebody_who_speaks_from_the_first_frame_on_is_heard() -> None:
    assert EnergyDetector().speech_probability(frame(3000)) == 1.0


def test_the_noise_of_a_room_becomes_quiet_with_time() -> None:
    detector = EnergyDetector()
    for _ in range(10):
        detector.speech_probability(frame(2))
    first = detector.speech_probability(frame(70))
    for _ in range(1500):
        last = detector.speech_probability(frame(70))

    assert first > last


def test_a_reset_forgets_how_quiet_it_was() -> None:
    detector = EnergyDetector()
    for _ in range(10):
        detector.speech_probability(frame(1))
    detector.reset()

    assert detector.speech_probability(frame(90)) == pytest.approx(
        EnergyDetector().speech_probability(frame(90))
    )
