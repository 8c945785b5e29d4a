"""What every loudspeaker has in common: the event loop queues sound, one thread takes it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from grokvoice.adapters.microphone import Wake, unheard
from grokvoice.adapters.sound_device import SoundDevice
from grokvoice.audio.level import Meter
from grokvoice.audio.pcm import Samples, to_samples
from grokvoice.audio.playout import PlayoutQueue
from grokvoice.audio.playout_reader import Restarts
from grokvoice.audio.ring import Ring
from grokvoice.audio.timeline import Timeline

Overhear: TypeAlias = Callable[[Samples, float], None]
"""Called with sound that belongs to the speaker, and when its first frame is heard; must not
block."""


def nobody(_samples: Samples, _at_s: float) -> None:
    """Overhear nothing: the listener of a speaker that has none."""


@dataclass(frozen=True, slots=True)
class SpeakerStats:
    """Where every frame went; `written == played + flushed + buffered` while nothing moves."""

    written: int
    """Frames queued."""
    played: int
    """Frames of them the loudspeaker took."""
    flushed: int
    """Frames of them thrown away unplayed."""
    buffered: int
    """Frames of them that wait."""
    underruns: int
    """Times a reply ran dry before it was finished."""
    xruns: int
    """Times the sound card itself reported a gap."""


class QueuedSpeaker(SoundDevice, ABC):
    """A playout queue, and the knowledge of what of it is at the listener's ear.

    All frames are counted at 24 kHz.

    Args:
        name: What people call it.
        now: The monotonic clock, in seconds, by which the card's times are given.
        restarts: What the card is restarted for.
    """

    def __init__(
        self, name: str, now: Callable[[], float], restarts: Restarts = Restarts.NEVER
    ) -> None:
        super().__init__(name)
        self._now = now
        self._queue = PlayoutQueue(restarts=restarts)
        self._timeline = Timeline()
        self._meter = Meter()
        self._wake: Wake = unheard
        self._overhear: Overhear = nobody
        self._is_running = False
        self._written = 0
        self._xruns = 0

    @property
    def played(self) -> Ring | None:
        """All that a room hears of it, silence included, for one reader; None if there is none."""
        return None

    @property
    def is_abandoned(self) -> bool:
        """Whether whoever listened went away: nobody leaves a room."""
        return False

    @property
    def gaps(self) -> tuple[int, int]:
        """Times a reply ran dry before it was finished, and times the card reported a gap."""
        return self._queue.reader.underruns, self._xruns

    @property
    def level_dbfs(self) -> float:
        """How loud it is now, as a meter shows it: from -90 to 0."""
        return self._meter.level_dbfs

    @property
    def pending_frames(self) -> int:
        """Frames of the current generation that were not heard yet, the card's own included."""
        _, heard = self.progress()
        return self._written - heard

    @abstractmethod
    def start(self, wake: Wake) -> None:
        """Begin to play silence; `wake` is called from another thread when a flush is complete."""

    @abstractmethod
    def stop(self) -> None:
        """End; may be called twice, and returns within 2 s whatever the sound card does."""

    def overhear(self, listener: Overhear) -> None:
        """Let somebody have every block, silence included, on the card's thread; before `start`."""
        self._overhear = listener

    def play(self, pcm: bytes) -> None:
        """Queue PCM16 at 24 kHz, any amount of it; it waits where the speaker was not started."""
        samples = to_samples(pcm)
        self._queue.write(samples)
        self._written += len(samples)

    def finish(self) -> None:
        """Let what is queued begin, however little it is, and call its end no underrun."""
        self._queue.finish()

    def flush(self) -> int:
        """Fade out and forget the rest; returns the generation that begins.

        `take_flushed` tells what was taken of the old one, after the next `wake`.
        """
        self._written = 0
        generation = self._queue.flush()
        if not self._is_running:
            self._settle()
        return generation

    def duck(self) -> None:
        """Make the sound 12 dB quieter until `restore`."""
        self._queue.duck(is_ducked=True)

    def restore(self) -> None:
        """Bring the sound back to its full level."""
        self._queue.duck(is_ducked=False)

    def progress(self) -> tuple[int, int]:
        """Return the current generation, and the frames of it that have been heard.

        Call it every few seconds while sound is queued: it moves what did not fit in.
        """
        self._queue.top_up()
        generation = self._queue.generation
        position = self._timeline.position_at(self._now())
        return generation, self._queue.frames_of(generation, position)

    def take_flushed(self) -> list[tuple[int, int]]:
        """Return the flushes completed since the last call, oldest first.

        Returns:
            The generation that ended, and the frames of it the loudspeaker took, fade included.
        """
        return self._queue.take_flushed()

    def stats(self) -> SpeakerStats:
        """Return the counters since the beginning; a new start does not reset them."""
        counts = self._queue.counts()
        return SpeakerStats(
            counts.written,
            counts.played,
            counts.flushed,
            counts.buffered,
            counts.underruns,
            self._xruns,
        )

    def _begin(self, wake: Wake) -> None:
        """Expect a thread to take sound from now on."""
        self._wake = wake
        self._is_running = True

    def _end(self) -> None:
        """Expect none any more, and complete in its place what it was asked."""
        self._is_running = False
        self._settle()

    def _settle(self) -> None:
        self._queue.settle()
        self._wake()

    def _give(self, out: Samples, heard_at_s: float) -> None:
        """Fill a block at 24 kHz whose first frame is heard at `heard_at_s`; on the card's thread.

        Costs about 10 microseconds and takes no lock.
        """
        reader = self._queue.reader
        position, answers = self._queue.position, len(reader.ends)
        reader.read_into(out)
        self._timeline.add(heard_at_s, position, self._queue.position)
        self._meter.push(out)
        self._on_heard(out, heard_at_s)
        if len(reader.ends) > answers or reader.can_begin:
            self._wake()

    def _on_heard(self, block: Samples, at_s: float) -> None:
        """Pass on what a room will hear; on the card's thread."""
        self._overhear(block, at_s)
