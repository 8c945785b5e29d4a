"""A loudspeaker that nobody hears: it takes 24,000 frames a second of a clock that is told."""

from typing import Final

from grokvoice.session.events import PlaybackFlushed, PlaybackProgressed

_FRAMES_PER_SECOND: Final = 24_000
_FRAME_BYTES: Final = 2
_REPORT_S: Final = 0.05
"""How often it says how far it is."""


class Loudspeaker:
    """Plays what is queued, at once and without a gap; reports are due at `due()`."""

    def __init__(self) -> None:
        self._generation = 0
        self._queued = 0
        self._heard = 0
        self._heard_at = 0.0
        """When `_heard` was counted."""

    def play(self, pcm: bytes, now: float) -> None:
        """Queue PCM16 at 24 kHz."""
        self._go_on(now)
        self._queued += len(pcm) // _FRAME_BYTES

    def flush(self, now: float) -> PlaybackFlushed:
        """Forget what was not heard yet; returns what was."""
        self._go_on(now)
        flushed = PlaybackFlushed(self._generation, self._heard)
        self._generation += 1
        self._queued = self._heard = 0
        return flushed

    def due(self) -> float | None:
        """When there is something to report; None while it is silent."""
        left = self._queued - self._heard
        return self._heard_at + min(_REPORT_S, left / _FRAMES_PER_SECOND) if left else None

    def report(self, now: float) -> PlaybackProgressed:
        """Tell how far it is."""
        self._go_on(now)
        return PlaybackProgressed(self._generation, self._heard)

    def _go_on(self, now: float) -> None:
        taken = round((now - self._heard_at) * _FRAMES_PER_SECOND)
        self._heard = min(self._queued, self._heard + taken)
        self._heard_at = now
