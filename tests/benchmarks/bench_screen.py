"""What the live view costs: time for a frame, frames and bytes a second, at several widths.

python -m tests.benchmarks.bench_screen

A minute of a reply that is heard word by word while both meters move, on a clock that is told; then
a minute in which nothing changes, and windows that are made small and large again.
"""

import io
import statistics
import sys
import time
from itertools import cycle
from typing import Final

from grokvoice.session.updates import AssistantDelta, SessionStarted, State, StateChanged
from grokvoice.ui.dashboard import Dashboard, Hint
from grokvoice.ui.live import LiveView
from grokvoice.ui.streams import Streams

TICK_S: Final = 0.05
"""How often a talk tells the levels."""
TICKS: Final = 1200
TICKS_PER_WORD: Final = 6
WORDS: Final = (
    "Tomorrow ",
    "looks ",
    "better, ",
    "with sun ☀ ",
    "最高 ",
    "fourteen ",
    "degrees 🎉, ",
)
HINTS: Final = (Hint("space", "stop"), Hint("m", "mute"), Hint("t", "type"), Hint("q", "quit"))


class Window(io.StringIO):
    """A window with a talk in it; counts what is written, where every frame is one write."""

    encoding = "utf-8"

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.columns = columns
        self.now = 0.0
        self.is_animated = True
        self._sizes: list[int] = []
        self._seconds: list[float] = []
        streams = Streams(
            stdin=self,
            stdout=self,
            stderr=self,
            is_stdout_terminal=True,
            is_stderr_terminal=True,
            columns=lambda: self.columns,
        )
        self._view = LiveView(streams, self._look, lambda: self.now)
        self._view.show(SessionStarted(conversation_id="c", model="m", voice="ara"), 0.0)
        self._view.show(StateChanged(State.SPEAKING), 0.0)

    def write(self, text: str) -> int:
        self._sizes.append(len(text.encode()))
        return len(text)

    def hear(self, ticks: int) -> None:
        """Let a reply be heard."""
        words = cycle(WORDS)
        for tick in range(ticks):
            if tick % TICKS_PER_WORD == 0:
                self._view.show(AssistantDelta(item_id="a", text=next(words)), self.now)
            self.tick(-50.0 + tick * 7 % 40, -30.0 + tick * 11 % 30)

    def tick(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Let a moment pass, and note how long it took if a frame was drawn in it."""
        self.now += TICK_S
        drawn, began_s = len(self._sizes), time.perf_counter()
        self._view.meters(mic_dbfs, speaker_dbfs)
        if len(self._sizes) > drawn:
            self._seconds.append(time.perf_counter() - began_s)

    def taken(self) -> tuple[int, int, list[float]]:
        """Give frames, bytes and the seconds of each frame since the last time."""
        taken = len(self._sizes), sum(self._sizes), self._seconds
        self._sizes, self._seconds = [], []
        return taken

    def _look(self) -> Dashboard:
        return Dashboard(hints=HINTS, is_animated=self.is_animated)


def main() -> None:
    """Measure a narrow, a usual and a wide window."""
    for columns in (20, 80, 300):
        window = Window(columns)
        window.hear(TICKS)
        frames, size, seconds = window.taken()
        p95_s = statistics.quantiles(seconds, n=20)[-1]
        minute_s = TICKS * TICK_S
        sys.stdout.write(
            f"{columns:>3} columns, speaking: {frames / minute_s:.1f} frames/s, "
            f"{size / minute_s / 1000:.2f} kB/s, a frame {statistics.median(seconds) * 1000:.2f} ms"
            f" (p95 {p95_s * 1000:.2f})\n"
        )
    window = Window(80)
    window.is_animated = False
    window.tick(-99.0, -99.0)
    window.tick(-99.0, -99.0)
    window.taken()
    for _ in range(TICKS):
        window.tick(-99.0, -99.0)
    sys.stdout.write(f"nothing changes for a minute: {window.taken()[0]} frames\n")
    for columns in (20, 300, 80):
        window.columns = columns
        window.hear(2)
        sys.stdout.write(f"resized to {columns} columns: {window.taken()[1]} bytes\n")


if __name__ == "__main__":
    main()
