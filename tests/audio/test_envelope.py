import numpy as np
import pytest

from grokvoice.audio.envelope import EDGE_FRAMES, Envelope
from grokvoice.audio.pcm import Samples

LEVEL = 12_000
STEP = LEVEL // EDGE_FRAMES


def shaped(
    envelope: Envelope, frames: int, left: int | None = 10_000, *, is_ducked: bool = False
) -> Samples:
    out = np.full(frames, LEVEL, np.int16)
    envelope.shape(out, is_ducked=is_ducked, left=left)
    return out


def sounding() -> Envelope:
    envelope = Envelope()
    envelope.begin(is_ducked=False)
    shaped(envelope, EDGE_FRAMES)
    return envelope


def test_a_sound_rises_from_silence_and_is_exact_from_there() -> None:
    envelope = Envelope()
    envelope.begin(is_ducked=False)

    out = np.concatenate([shaped(envelope, 50), shaped(envelope, 200)])

    rising = [STEP * (step + 1) for step in range(EDGE_FRAMES)]
    assert out[:EDGE_FRAMES].tolist() == pytest.approx(rising, abs=1)
    assert out[EDGE_FRAMES:].tolist() == [LEVEL] * (250 - EDGE_FRAMES)


def test_the_last_of_what_there_is_falls_to_silence() -> None:
    envelope = sounding()

    out = np.concatenate([shaped(envelope, 100, 80), shaped(envelope, 80, 0)])

    falling = [STEP * step for step in reversed(range(EDGE_FRAMES))]
    assert out[:60].tolist() == [LEVEL] * 60
    assert out[60:].tolist() == pytest.approx(falling, abs=1)


def test_a_fall_turns_where_more_arrived() -> None:
    envelope = sounding()

    out = np.concatenate([shaped(envelope, 100, 80), shaped(envelope, 100)])

    assert out.min() == 80 * STEP
    assert np.abs(np.diff(out)).max() <= STEP + 1
    assert out[-1] == LEVEL


def test_an_end_that_is_the_sounds_own_is_let_alone() -> None:
    assert shaped(sounding(), 100, None).tolist() == [LEVEL] * 100


def test_a_sound_shorter_than_its_ramps_makes_no_step() -> None:
    envelope = Envelope()
    envelope.begin(is_ducked=False)

    out = shaped(envelope, EDGE_FRAMES, 0)

    assert out.max() == LEVEL // 2
    assert np.abs(np.diff([0, *out.tolist(), 0])).max() <= STEP + 1


def test_a_ducked_sound_is_four_times_softer_in_the_end() -> None:
    envelope = sounding()

    ducked = shaped(envelope, 480, is_ducked=True)
    restored = shaped(envelope, 480)

    assert (ducked[-1], restored[-1]) == (LEVEL // 4, LEVEL)
    assert np.abs(np.diff([LEVEL, *ducked.tolist(), *restored.tolist()])).max() <= 38


def test_a_fade_keeps_the_level_there_is() -> None:
    envelope = sounding()
    shaped(envelope, 480, is_ducked=True)
    out = np.full(10, LEVEL, np.int16)

    envelope.fade(out)

    assert out.tolist() == [LEVEL // 4] * 10


def test_a_fade_of_a_sound_that_rises_rises_on() -> None:
    envelope = Envelope()
    envelope.begin(is_ducked=False)
    out = np.full(3, LEVEL, np.int16)

    envelope.fade(out)

    assert out.tolist() == [STEP, 2 * STEP, 3 * STEP]


def test_no_frames_have_no_level() -> None:
    envelope = sounding()

    assert shaped(envelope, 0, is_ducked=True).tolist() == []
    assert shaped(envelope, 1)[0] == LEVEL
