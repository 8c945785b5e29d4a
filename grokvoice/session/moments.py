"""Moments of one clock, in seconds; None where there is none."""


def earliest(*moments: float | None) -> float | None:
    """Give the first of some moments."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None
