"""A loudspeaker that is a real one."""

import time
from collections.abc import Callable
from typing import Final

from grokvoice.adapters.card import Card
from grokvoice.adapters.device_stream import Shape
from grokvoice.adapters.microphone import Wake
from grokvoice.adapters.output_feed import OutputFeed
from grokvoice.adapters.speaker import QueuedSpeaker
from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.ring import Ring

_PLAYED_FRAMES: Final = 1 << 16
"""2.7 s: where nobody reads what was played, the newest is refused, and costs nothing."""


class PortAudioSpeaker(QueuedSpeaker):
    """Plays on a sound card, at 24 kHz mono or whatever the card can do.

    The stream runs, with silence, from `start` to `stop`: stopping a stream loses 40 to 140 ms of
    what it was given, and 20 ms blocks are the thinnest that Python feeds without gaps.
    After a failure `stop` and `start` open it again, or the default that is there by then; what is
    queued goes on from where the old card stopped taking it.

    Args:
        wanted: None for the default, an index, or a part of the name.
        now: The monotonic clock, in seconds.
    """

    def __init__(
        self, wanted: str | int | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._card = Card("speaker", wanted, now)
        super().__init__(self._card.name, now)
        self.shape = Shape("speaker", RATE_HZ, 1)
        """How the card was opened, once it was."""
        self._played = Ring(_PLAYED_FRAMES)
        self._fill: Callable[[Samples, float], None] = self._sound

    @property
    def failure(self) -> str | None:
        """Why nothing sounds any more: the card went away, or did not answer for a second."""
        return self._card.heartbeat.failure_of(self.name)

    @property
    def played(self) -> Ring:
        """All that a room hears of it, silence included, for one reader."""
        return self._played

    @property
    def can_return(self) -> bool:
        """Whether `stop` and `start` may help: cards come back."""
        return True

    @property
    def is_steady(self) -> bool:
        """Whether the card has taken more than fills it."""
        return self._card.heartbeat.is_steady

    def start(self, wake: Wake) -> None:
        """Open the card and begin to play; takes up to some 100 ms, so not on the event loop.

        Raises:
            AudioDeviceError: The card is not there, is in use, or does not answer within 5 s.
        """

        def begin(shape: Shape) -> None:
            self.name = self._card.name
            self.shape = shape
            is_native = (shape.rate_hz, shape.channels) == (RATE_HZ, 1)
            feed = OutputFeed(self._sound, shape.rate_hz, shape.channels)
            self._fill = self._sound if is_native else feed.fill
            self._begin(wake)

        self._card.open(begin, self._on_block, self._on_end)

    def stop(self) -> None:
        """Close the card; what it was given and has not played is lost."""
        self._card.close()
        self._end()

    def choose(self, wanted: str | int | None) -> str | int | None:
        """Take another card at the next start; returns what was wanted before."""
        before, self._card.wanted = self._card.wanted, wanted
        return before

    def _on_block(self, out: Samples, lead_s: float, is_xrun: bool) -> None:
        self._xruns += is_xrun
        self._fill(out, self._now() + lead_s)

    def _sound(self, out: Samples, heard_at_s: float) -> None:
        self._give(out, heard_at_s)
        self._played.write(out)

    def _on_end(self) -> None:
        self._wake()
