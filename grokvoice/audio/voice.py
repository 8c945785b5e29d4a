"""Whether somebody speaks over a reply: suspected from loudness, confirmed by a trained detector.

Loudness is quick and knows nothing: it takes coughs and key clicks for speech. A trained detector
knows, and takes its time. Without one nothing is ever confirmed here, and the server decides.
"""

from collections import deque
from enum import Enum
from typing import Final, Protocol

import numpy as np

from grokvoice.audio.chunker import Chunker
from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.resampler import Resampler

DETECTOR_HZ: Final = 16_000
CHUNK_FRAMES: Final = 512
"""What a detector takes at a time: 32 ms."""

_ONSET: Final = 2
"""Frames of 10 ms, one after another, that make a suspicion."""
_PAUSE: Final = 25
"""Frames of 10 ms without a voice that end one: words have gaps of their own."""
_BEFORE: Final = 15
"""Frames of 10 ms before the suspicion that the detector gets to hear as well."""
_CERTAIN: Final = 0.5
_ENOUGH: Final = 4
"""Chunks of speech that leave no doubt: 128 ms."""


class Detector(Protocol):
    """Tells speech from everything else."""

    def speech_probability(self, frame: Samples) -> float:
        """Return how likely 512 frames at 16 kHz hold speech, from 0 to 1."""
        ...

    def reset(self) -> None:
        """Forget the frames before."""
        ...


class Verdict(Enum):
    """What has just become of a voice."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class VoiceWatch:
    """Follows what comes out of the echo canceller, frame by frame.

    Args:
        detector: A trained one; None if there is none to be trusted.
    """

    def __init__(self, detector: Detector | None) -> None:
        self._detector = detector
        self._before: deque[Samples] = deque(maxlen=_BEFORE)
        self._resampler = Resampler(RATE_HZ, DETECTOR_HZ)
        self._chunker = Chunker(CHUNK_FRAMES)
        self._is_suspected = False
        self._voiced = 0
        self._silent = 0
        self._speech = 0

    def push(self, frame: Samples, *, is_voiced: bool) -> Verdict | None:
        """Take 10 ms; returns what that changes.

        Args:
            frame: At 24 kHz, without echo.
            is_voiced: Whether it is as loud as a voice, while something is played.
        """
        self._voiced = self._voiced + 1 if is_voiced else 0
        self._silent = 0 if is_voiced else self._silent + 1
        self._before.append(frame)
        if not self._is_suspected:
            return self._suspect() if self._voiced >= _ONSET else None
        if self._silent >= _PAUSE:
            self._is_suspected = False
            return Verdict.DISMISSED
        return self._ask(frame)

    def _suspect(self) -> Verdict:
        self._is_suspected = True
        self._speech = 0
        self._resampler.clear()
        self._chunker.flush()
        if self._detector:
            self._detector.reset()
            self._ask(np.concatenate(self._before))
        return Verdict.SUSPECTED

    def _ask(self, samples: Samples) -> Verdict | None:
        """Let the detector hear more; the chunk that leaves no doubt confirms, once."""
        if self._detector is None:
            return None
        was_certain = self._speech >= _ENOUGH
        for chunk in self._chunker.push(self._resampler.push(samples)):
            self._speech += self._detector.speech_probability(chunk) >= _CERTAIN
        return Verdict.CONFIRMED if self._speech >= _ENOUGH and not was_certain else None
