"""The status line: can it hear me, is it speaking, how long did I wait, what does it cost.

    ● hearing   you ▁▂▅▇▅▂   grok ▁▁▁▁▁▁   echo -31 dB   0.64 s   2:41   ~$0.21

While the talk is recorded `rec` stands behind the state. A narrow terminal loses the echo step
first, then time, latency and cost, then the second meter.
"""

from typing import Final

from rich.text import Text

from grokvoice.session.updates import (
    CostMeasured,
    EchoMeasured,
    LatencyMeasured,
    Notice,
    State,
    StateChanged,
    Update,
)
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.glyphs import Glyphs
from grokvoice.ui.ink import Layout
from grokvoice.ui.meter import Meter
from grokvoice.ui.summary import clock_time

_TINY: Final = 29
"""Cells below which there is room for the state and the own meter only."""
_STEPS: Final = {"aec": "aec", "gate": "gate", "half": "half duplex", "off": "off"}
_STYLES: Final = {
    State.HEARING: "cyan",
    State.SPEAKING: "green",
    State.MUTED: "bold red",
    State.RECONNECTING: "yellow",
}


class Status:
    """The state of the talk in one line."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._state = State.CONNECTING
        self._since_s = 0.0
        self._latency = ""
        self._cost = ""
        self._echo = ""
        self._recording = ""
        self._mic = Meter()
        self._speaker = Meter()

    def words(self, board: Dashboard) -> str:
        """Tell the state in words, for the title of the terminal."""
        is_hidden = board.is_muted and self._state is not State.MUTED
        words = self._state.value + (", muted" if is_hidden else "")
        return words + (", a tool asks" if board.question else "")

    def note(self, update: Update, at_s: float) -> None:
        """Take what has changed."""
        match update:
            case StateChanged(state=state):
                self._state, self._since_s = state, at_s
            case LatencyMeasured(seconds=seconds):
                self._latency = f"{seconds:.2f} s"
            case CostMeasured(dollars=dollars):
                self._cost = f"~${dollars:.2f}"
            case Notice(code="recording" | "recording-back"):
                self._recording = "  rec"
            case Notice(code="recording-failed"):
                self._recording = ""
            case EchoMeasured():
                self._echo = f"echo {echo_words(update, self._glyphs.minus)}"
            case _:
                pass

    def meter(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Take both levels of this moment, in dBFS."""
        self._mic.add(mic_dbfs)
        self._speaker.add(speaker_dbfs)

    def line(self, layout: Layout, board: Dashboard, at_s: float) -> Text:
        """Draw what there is room for, the most important first."""
        mark = f"{self._glyphs.marks[self._state]} {self._state.value}"
        style = _STYLES.get(self._state, "")
        if layout.width < _TINY:
            return Text.assemble((f"{mark:<14} ", style), self._own_meter(board, 4))
        if self._state is State.RECONNECTING and board.is_animated:
            mark += f" {max(at_s - self._since_s, 0.0):.0f} s"
        mark = f" {mark:<14}"
        meters = [f"you {self._own_meter(board, 6)}", f"grok {self._meter(self._speaker, board)}"]
        elapsed = clock_time(at_s) if board.is_animated else ""
        figures = [self._echo, elapsed, self._latency, self._cost]
        parts = _fitting(meters, figures, layout.width - len(mark) - len(self._recording))
        recording = (self._recording, "red")
        return Text.assemble((mark, style), recording, *(f"  {part}" for part in parts))

    def _own_meter(self, board: Dashboard, cells: int) -> str:
        """The microphone's level, unless it is closed: then it would only seem to hear."""
        if board.is_muted:
            return "muted"[:cells].ljust(cells)
        return self._meter(self._mic, board, cells)

    def _meter(self, meter: Meter, board: Dashboard, cells: int = 6) -> str:
        return meter.bars(self._glyphs.bars, cells) if board.is_animated else "-" * cells


def echo_words(measured: EchoMeasured, minus: str) -> str:
    """Word what keeps Grok from hearing itself: `-31 dB`, `gate -12 dB`, `half duplex`, `off`."""
    step = _STEPS[measured.step]
    if measured.removed_db is None:
        return step
    removed = f"{minus}{measured.removed_db:.0f} dB"
    return removed if measured.step == "aec" else f"{step} {removed}"


def _fitting(meters: list[str], figures: list[str], room: int) -> list[str]:
    """Give the parts that fit, from left to right; of the figures the last matter most."""
    taken: list[str] = []
    for part in (*meters, *reversed([figure for figure in figures if figure])):
        room -= len(part) + 2
        if room < 0:
            break
        taken.append(part)
    return [part for part in (*meters, *figures) if part in taken]
