"""A level meter a person can follow: it jumps up at once and sinks slowly."""

from grokvoice.audio.pcm import FLOOR_DBFS, RATE_HZ, Samples, ms_to_frames, peak_dbfs


class Meter:
    """Holds each peak for a moment and lets it sink, counted in frames and not by a clock.

    One thread pushes; any thread may look at `level_dbfs`.

    Args:
        rate_hz: Rate of what is pushed.
        hold_ms: How long a peak stays before it sinks.
        decay_db_per_s: How fast it sinks.
    """

    def __init__(
        self, rate_hz: int = RATE_HZ, hold_ms: int = 100, decay_db_per_s: float = 60.0
    ) -> None:
        self._hold_frames = ms_to_frames(hold_ms, rate_hz)
        self._decay_db_per_frame = decay_db_per_s / rate_hz
        self._held = 0
        self._level_dbfs = FLOOR_DBFS

    @property
    def level_dbfs(self) -> float:
        """What the meter shows: from -90 (silence) to 0 (full scale)."""
        return self._level_dbfs

    def push(self, samples: Samples) -> None:
        """Measure one block."""
        peak = peak_dbfs(samples)
        if peak >= self._level_dbfs:
            self._level_dbfs = peak
            self._held = self._hold_frames
            return
        sinking = max(0, len(samples) - self._held)
        self._held = max(0, self._held - len(samples))
        self._level_dbfs = max(peak, self._level_dbfs - sinking * self._decay_db_per_frame)
