"""A microphone that gives nothing but zeros: it hears no room, however quiet, so something is off.

macOS gives perfect silence, and no error, to programs that may not use the microphone; a hardware
switch does the same in the middle of a talk.
"""

from enum import Enum
from typing import Final

from grokvoice.audio.pcm import RATE_HZ, Samples

_FROM_THE_START: Final = RATE_HZ
_IN_BETWEEN: Final = 10 * RATE_HZ


class Silence(Enum):
    """How the zeros came."""

    FROM_THE_START = "from the start"
    """The first second held nothing else."""
    IN_BETWEEN = "in between"
    """There was sound, and then none for ten seconds."""


class ZeroWatch:
    """Counts zeros in a row; says each kind once."""

    def __init__(self) -> None:
        self._zeros = 0
        self._has_heard = False
        self._said: set[Silence] = set()

    def push(self, samples: Samples) -> Silence | None:
        """Take more of the microphone's sound; returns what it shows, if anything new."""
        if samples.any():
            self._has_heard = True
            self._zeros = 0
            return None
        self._zeros += len(samples)
        kind = Silence.IN_BETWEEN if self._has_heard else Silence.FROM_THE_START
        most = _IN_BETWEEN if self._has_heard else _FROM_THE_START
        if self._zeros < most or kind in self._said:
            return None
        self._said.add(kind)
        return kind
