"""Whether a sound card still lives: PortAudio raises nothing when one goes away."""

from collections.abc import Callable
from typing import Final

_SILENCE_S: Final = 1.0
_STEADY_BEATS: Final = 10
"""More callbacks than it takes to fill a card's buffer, which happens even where nothing runs."""


class Heartbeat:
    """Watches the callbacks of one stream.

    A card that is unplugged ends its stream without an error; a sound server that stalls just
    ceases to call. The card's thread beats, the event loop looks.

    Args:
        now: The monotonic clock, in seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._is_expected = False
        self._reason: str | None = None
        self._last_s = 0.0
        self._beats = 0

    @property
    def is_steady(self) -> bool:
        """Whether the card calls as one does that moves sound, and not just to be filled."""
        return self._beats >= _STEADY_BEATS

    def start(self) -> None:
        """Expect callbacks from now on."""
        self._last_s = self._now()
        self._beats = 0
        self._reason = None
        self._is_expected = True

    def stop(self) -> None:
        """Expect none any more."""
        self._is_expected = False

    def beat(self) -> None:
        """Note a callback."""
        self._last_s = self._now()
        self._beats += 1

    def end(self) -> None:
        """Note that the stream ended although nobody asked it to."""
        self.fail("went away")

    def fail(self, reason: str) -> None:
        """Note that the card is of no use any more, for a reason of which it is the subject."""
        self._reason = reason

    def failure_of(self, name: str) -> str | None:
        """Return what is wrong with the card called `name`; None while all is well."""
        if not self._is_expected:
            return None
        if self._reason is not None:
            return f"{name} {self._reason}"
        if self._now() - self._last_s > _SILENCE_S:
            return f"{name} has stopped answering"
        return None
