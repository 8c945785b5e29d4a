"""How long people wait for an answer, measured as ears do: end of speech to first sound.

Two shares: the network's and the model's, until the reply's first sound had arrived; and our own,
until the loudspeaker gave it.
"""

from collections import deque
from typing import Final

from grokvoice.session.updates import LatencyMeasured

_MOST_KEPT: Final = 1000


class Latencies:
    """Collects the waits of a conversation, the latest thousand of them."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=_MOST_KEPT)

    def measured(
        self, response_id: str, *, turn_ended_at: float, arrived_at: float, sounded_at: float
    ) -> LatencyMeasured:
        """Note one wait; moments that clocks put in the wrong order count as no time."""
        arrived_at = min(max(arrived_at, turn_ended_at), sounded_at)
        seconds = max(0.0, sounded_at - turn_ended_at)
        self._seconds.append(seconds)
        return LatencyMeasured(
            response_id=response_id,
            seconds=seconds,
            network_s=max(0.0, arrived_at - turn_ended_at),
            own_s=max(0.0, sounded_at - max(arrived_at, turn_ended_at)),
        )

    def percentile(self, percent: float) -> float | None:
        """The wait that so many percent of all waits did not exceed; None if there was none."""
        if not self._seconds:
            return None
        ordered = sorted(self._seconds)
        rank = max(1, -(-len(ordered) * percent // 100))  # the nearest rank, rounded up
        return ordered[int(rank) - 1]
