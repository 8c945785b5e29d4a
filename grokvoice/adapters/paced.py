"""Microphones and loudspeakers without a sound card, in real time all the same."""

from typing import Final, Protocol

import numpy as np

from grokvoice.adapters.block_clock import BLOCK_FRAMES, BlockClock
from grokvoice.adapters.microphone import BufferedMicrophone, Wake
from grokvoice.adapters.sinks import Sink
from grokvoice.adapters.speaker import QueuedSpeaker
from grokvoice.audio.pcm import RATE_HZ, Samples, to_bytes


class Source(Protocol):
    """Where the sound of a paced microphone comes from; used on the clock's thread only."""

    @property
    def has_ended(self) -> bool:
        """Whether `read` will never give anything again."""
        ...

    def read(self, frames: int) -> Samples:
        """Give up to `frames` frames at 24 kHz, fewer where there are no more now; never waits."""
        ...

    def close(self) -> None:
        """Give no more; may be called twice."""
        ...


class PacedMicrophone(BufferedMicrophone):
    """Delivers a source block by block; where it has nothing, silence, and so on after its end.

    The talk goes on after a file: only silence tells the service that the last turn is over.

    Args:
        name: What people call it.
        source: Owned from now on, and closed by `stop`.
        clock: When a block is due.
    """

    def __init__(self, name: str, source: Source, clock: BlockClock) -> None:
        super().__init__(name)
        self._source = source
        self._clock = clock
        self._at_end = False

    @property
    def at_end(self) -> bool:
        """Whether all of the source has been delivered; silence follows."""
        return self._at_end

    def start(self, wake: Wake) -> None:
        """Begin to deliver in real time."""
        self._begin(wake, RATE_HZ)
        self._clock.start(self._on_block)

    def stop(self) -> None:
        """End for good."""
        self._clock.stop()
        self._source.close()

    def _on_block(self, due_s: float) -> None:
        block = np.zeros(BLOCK_FRAMES, np.int16)
        samples = self._source.read(BLOCK_FRAMES)
        block[: len(samples)] = samples
        self._deliver(block, due_s)
        self._at_end = self._source.has_ended


class PacedSpeaker(QueuedSpeaker):
    """Gives a sink exactly what a loudspeaker would have played, silence included.

    Args:
        name: What people call it.
        sink: Owned from now on, and closed by `stop`.
        clock: When a block is due.
    """

    def __init__(self, name: str, sink: Sink, clock: BlockClock) -> None:
        super().__init__(name, clock.now)
        self._sink: Final = sink
        self._clock = clock
        self._block = np.zeros(BLOCK_FRAMES, np.int16)
        self._failure: str | None = None

    @property
    def failure(self) -> str | None:
        """Why the sink keeps nothing any more; the talk may go on."""
        return self._failure

    def start(self, wake: Wake) -> None:
        """Begin to play silence in real time."""
        self._begin(wake)
        self._clock.start(self._on_block)

    def stop(self) -> None:
        """End for good."""
        self._clock.stop()
        try:
            self._sink.close()
        except OSError as error:
            self._fail(error)
        self._end()

    def _on_block(self, due_s: float) -> None:
        self._give(self._block, due_s)
        if self._failure is not None:
            return
        try:
            self._sink.write(to_bytes(self._block))
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self._failure = f"{self.name} cannot be written: {error.strerror or error}"
        self._wake()
