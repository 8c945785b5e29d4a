"""What is told when a talk is over: its length, its waits, its cost, and what went wrong."""

from grokvoice.session.updates import (
    CostMeasured,
    EchoMeasured,
    GapsCounted,
    SessionEnded,
    SumsCounted,
    Update,
)
from grokvoice.ui.sanitize import one_line

_FRAMES_PER_SECOND = 24_000


class Summary:
    """Collects figures while the talk lasts, and words them at its end.

    Args:
        is_verbose: Whether to tell where every frame of sound went.
    """

    def __init__(self, *, is_verbose: bool = False) -> None:
        self._is_verbose = is_verbose
        self._sums: list[str] = []
        self._cost = ""
        self._losses = ""
        self._gaps = "no gaps"
        self._echo = ""

    def note(self, update: Update) -> None:
        """Take what belongs into the summary."""
        match update:
            case CostMeasured(dollars=dollars, prices_as_of=as_of):
                self._cost = f"cost about ${dollars:.2f} (prices of {as_of})"
            case GapsCounted(network=network, device=device):
                self._gaps = f"gaps: {network} of the network, {device} of the sound card"
            case EchoMeasured(step=step, removed_db=removed_db):
                removed = f", {removed_db:.0f} dB removed" if removed_db is not None else ""
                self._echo = f"echo {step}{removed}"
            case SumsCounted(dropped=dropped):
                self._sums = sums_lines(update) if self._is_verbose else []
                self._losses = ", ".join(
                    f"{frames / _FRAMES_PER_SECOND:.1f} s of your voice lost ({one_line(cause)})"
                    for cause, frames in dropped.items()
                    if frames
                )
            case _:
                pass

    def lines(self, ended: SessionEnded) -> list[str]:
        """Word the end of a talk: how it ended, then the figures there are."""
        replies = "1 reply" if ended.turns == 1 else f"{ended.turns} replies"
        reason = one_line(ended.reason)
        gaps = self._gaps if ended.turns else ""
        figures = [_waits(ended), self._cost, gaps, self._echo, self._losses]
        told = "; ".join(figure for figure in figures if figure)
        first = f"ended ({reason}) after {clock_time(ended.elapsed_s)}, {replies}"
        return [first, *([told] if told else []), *self._sums]


def sums_lines(sums: SumsCounted) -> list[str]:
    """Word the two sums, each side in frames of 24 kHz."""
    causes = ", ".join(f"{cause} {frames}" for cause, frames in sums.dropped.items() if frames)
    dropped = f"{sum(sums.dropped.values())} dropped" + (f" ({causes})" if causes else "")
    return [
        one_line(
            f"microphone: {sums.captured} frames captured = {sums.acknowledged} acknowledged"
            f" + {sums.in_flight} in flight + {sums.waiting} waiting + {dropped}"
            f" + {sums.muted} muted"
        ),
        f"speaker: {sums.received} frames received = {sums.played} played"
        f" + {sums.flushed} flushed + {sums.stale} stale + {sums.buffered} buffered",
    ]


def clock_time(seconds: float) -> str:
    """Word a length of time as people read it from a clock: `2:41`, `1:02:41`."""
    minutes, seconds_left = divmod(round(seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes_left:02d}:{seconds_left:02d}"
    return f"{minutes}:{seconds_left:02d}"


def _waits(ended: SessionEnded) -> str:
    p50_s, p95_s = ended.latency_p50_s, ended.latency_p95_s
    if p50_s is None or p95_s is None:
        return ""
    return f"waits {p50_s:.2f} s (p95 {p95_s:.2f} s)"
