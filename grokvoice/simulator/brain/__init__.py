"""The service as a pure machine: no socket, clock, thread, file or random number inside."""

from grokvoice.simulator.brain.machine import Brain

__all__ = ["Brain"]
