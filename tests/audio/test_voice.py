import numpy as np

from grokvoice.audio.pcm import Samples
from grokvoice.audio.voice import CHUNK_FRAMES, Verdict, VoiceWatch

SILENCE = np.zeros(240, np.int16)
SOUND = np.full(240, 5000, np.int16)


class Trained:
    """A detector that is told what to think."""

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.heard: list[Samples] = []
        self.resets = 0

    def speech_probability(self, frame: Samples) -> float:
        assert len(frame) == CHUNK_FRAMES
        self.heard.append(frame)
        return self.probability

    def reset(self) -> None:
        self.resets += 1


def said(watch: VoiceWatch, frames: int, *, is_voiced: bool = True) -> list[tuple[int, Verdict]]:
    """What is said of so many frames, each verdict with the frame it came at."""
    sound = SOUND if is_voiced else SILENCE
    verdicts = [(n, watch.push(sound, is_voiced=is_voiced)) for n in range(1, frames + 1)]
    return [(number, verdict) for number, verdict in verdicts if verdict]


def test_twenty_milliseconds_make_a_suspicion() -> None:
    assert said(VoiceWatch(None), 100) == [(2, Verdict.SUSPECTED)]


def test_a_click_makes_none() -> None:
    watch = VoiceWatch(None)

    clicks = [said(watch, 1) + said(watch, 1, is_voiced=False) for _ in range(20)]

    assert clicks == [[]] * 20


def test_a_quarter_of_a_second_without_a_voice_ends_a_suspicion() -> None:
    watch = VoiceWatch(None)
    said(watch, 10)

    gap = said(watch, 24, is_voiced=False) + said(watch, 1)
    end = said(watch, 30, is_voiced=False)

    assert (gap, end) == ([], [(25, Verdict.DISMISSED)])
    assert said(watch, 3) == [(2, Verdict.SUSPECTED)]


def test_speech_that_a_trained_detector_knows_is_confirmed_once_within_a_fifth_of_a_second() -> (
    None
):
    detector = Trained(0.9)
    watch = VoiceWatch(detector)

    verdicts = said(watch, 60)

    (_, suspected), (frame, confirmed) = verdicts
    assert (suspected, confirmed) == (Verdict.SUSPECTED, Verdict.CONFIRMED)
    assert 16 <= frame <= 20
    assert detector.resets == 1


def test_what_came_before_the_suspicion_is_heard_as_well() -> None:
    detector = Trained(0.0)
    watch = VoiceWatch(detector)
    said(watch, 30, is_voiced=False)

    said(watch, 12)

    heard = np.concatenate(detector.heard)
    assert len(heard) >= 0.13 * 16_000
    assert np.abs(heard[:CHUNK_FRAMES]).max() < 50
    assert np.abs(heard[-CHUNK_FRAMES:]).min() > 4000


def test_noise_is_never_confirmed() -> None:
    assert said(VoiceWatch(Trained(0.3)), 200) == [(2, Verdict.SUSPECTED)]


def test_each_suspicion_is_judged_by_itself() -> None:
    detector = Trained(0.9)
    watch = VoiceWatch(detector)

    said(watch, 8)
    said(watch, 25, is_voiced=False)
    again = said(watch, 60)

    assert [verdict for _, verdict in again] == [Verdict.SUSPECTED, Verdict.CONFIRMED]
    assert detector.resets == 2
