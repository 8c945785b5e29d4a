"""How much of the loudspeaker's sound reaches the microphone, and how much of that is taken off."""

import itertools
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from grokvoice.audio.pcm import FLOOR_DBFS

FRAMES_PER_S: Final = 100
"""Frames of 10 ms."""

_SILENT_DBFS: Final = -60.0
"""What is played below this makes no echo worth the name."""
_RECENT: Final = 50
"""Frames for which what was played may still be heard: half a second of delay and room."""
CLEAR_DB: Final = 9.0
"""By how much something must stand out from the room to be more than it."""
_RISE_DB: Final = 0.02
"""By how much the room's own level is taken to rise with each frame that is louder."""
_FEWEST: Final = 30
"""Frames that must stand out in a second before it says anything."""
_SECONDS: Final = 5
_SPAN: Final = 150
"""Frames over which two envelopes are compared."""
_ALIKE: Final = 0.75
"""Echo alone is above 0.9, speech over it or without it below 0.5."""
_FIRST: Final = 50
"""Frames of sound in which a canceller knows nothing of its room."""
_LEARNED: Final = 150
"""Frames of sound after which it knows its room."""
_ONSET: Final = 40
"""Frames after a silence in which it may still be taken by surprise."""
_USEFUL_DB: Final = 6.0
_PATIENCE: Final = 3
"""Seconds of echo, one after another, in which nothing useful is done, before that is a failure."""


@dataclass(frozen=True, slots=True)
class Levels:
    """One frame of 10 ms, in dBFS."""

    near: float
    """What the microphone heard."""
    far: float
    """What the loudspeaker was given shortly before."""
    clean: float
    """What became of the microphone's sound."""


class Floor:
    """The level of a room in which nobody speaks: down at once, up by 2 dB a second."""

    def __init__(self) -> None:
        self.dbfs = 0.0

    def push(self, level_dbfs: float) -> None:
        """Take the level of another frame."""
        self.dbfs = min(level_dbfs, self.dbfs + _RISE_DB)


class EchoMeter:
    """Listens to both ends and to what comes out; fed frame by frame.

    Only seconds in which the microphone swells and falls as the loudspeaker does say something: in
    all others there is no echo, or somebody speaks over it.
    """

    def __init__(self) -> None:
        self._floor = Floor()
        self._far: deque[float] = deque(maxlen=_SPAN + _RECENT)
        self._near: deque[float] = deque(maxlen=_SPAN)
        self._removed: list[float] = []
        self._seconds: deque[float] = deque(maxlen=_SECONDS)
        self._sounding = 0
        self._since_silence = 0
        self._failures = 0
        self.recent_peak = FLOOR_DBFS
        """The loudest that was played of what may still be heard, in dBFS."""

    @property
    def is_sounding(self) -> bool:
        """Whether what was played may still be heard."""
        return self.recent_peak > _SILENT_DBFS

    @property
    def is_settled(self) -> bool:
        """Whether what is heard beside the sound is no longer its first, uncancelled echo."""
        return self._sounding > _FIRST and self._since_silence > _ONSET

    @property
    def has_learned(self) -> bool:
        """Whether enough has sounded for a canceller to know its room."""
        return self._sounding > _LEARNED

    @property
    def removed_db(self) -> float | None:
        """Decibels taken off the echo in the last seconds of it; None if there was none."""
        return float(np.median(self._seconds)) if self._seconds else None

    @property
    def is_failing(self) -> bool:
        """Whether the loudspeaker's sound has come through for three seconds of it."""
        return self._failures >= _PATIENCE

    def push(self, levels: Levels) -> None:
        """Take another frame."""
        self._far.append(levels.far)
        self._near.append(levels.near)
        self.recent_peak = max(itertools.islice(reversed(self._far), _RECENT))
        self._floor.push(levels.near)
        if not self.is_sounding:
            self._since_silence = 0
            return
        if levels.near > self._floor.dbfs + CLEAR_DB:
            self._removed.append(levels.near - levels.clean)
        self._sounding += 1
        self._since_silence += 1
        if self._sounding % FRAMES_PER_S == 0:
            self._judge()

    def forgive(self) -> None:
        """Begin to judge anew: something else keeps the echo away from now on."""
        self._seconds.clear()
        self._failures = 0

    def _judge(self) -> None:
        """Take account of the second that has passed, if it was one of echo."""
        removed, self._removed = self._removed, []
        if len(removed) < _FEWEST or len(self._far) < _SPAN + _RECENT:
            return
        if likeness(np.array(self._far), np.array(self._near)) < _ALIKE:
            return
        self._seconds.append(float(np.median(removed)))
        self._failures = self._failures + 1 if self._seconds[-1] < _USEFUL_DB else 0


def likeness(far: NDArray[np.float64], heard: NDArray[np.float64]) -> float:
    """Return how alike two envelopes are, from -1 to 1, at the delay at which they are most so.

    Args:
        far: Levels of what was played; longer than `heard` by the delays to try.
        heard: Levels of what is heard; its last frame is as late as the last of `far`.
    """
    rows = np.lib.stride_tricks.sliding_window_view(far, len(heard))
    rows = rows - rows.mean(axis=1, keepdims=True)
    heard = heard - heard.mean()
    scale = np.sqrt((rows**2).sum(axis=1) * (heard**2).sum())
    return float(np.max(rows @ heard / np.maximum(scale, 1e-9)))
