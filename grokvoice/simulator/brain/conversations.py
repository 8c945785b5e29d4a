"""What outlives a connection: conversations that may be taken up again (reference, 6.9)."""

from typing import Final

from grokvoice.simulator.brain.memory import Memory

EXPIRES_AFTER_S: Final = 30 * 60.0
"""A conversation without activity is forgotten after half an hour."""


class Conversations:
    """The conversations of one server, by id."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Memory, float]] = {}

    def keep(self, conversation_id: str, memory: Memory, now: float) -> None:
        """Keep a conversation for half an hour from `now`; the memory may still grow."""
        self._kept[conversation_id] = (memory, now)

    def recall(self, conversation_id: str, now: float) -> Memory | None:
        """Return a conversation that was kept and has not expired."""
        memory, kept_at = self._kept.get(conversation_id, (None, now))
        if now - kept_at > EXPIRES_AFTER_S:
            del self._kept[conversation_id]
            return None
        return memory
