"""A loudspeaker that is a real one."""

import time
from collections.abc import Callable
from typing import Final

from grokvoice.adapters.card import Card
from grokvoice.adapters.device_stream import Shape
from grokvoice.adapters.microphone import Wake
from grokvoice.adapters.output_feed import OutputFeed
from grokvoice.adapters.speaker import QueuedSpeaker
from grokvoice.audio.cadence import Cadence
from grokvoice.audio.heard import AT_ONCE, NEARLY_S, Heard
from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.playout_reader import Restarts
from grokvoice.audio.ring import Ring

_PLAYED_FRAMES: Final = 1 << 16
"""2.7 s: where nobody reads what was played, the newest is refused, and costs nothing."""


class PortAudioSpeaker(QueuedSpeaker):
    """Plays on a sound card, at 24 kHz mono or whatever the card can do.

    The stream runs, with silence, from `start` to `stop`: 20 ms blocks are the thinnest that Python
    feeds without gaps, and so a card holds about 60 ms that are not heard yet. Where it restarts,
    these do not stand in the way: what it holds is dropped when a reply begins, which is heard at
    once, and when one is flushed, which is silent at once.
    After a failure `stop` and `start` open it again, or the default that is there by then; what is
    queued goes on from where the old card stopped taking it.

    Args:
        wanted: None for the default, an index, or a part of the name.
        now: The monotonic clock, in seconds.
        restarts: What the card is restarted for. An echo canceller may lose the beginning of a
            reply that has it restarted; nothing is lost by ends.
    """

    def __init__(
        self,
        wanted: str | int | None = None,
        now: Callable[[], float] = time.monotonic,
        restarts: Restarts = Restarts.TO_END,
    ) -> None:
        self._card = Card("speaker", wanted, now)
        super().__init__(self._card.name, now, restarts)
        self._restarts = restarts
        self._is_restarting = False
        self._cadence = Cadence()
        self._heard = self._new_heard()
        self._feed = OutputFeed(self._give, RATE_HZ, 1)
        self.shape = Shape("speaker", RATE_HZ, 1)
        """How the card was opened, once it was."""
        self._played = Ring(_PLAYED_FRAMES)
        self._fill: Callable[[Samples, float], None] = self._give

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
            self._feed = OutputFeed(self._give, shape.rate_hz, shape.channels)
            self._fill = self._give if is_native else self._feed.fill
            self._cadence.restart()
            self._heard = self._new_heard()
            self._is_restarting = False
            self._begin(wake)

        self._card.open(begin, self._on_block, self._on_end)

    def stop(self) -> None:
        """Close the card; what it was given and has not played is lost."""
        self._card.close()
        self._end()

    def play(self, pcm: bytes) -> None:
        """Queue PCM16 at 24 kHz, any amount of it; it waits where the speaker was not started."""
        super().play(pcm)
        self._begin_at_once()

    def finish(self) -> None:
        """Let what is queued begin, however little it is, and call its end no underrun."""
        super().finish()
        self._begin_at_once()

    def flush(self) -> int:
        """Fall silent and forget the rest; returns the generation that begins."""
        generation = super().flush()
        if Restarts.TO_END in self._restarts and self._is_on_its_way:
            self._restart()
        return generation

    def progress(self) -> tuple[int, int]:
        """Return the current generation, and the frames of it that have been heard.

        Call it after each `wake` and every few seconds: it has what may begin do so.
        """
        progress = super().progress()
        self._begin_at_once()
        return progress

    def choose(self, wanted: str | int | None) -> str | int | None:
        """Take another card at the next start; returns what was wanted before."""
        before, self._card.wanted = self._card.wanted, wanted
        return before

    def _on_block(self, out: Samples, lead_s: float, is_xrun: bool) -> None:
        self._xruns += is_xrun
        length_s = len(out) / self.shape.channels / self.shape.rate_hz
        self._fill(out, self._cadence.push(self._now() + lead_s, length_s))

    def _on_heard(self, block: Samples, at_s: float) -> None:
        for samples, heard_at_s in self._heard.add(block, at_s, self._now()):
            self._played.write(samples)
            super()._on_heard(samples, heard_at_s)

    @property
    def _is_on_its_way(self) -> bool:
        """Whether the card has sound that is not heard yet."""
        return self._timeline.position_at(self._now()) < self._queue.position

    def _begin_at_once(self) -> None:
        """Have a reply that may begin do so, instead of the silence that the card still holds."""
        may_restart = Restarts.TO_BEGIN in self._restarts and not self._is_restarting
        if may_restart and self._queue.reader.can_begin and not self._is_on_its_way:
            self._restart()

    def _restart(self) -> None:
        self._is_restarting = self._card.restart(self._take_back)

    def _take_back(self) -> None:
        """Go back to what was heard; on the audio thread, while no callback can run."""
        self._queue.reader.restart(self._timeline.cut(self._now()))
        self._cadence.restart()
        self._heard.cut()
        self._feed.clear()
        self._is_restarting = False
        self._wake()

    def _new_heard(self) -> Heard:
        return Heard(NEARLY_S if Restarts.TO_BEGIN in self._restarts else AT_ONCE)

    def _on_end(self) -> None:
        self._wake()
