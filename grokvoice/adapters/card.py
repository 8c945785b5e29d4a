"""A sound card as a person names it: opened, watched, closed and opened again."""

from collections.abc import Callable

from grokvoice.adapters.device_stream import DeviceStream, Listener, OnBlock, Shape
from grokvoice.adapters.devices import Direction
from grokvoice.adapters.heartbeat import Heartbeat
from grokvoice.adapters.portaudio import open_stream
from grokvoice.audio.pcm import Samples


class Card:
    """At most one open stream of a card, and whether it lives.

    Args:
        direction: What the card is for.
        wanted: None for the default, an index, or a part of the name.
        now: The monotonic clock, in seconds.
    """

    def __init__(
        self, direction: Direction, wanted: str | int | None, now: Callable[[], float]
    ) -> None:
        self.name = f"the default {direction}" if wanted is None else str(wanted)
        self.wanted = wanted
        """What to open next."""
        self.heartbeat = Heartbeat(now)
        self._direction: Direction = direction
        self._stream: DeviceStream | None = None

    def open(
        self, begin: Callable[[Shape], None], on_block: OnBlock, on_end: Callable[[], None]
    ) -> None:
        """Open the card and begin to be called back; takes up to some 100 ms.

        A card that was chosen by its number is known by its name from then on: numbers change when
        another card is plugged in.

        Args:
            begin: Told how the card was opened, before the first block.
            on_block: Gets every block, on the card's thread.
            on_end: Called when the card goes away, on its thread.

        Raises:
            AudioDeviceError: The card is not there, is in use, or does not answer within 5 s.
        """
        stream = open_stream(self.wanted, self._direction)
        self.name = stream.name
        if self.wanted is not None:
            self.wanted = stream.full_name
        begin(stream.shape)
        self._stream = stream
        self.heartbeat.start()

        def beat(block: Samples, lead_s: float, is_xrun: bool) -> None:
            self.heartbeat.beat()
            on_block(block, lead_s, is_xrun)

        def end() -> None:
            self.heartbeat.end()
            on_end()

        stream.start(Listener(beat, end))

    def restart(self, meanwhile: Callable[[], None]) -> bool:
        """Drop what the card was given and is not heard yet, and go on; soon, on another thread.

        Args:
            meanwhile: Called when nothing sounds and no callback can run.

        Returns:
            Whether it will be done: not where none is open, where nobody knows what is heard, or
            where the card went away: starting it again would take a second, and fail.
        """
        if self._stream is None or not self._stream.has_times:
            return False
        if self.heartbeat.failure_of(self.name):
            return False
        self._stream.restart(meanwhile)
        return True

    def close(self) -> None:
        """Close the card; may be called twice, and returns within 2 s whatever it does."""
        self.heartbeat.stop()
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
