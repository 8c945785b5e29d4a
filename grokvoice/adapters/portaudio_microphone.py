"""A microphone that is a real one."""

import time
from collections.abc import Callable
from typing import Final

from grokvoice.adapters.card import Card
from grokvoice.adapters.device_stream import Shape
from grokvoice.adapters.microphone import BufferedMicrophone, Wake
from grokvoice.adapters.pulse import Recording, Source, own_recording
from grokvoice.audio.pcm import RATE_HZ, Samples, mixdown
from grokvoice.errors import AudioDeviceError

_TELEPHONE_HZ: Final = 16_000
"""What a Bluetooth headset offers while its microphone is open; music has to stop for that."""


class PortAudioMicrophone(BufferedMicrophone):
    """Captures from a sound card, at 24 kHz mono or whatever the card can do.

    After a failure `stop` and `start` open it again, or the default that is there by then; never
    what a loudspeaker plays, which a sound server may put in a lost microphone's place.

    Args:
        wanted: None for the default, an index, or a part of the name.
        now: The monotonic clock, in seconds.
        recording: Knows what the sound server records; None where that cannot be known.
    """

    def __init__(
        self,
        wanted: str | int | None = None,
        now: Callable[[], float] = time.monotonic,
        recording: Callable[[], Recording | None] = own_recording,
    ) -> None:
        self._card = Card("microphone", wanted, now)
        super().__init__(self._card.name)
        self._find_recording = recording
        self._recording: Recording | None = None
        self._is_telephone = False
        self._now = now
        self.shape = Shape("microphone", RATE_HZ, 1)
        """How the card was opened, once it was."""
        self.source: Source | None = None
        """Where a sound server takes it from, as of the last look; None if nobody knows."""

    @property
    def failure(self) -> str | None:
        """Why no more sound comes: the card went away, or did not answer for a second."""
        return self._card.heartbeat.failure_of(self.name)

    @property
    def is_live(self) -> bool:
        """Whether it hears a room: every card may."""
        return True

    @property
    def can_return(self) -> bool:
        """Whether `stop` and `start` may help: cards come back."""
        return True

    @property
    def is_steady(self) -> bool:
        """Whether the card has captured for some blocks."""
        return self._card.heartbeat.is_steady

    @property
    def advice(self) -> str:
        """What the card's choice costs, if it is a headset in its call profile."""
        if not self._is_telephone:
            return ""
        return (
            f"{self.name} is in its call profile: what you hear from it, too, sounds like a "
            "telephone. Another microphone (--mic) keeps it in full quality."
        )

    def start(self, wake: Wake) -> None:
        """Open the card and begin to capture; takes up to some 100 ms, so not on the event loop.

        Raises:
            AudioDeviceError: The card is not there, is in use, or does not answer within 5 s; or
                there is no microphone but what the speaker plays.
        """

        def begin(shape: Shape) -> None:
            self.name = self._card.name
            self.shape = shape
            self._is_telephone = shape.rate_hz <= _TELEPHONE_HZ
            self._begin(wake, shape.rate_hz)

        self._card.open(begin, self._on_block, self._on_end)
        self._recording = self._find_recording()
        self.inspect()
        if self.failure is not None:
            self.stop()
            raise AudioDeviceError(
                "There is no microphone: the system offers only what the speaker plays. Plug one "
                "in, or choose one with --mic."
            )

    def stop(self) -> None:
        """Close the card."""
        self._card.close()

    def choose(self, wanted: str | int | None) -> str | int | None:
        """Take another card at the next start; returns what was wanted before."""
        before, self._card.wanted = self._card.wanted, wanted
        return before

    def inspect(self) -> None:
        """Ask the sound server, if there is one, what it records for us."""
        source = self._recording.source() if self._recording else None
        self.source = source
        if source is None:
            return
        self._is_telephone = self._is_telephone or source.is_bluetooth
        if source.is_monitor:
            self._card.heartbeat.fail("was replaced by what the speaker plays")

    def _on_block(self, block: Samples, lead_s: float, is_xrun: bool) -> None:
        self._xruns += is_xrun
        mono = mixdown(block, self.shape.channels)
        self._deliver(mono, self._now() + lead_s + len(mono) / self.shape.rate_hz)

    def _on_end(self) -> None:
        self._wake()
