"""A loudspeaker that only keeps the sound: for `say --output`, which nobody has to wait for."""

import time
from collections.abc import Callable

from grokvoice.adapters.microphone import Wake, unheard
from grokvoice.adapters.sinks import BackgroundSink, Sink
from grokvoice.adapters.sound_device import SoundDevice
from grokvoice.adapters.speaker import Overhear, SpeakerStats, nobody
from grokvoice.audio.level import Meter
from grokvoice.audio.pcm import RATE_HZ, bytes_to_frames, to_samples
from grokvoice.audio.ring import Ring


class CollectingSpeaker(SoundDevice):
    """Takes every reply at once, counts it as heard, and adds no silence.

    Args:
        name: What people call it.
        sink: Owned from now on; it may be slow.
        now: The monotonic clock, in seconds.
    """

    def __init__(self, name: str, sink: Sink, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(name)
        self._sink = BackgroundSink(sink)
        self._wake: Wake = unheard
        self._meter = Meter()
        self._now = now
        self._overhear: Overhear = nobody
        self._overheard_until_s = 0.0
        self._written = 0
        self._generation_written = 0
        self._generation = 0
        self._flushed: list[tuple[int, int]] = []

    @property
    def failure(self) -> str | None:
        """Why nothing is kept any more; None while all is well."""
        reason = self._sink.failure
        return None if reason is None else f"{self.name} cannot be written: {reason}"

    @property
    def played(self) -> Ring | None:
        """What a room hears of it: nothing."""
        return None

    @property
    def is_abandoned(self) -> bool:
        """Whether whoever listened went away: the reply is complete all the same."""
        return False

    @property
    def gaps(self) -> tuple[int, int]:
        """Gaps in the sound: none."""
        return 0, 0

    @property
    def level_dbfs(self) -> float:
        """How loud the last pieces were."""
        return self._meter.level_dbfs

    @property
    def pending_frames(self) -> int:
        """Frames not heard yet: none."""
        return 0

    def start(self, wake: Wake) -> None:
        """Begin; `wake` is called when a flush is complete."""
        self._wake = wake

    def overhear(self, listener: Overhear) -> None:
        """Let somebody have each reply as it would sound if it began when it came."""
        self._overhear = listener

    def play(self, pcm: bytes) -> None:
        """Keep PCM16 at 24 kHz."""
        self._sink.write(pcm)
        samples = to_samples(pcm)
        self._meter.push(samples)
        at_s = max(self._now(), self._overheard_until_s)
        self._overhear(samples, at_s)
        self._overheard_until_s = at_s + len(samples) / RATE_HZ
        self._written += bytes_to_frames(len(pcm))
        self._generation_written += bytes_to_frames(len(pcm))

    def finish(self) -> None:
        """Do nothing: nothing was held back."""

    def flush(self) -> int:
        """Begin a new generation; all of the old one was heard."""
        self._flushed.append((self._generation, self._generation_written))
        self._generation += 1
        self._generation_written = 0
        self._wake()
        return self._generation

    def duck(self) -> None:
        """Do nothing: nobody speaks over a file."""

    def restore(self) -> None:
        """Do nothing."""

    def progress(self) -> tuple[int, int]:
        """Return the current generation and all frames of it."""
        return self._generation, self._generation_written

    def take_flushed(self) -> list[tuple[int, int]]:
        """Return each generation flushed since the last call, and all frames of it."""
        flushed, self._flushed = self._flushed, []
        return flushed

    def stats(self) -> SpeakerStats:
        """Return the counters: everything was played."""
        return SpeakerStats(self._written, self._written, 0, 0, 0, 0)

    def stop(self) -> None:
        """Complete what is kept; a pipe is waited for as long as its reader takes anything."""
        self._sink.close()
