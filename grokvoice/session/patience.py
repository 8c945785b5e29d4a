"""How long is waited: for a reply to begin, for a voice to fall silent, for a reply to go on.

The server drops replies without a word (reference, 6.4, 6.8), so nothing is waited for in vain.
"""

from typing import Final

from grokvoice.session.commands import Command
from grokvoice.session.listening import Listening
from grokvoice.session.microphone import MicrophoneGate
from grokvoice.session.moments import earliest
from grokvoice.session.speaking import Speaking

_SILENT_END_S: Final = 2.0
"""A reply whose items are complete and heard is over after this long, `response.done` or not."""


class Patience:
    """Knows when waiting is over.

    Args:
        timeout_s: How long a reply that was asked for may stay away.
        gate: Whether the server hears anything.
        listening: What is waited for.
        speaking: What is on its way.
    """

    def __init__(
        self, timeout_s: float, gate: MicrophoneGate, listening: Listening, speaking: Speaking
    ) -> None:
        self.timeout_s = timeout_s
        self._gate = gate
        self._listening = listening
        self._speaking = speaking

    def deadline(self) -> float | None:
        """When waiting will be over."""
        return earliest(self._waits_until(), self._ends_at())

    def is_over(self, now: float) -> bool:
        """Whether what the user said last will have no reply any more."""
        until = self._waits_until()
        return until is not None and now >= until

    def settle(self, now: float) -> list[Command]:
        """End a reply that fell silent."""
        ends_at = self._ends_at()
        return self._speaking.vanished() if ends_at is not None and now >= ends_at else []

    def _waits_until(self) -> float | None:
        listening = self._listening
        if listening.speaking_item is not None:
            # A server that gets no sound (muted, or at the end of a file) hears nobody fall silent.
            return max(listening.speaking_since, self._gate.last_chunk_at) + self.timeout_s
        since = listening.awaiting_since
        since = self._speaking.replies.asked_at if since is None else since
        return None if since is None else since + self.timeout_s

    def _ends_at(self) -> float | None:
        speaking = self._speaking
        if speaking.replies.open_id is None or speaking.ledger.unheard:
            return None
        patience_s = _SILENT_END_S if speaking.has_said_all else self.timeout_s
        return speaking.last_frame_at + patience_s
