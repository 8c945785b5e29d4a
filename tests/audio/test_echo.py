import numpy as np
import pytest

from grokvoice.audio.echo import CleanFrame, EchoGuard, Step
from grokvoice.audio.far_end import FarEnd
from grokvoice.audio.pcm import Samples, from_float32, level_dbfs, to_float32
from grokvoice.audio.ring import Ring

SECOND = 24_000
BLOCK = 480
DELAY = 1920
SILENCE: Samples = np.zeros(SECOND, np.int16)


def speech(seconds: int, seed: int, carrier: int = 0) -> Samples:
    """Noise that comes and goes like syllables, with most of its power below 4 kHz."""
    white = np.random.default_rng(carrier or seed).normal(0, 8000, seconds * SECOND)
    noise = np.convolve(white, np.ones(6) / 6, "same")
    steps = np.random.default_rng(seed + 100).uniform(0, 1, seconds * 12)
    swell = np.repeat(steps**2, SECOND // 12)
    return from_float32((noise * swell / 32_768).astype(np.float32))


def softer(sound: Samples, by_db: float, delay: int = 0) -> Samples:
    late = np.concatenate((np.zeros(delay, np.int16), sound[: len(sound) - delay]))
    return from_float32(to_float32(late) * np.float32(10 ** (-by_db / 20)))


class Room:
    """A loudspeaker, its echo 20 dB softer and 80 ms later, and a microphone that is guarded."""

    def __init__(self, step: Step) -> None:
        self.ring = Ring(1 << 16)
        self.guard = EchoGuard(step, FarEnd(self.ring))
        self.hear(SILENCE[: SECOND // 2], SILENCE[: SECOND // 2])

    def hear(self, played: Samples, voice: Samples, *, echoes: bool = True) -> list[CleanFrame]:
        """Play and speak at a time; returns what is sent."""
        near = voice + softer(played, 20, DELAY) if echoes else voice
        near = near + np.random.default_rng(9).integers(-8, 9, len(near)).astype(np.int16)
        frames = []
        for start in range(0, len(near), BLOCK):
            self.ring.write(played[start : start + BLOCK])
            frames += self.guard.clean(near[start : start + BLOCK])
        return frames


def joined(frames: list[CleanFrame]) -> Samples:
    return np.concatenate([frame.samples for frame in frames])


def share_voiced(frames: list[CleanFrame]) -> float:
    return sum(frame.is_voiced for frame in frames) / len(frames)


def test_an_echo_is_cancelled_and_measured_and_is_no_voice() -> None:
    room = Room("aec")

    frames = room.hear(speech(6, 1), np.zeros(6 * SECOND, np.int16))

    assert level_dbfs(joined(frames)[2 * SECOND :]) < -55
    assert room.guard.step == "aec"
    assert room.guard.removed_db is not None
    assert room.guard.removed_db > 15
    assert share_voiced(frames) < 0.005


def test_a_voice_over_an_echo_is_heard_as_one() -> None:
    room = Room("aec")
    room.hear(speech(3, 1), np.zeros(3 * SECOND, np.int16))

    frames = room.hear(speech(2, 3), softer(speech(2, 2), 10))

    assert share_voiced(frames) > 0.4
    assert level_dbfs(joined(frames)) > level_dbfs(softer(speech(2, 2), 10)) - 4


@pytest.mark.parametrize("step", ["aec", "gate", "half", "off"])
def test_every_frame_is_answered_with_one_whatever_the_step(step: Step) -> None:
    room = Room(step)

    frames = room.guard.clean(SILENCE[:1000]) + room.guard.clean(SILENCE[:200])

    assert [len(frame.samples) for frame in frames] == [240] * 5


@pytest.mark.parametrize("step", ["aec", "gate", "half", "off"])
def test_a_voice_while_nothing_is_played_is_sent_and_interrupts_nothing(step: Step) -> None:
    room = Room(step)
    voice = speech(2, 2)

    frames = room.hear(np.zeros(2 * SECOND, np.int16), voice)

    assert abs(level_dbfs(joined(frames)) - level_dbfs(voice)) < 1.5
    assert share_voiced(frames) == 0


def test_a_gate_keeps_the_echo_out_and_lets_a_louder_voice_in() -> None:
    room = Room("gate")

    echo = room.hear(speech(4, 1), np.zeros(4 * SECOND, np.int16))
    both = room.hear(speech(2, 3), speech(2, 2))

    assert not joined(echo)[SECOND // 2 :].any()
    assert share_voiced(echo) == 0
    assert share_voiced(both) > 0.3


def test_half_duplex_closes_the_microphone_while_something_sounds() -> None:
    room = Room("half")

    during = room.hear(speech(2, 1), speech(2, 2))
    after = room.hear(SILENCE, speech(1, 2), echoes=False)

    assert not joined(during)[2 * BLOCK :].any()
    assert not joined(after)[: SECOND // 3].any()
    assert joined(after)[SECOND * 2 // 3 :].any()


def test_headphones_let_everything_through() -> None:
    room = Room("off")

    frames = room.hear(speech(4, 1), speech(4, 2), echoes=False)

    assert room.guard.removed_db is None
    assert share_voiced(frames[200:]) > 0.3


def test_a_canceller_that_is_of_no_use_gives_way_to_a_gate_and_that_to_half_duplex() -> None:
    room = Room("aec")
    steps = []

    played = softer(speech(9, 1), 25)
    distorted = softer(speech(9, 1, carrier=2), 0, DELAY)  # and far louder than it was played
    for start in range(0, len(played), BLOCK):
        room.ring.write(played[start : start + BLOCK])
        room.guard.clean(distorted[start : start + BLOCK])
        steps.append(room.guard.step)

    assert list(dict.fromkeys(steps)) == ["aec", "gate", "half"]


def test_off_stays_off_however_loud_the_echo() -> None:
    room = Room("off")

    room.hear(speech(8, 1), np.zeros(8 * SECOND, np.int16))

    assert room.guard.step == "off"
    assert room.guard.removed_db == pytest.approx(0)


def test_it_is_known_whether_something_may_still_be_heard() -> None:
    room = Room("aec")
    before = room.guard.is_sounding

    room.hear(speech(1, 1), SILENCE)

    assert (before, room.guard.is_sounding) == (False, True)


def test_what_was_played_may_move_before_the_canceller_has_learned_anything() -> None:
    room = Room("aec")

    room.guard.shake()
    room.hear(speech(2, 1), np.zeros(2 * SECOND, np.int16))
    voice = room.hear(speech(1, 3), softer(speech(1, 2), 10))

    assert share_voiced(voice) > 0.3


def test_after_a_card_lost_sound_three_seconds_of_echo_must_pass_the_gate_come_when_they_may() -> (
    None
):
    room = Room("aec")
    nobody = np.zeros(4 * SECOND, np.int16)
    room.hear(speech(4, 1), nobody)

    room.guard.shake()
    quiet = room.hear(nobody, speech(4, 2), echoes=False)
    echo = room.hear(speech(2, 3), nobody[: 2 * SECOND])
    room.hear(speech(1, 4), SILENCE)
    voice = room.hear(speech(2, 5), speech(2, 6))

    assert joined(quiet).any()
    assert not joined(echo)[SECOND // 2 :].any()
    assert share_voiced(voice) > 0.3


def test_after_a_hole_in_what_was_played_only_what_passes_the_gate_is_sent_for_a_while() -> None:
    room = Room("aec")
    echo, nobody = speech(4, 1), np.zeros(4 * SECOND, np.int16)
    room.hear(echo, nobody)
    for _ in range(3):  # the loudspeaker stutters: the microphone hears what was never handed over
        room.guard.clean(softer(speech(1, 7), 20)[:BLOCK])

    echoes = room.hear(speech(2, 3), nobody[: 2 * SECOND])
    voice = room.hear(speech(1, 4), speech(1, 2))

    assert not joined(echoes).any()
    assert share_voiced(echoes) == 0
    assert joined(voice).any()
