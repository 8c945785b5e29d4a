"""When speech begins and when it has ended, from the probability of each frame."""

from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from grokvoice.audio.pcm import Samples, level_dbfs
from grokvoice.simulator.brain.formats import HEARING_HZ

FRAME: Final = 512
"""Samples of one frame of detection: 32 ms."""
FRAME_MS: Final = FRAME * 1000 // HEARING_HZ
_FRAMES_TO_START: Final = 3
_SILENCE_SHARE: Final = 0.7
"""Below this share of the threshold a frame counts as silence."""
_LOUDEST_QUIET_DBFS: Final = -50.0
_SOFTEST_QUIET_DBFS: Final = -65.0

Edge: TypeAlias = Literal["started", "stopped"]


class Detector(Protocol):
    """Something that tells speech from everything else, frame by frame."""

    def speech_probability(self, frame: Samples) -> float:
        """Return how likely the next frame, 512 samples at 16 kHz, holds speech: 0-1."""
        ...

    def reset(self) -> None:
        """Forget the frames before: a new sound begins."""
        ...


class EnergyDetector:
    """Takes for speech what is clearly louder than the quiet before; needs no model.

    The quiet is followed: at once downwards, 1 dB a second upwards. It is never taken to be louder
    than -50 dBFS, so that somebody who speaks from the first frame on is heard.
    """

    def __init__(self) -> None:
        self._quiet_dbfs = _LOUDEST_QUIET_DBFS

    def speech_probability(self, frame: Samples) -> float:
        """Return 0 up to 10 dB above the quiet, 1 from 20 dB above it."""
        level = level_dbfs(frame)
        rising = self._quiet_dbfs + FRAME_MS / 1000
        self._quiet_dbfs = min(level, rising, _LOUDEST_QUIET_DBFS)
        above_db = level - max(self._quiet_dbfs, _SOFTEST_QUIET_DBFS)
        return min(1.0, max(0.0, above_db / 10 - 1))

    def reset(self) -> None:
        """Forget how quiet it was."""
        self._quiet_dbfs = _LOUDEST_QUIET_DBFS


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How sure and how slow endpointing is."""

    threshold: float = 0.5
    """Probability from which a frame counts as speech."""
    silence_ms: int = 500
    """Silence that ends speech."""


class Endpointer:
    """Turns probabilities into the beginnings and ends of speech."""

    def __init__(self) -> None:
        self._is_speaking = False
        self._run = 0
        """Frames in a row that speak against the present state."""

    def push(self, probability: float, patience: Patience) -> Edge | None:
        """Take the next frame, and tell whether the state changed with it."""
        if self._is_speaking:
            against = probability < patience.threshold * _SILENCE_SHARE
            needed = max(1, -(-patience.silence_ms // FRAME_MS))
        else:
            against = probability >= patience.threshold
            needed = _FRAMES_TO_START
        self._run = self._run + 1 if against else 0
        if self._run < needed:
            return None
        self._run = 0
        self._is_speaking = not self._is_speaking
        return "started" if self._is_speaking else "stopped"

    def reset(self) -> None:
        """Begin in silence."""
        self._is_speaking = False
        self._run = 0
