"""When to try to connect again: soon at first, then ever later, never in step with others.

Figures: first retry within 0.5 s, doubling with a jitter of 20 %, at most every 10 s; only 10 s of
health count as recovery. A server which accepts and closes at once is thus tried ten times in the
first minute, even by those whom the jitter makes the fastest (faults, N20).
"""

from collections.abc import Callable
from typing import Final

FIRST_S: Final = 0.41
GROWTH: Final = 2.0
LONGEST_S: Final = 10.0
JITTER: Final = 0.2
HEALTHY_S: Final = 10.0


class Backoff:
    """Counts failures and says how long to wait after each.

    Args:
        jitter: Gives a random number in [0, 1) each time it is called.
    """

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self._failures = 0

    @property
    def failures(self) -> int:
        """Failures since the last health."""
        return self._failures

    def failed(self, *, healthy_s: float, at_least_s: float | None) -> float:
        """Note a failure; returns the seconds to wait.

        Args:
            healthy_s: How long the session had been up before it failed; 0 if it never was.
            at_least_s: What the server asked for (`Retry-After`); obeyed even beyond the longest.
        """
        if healthy_s >= HEALTHY_S:
            self._failures = 0
        delay_s = FIRST_S * GROWTH**self._failures
        self._failures = min(self._failures + 1, 50)
        delay_s *= 1 + JITTER * (2 * self._jitter() - 1)  # before the cap, or it would be undercut
        return max(min(delay_s, LONGEST_S), at_least_s or 0.0)
