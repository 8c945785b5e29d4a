"""What every microphone has in common: one thread delivers sound, the event loop fetches it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from grokvoice.adapters.sound_device import SoundDevice
from grokvoice.audio.level import Meter
from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.resampler import Resampler
from grokvoice.audio.ring import Ring

Wake: TypeAlias = Callable[[], None]
"""Called from any thread when there is something to fetch; must not block."""

_RING_FRAMES: Final = 1 << 18
"""11 s at 24 kHz: an event loop that stalls longer loses the newest sound, and it is counted."""


def unheard() -> None:
    """Wake nobody: the wake of what was not started."""


@dataclass(frozen=True, slots=True)
class MicrophoneStats:
    """What a microphone gave, and what was lost on the way."""

    captured: int
    """Frames at 24 kHz that were fetched."""
    lost: int
    """Frames, at the card's own rate, for which there was no room."""
    overruns: int
    """Times there was no room."""
    xruns: int
    """Times the sound card itself reported lost sound."""


class BufferedMicrophone(SoundDevice, ABC):
    """A ring between the thread that captures and the event loop that fetches.

    Args:
        name: What people call it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._ring = Ring(_RING_FRAMES)
        self._rate_hz = RATE_HZ
        self._resampler = Resampler(RATE_HZ, RATE_HZ)
        self._meter = Meter()
        self._wake: Wake = unheard
        self._captured = 0
        self._delivered_at_s = 0.0
        self._held_s = 0.0
        """Seconds of sound that were fetched and that the resampler has not given yet."""
        self._overruns = 0
        self._xruns = 0

    @property
    def at_end(self) -> bool:
        """Whether a file or pipe has given all it had; silence may still follow."""
        return False

    @property
    def is_live(self) -> bool:
        """Whether it hears a room, and not a recording."""
        return False

    @property
    def level_dbfs(self) -> float:
        """How loud it is now, as a meter shows it: from -90 to 0."""
        return self._meter.level_dbfs

    @abstractmethod
    def start(self, wake: Wake) -> None:
        """Begin to capture; `wake` is called from another thread whenever there is sound."""

    @abstractmethod
    def stop(self) -> None:
        """End; may be called twice, and returns within 2 s whatever the sound card does."""

    @property
    def captured_at_s(self) -> float:
        """When the last frame that `read` gave was captured, in monotonic seconds."""
        return self._delivered_at_s - self._held_s

    def read(self) -> Samples:
        """Give all sound captured since the last call, 24 kHz mono; may be empty.

        On the event loop's thread only.
        """
        waiting = np.empty(self._ring.readable, np.int16)
        self._ring.read_into(waiting)
        samples = self._resampler.push(waiting)
        self._meter.push(samples)
        self._captured += len(samples)
        self._held_s += len(waiting) / self._rate_hz - len(samples) / RATE_HZ
        return samples

    def stats(self) -> MicrophoneStats:
        """Return the counters since the beginning; a new start does not reset them."""
        return MicrophoneStats(self._captured, self._ring.refused, self._overruns, self._xruns)

    def _begin(self, wake: Wake, rate_hz: int) -> None:
        """Forget what was not fetched and expect sound at `rate_hz`; while nothing captures."""
        self._ring.discard_to(self._ring.written)
        self._resampler = Resampler(rate_hz, RATE_HZ)
        self._rate_hz = rate_hz
        self._held_s = 0.0
        self._wake = wake

    def _deliver(self, samples: Samples, captured_at_s: float) -> None:
        """Hand sound over, the last frame of which was captured then; on the capturing thread."""
        self._delivered_at_s = captured_at_s
        if self._ring.write(samples) < len(samples):
            self._overruns += 1
        self._wake()
