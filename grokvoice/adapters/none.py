"""No microphone and no loudspeaker: for typed talk, and for machines without sound."""

from grokvoice.adapters.block_clock import BlockClock
from grokvoice.adapters.microphone import BufferedMicrophone, Wake
from grokvoice.adapters.paced import PacedSpeaker
from grokvoice.adapters.sinks import NullSink


class SilentMicrophone(BufferedMicrophone):
    """Never says anything and never ends."""

    def __init__(self) -> None:
        super().__init__("none")

    def start(self, wake: Wake) -> None:
        """Do nothing: there is nothing to wake for."""

    def stop(self) -> None:
        """Do nothing."""


class NullSpeaker(PacedSpeaker):
    """Takes sound as fast as a loudspeaker would, and drops it.

    Args:
        clock: When a block is due.
    """

    def __init__(self, clock: BlockClock) -> None:
        super().__init__("none", NullSink(), clock)
