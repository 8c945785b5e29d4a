"""Chance, from a seed: the brain itself has none."""


class Dice:
    """A stream of numbers: a linear congruential generator, good enough for variety."""

    def __init__(self, seed: int) -> None:
        self._state = seed * 2_654_435_761 + 1

    def below(self, limit: int) -> int:
        """Return the next number from 0 to `limit` - 1."""
        self._state = (self._state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        return (self._state >> 33) % limit

    def fraction(self) -> float:
        """Return the next number from 0 up to but not including 1."""
        return self.below(2**30) / 2**30
