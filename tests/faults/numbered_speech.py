"""Speech whose words can be told from its samples: each utterance has a level of its own.

A level survives resampling, cutting and joining, so whoever gets any part of an utterance, on
whichever connection and however often, knows which one it was.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from grokvoice.audio.pcm import Samples, to_samples
from grokvoice.session.events import MicrophoneChunk
from grokvoice.simulator.brain.messages import Transcribe

CHUNK_S: Final = 0.1
_CHUNK_FRAMES: Final = 2400
_RATE_HZ: Final = 24_000
_LOWEST: Final = 2000
_STEP: Final = 50
_TINY_S: Final = 1e-9
_SILENCE_S: Final = 1.5
"""Told after an utterance, so that its end can be heard."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech."""

    number: int
    start_s: float
    end_s: float


class NumberedMicrophone:
    """Hears utterances, and silence around them; each chunk of 100 ms is told at its end.

    Long silence is not told unless the microphone is `is_awake`, because a minute of it takes as
    much computing as a minute of speech.
    """

    def __init__(self) -> None:
        self.is_awake = False
        self.captured = 0
        """Frames told."""
        self._utterances: list[Utterance] = []
        self._chunks = 0
        self._awake_until = 0.0

    def add(self, utterance: Utterance) -> None:
        """Have something said in time to come, after all that was said before."""
        if not self._is_busy:
            self._chunks = max(self._chunks, int(utterance.start_s / CHUNK_S))
        self._utterances.append(utterance)
        self._awake_until = utterance.end_s + _SILENCE_S

    def wake(self, now: float) -> None:
        """Tell silence, too, from now on."""
        self._chunks = max(self._chunks, int(now / CHUNK_S))
        self.is_awake = True

    def deadline(self) -> float | None:
        """When the next chunk will be complete."""
        return (self._chunks + 1) * CHUNK_S if self._is_busy else None

    def take_events(self, now: float) -> list[MicrophoneChunk]:
        """The chunks that are complete now."""
        chunks: list[MicrophoneChunk] = []
        while (due := self.deadline()) is not None and due <= now + _TINY_S:
            chunks.append(MicrophoneChunk(self._chunk(self._chunks * CHUNK_S)))
            self._chunks += 1
            self.captured += _CHUNK_FRAMES
        return chunks

    @property
    def _is_busy(self) -> bool:
        return self.is_awake or self._chunks * CHUNK_S < self._awake_until

    def _chunk(self, start_s: float) -> bytes:
        samples = np.zeros(_CHUNK_FRAMES, dtype="<i2")
        for said in self._utterances:
            first = max(0, round((said.start_s - start_s) * _RATE_HZ))
            samples[first : max(0, round((said.end_s - start_s) * _RATE_HZ))] = _level_of(said)
        self._utterances = [said for said in self._utterances if said.end_s > start_s + CHUNK_S]
        return samples.tobytes()


class LevelDetector:
    """Takes for speech whatever is far from zero."""

    def speech_probability(self, frame: Samples) -> float:
        return float(abs(int(frame[len(frame) // 2])) > _LOWEST / 2)

    def reset(self) -> None:
        """Do nothing: every frame is judged by itself."""


class NumberHearing:
    """Understands every utterance as its number."""

    def __init__(self) -> None:
        self._heard: defaultdict[str, set[int]] = defaultdict(set)

    def __call__(self, wanted: Transcribe) -> str:
        """Give the words of a turn so far."""
        numbers = self._heard[wanted.job]
        levels = to_samples(wanted.pcm).astype(float)
        nearest = np.round((levels - _LOWEST) / _STEP)
        is_plain = (nearest >= 0) & (np.abs(levels - _LOWEST - nearest * _STEP) < _STEP / 5)
        found, times = np.unique(nearest[is_plain], return_counts=True)
        numbers |= {int(number) for number, n in zip(found, times, strict=True) if n > 200}
        if wanted.is_final:
            del self._heard[wanted.job]
        return words_of(numbers)


def words_of(numbers: set[int]) -> str:
    """What a turn that holds these utterances is understood as."""
    return " ".join(f"Utterance {number}." for number in sorted(numbers))


def _level_of(said: Utterance) -> int:
    return _LOWEST + _STEP * said.number
