"""The room of the silence after a reply: the server checks in when nobody says anything."""

from typing import Final

from grokvoice.protocol.conversation_events import IdleTimeoutTriggered
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.replies import Replies
from grokvoice.simulator.brain.turns import Turns

_OWNER: Final = "idle"


class Idle:
    """Counts `idle_timeout_ms` from the moment a reply has been heard."""

    def __init__(self, desk: Desk, replies: Replies, turns: Turns) -> None:
        self._desk = desk
        self._replies = replies
        self._turns = turns

    def arm(self) -> None:
        """Begin to count, if the client asked for it; again after every reply."""
        self._desk.agenda.forget(_OWNER)
        detection = self._desk.settings.detection
        if detection and detection.idle_timeout_ms:
            heard_at = max(self._desk.now, self._replies.audible_until)
            due = heard_at + detection.idle_timeout_ms / 1000
            self._desk.agenda.at(due, self._check_in, _OWNER)

    def _check_in(self) -> None:
        if self._replies.open or not self._turns.is_quiet:
            return
        end_ms = self._turns.position_ms
        detection = self._desk.settings.detection
        waited_ms = (detection.idle_timeout_ms if detection else 0) or 0
        self._desk.send(
            IdleTimeoutTriggered(
                item_id=self._desk.new_id(),
                audio_start_ms=max(0, end_ms - waited_ms),
                audio_end_ms=end_ms,
            )
        )
        self._replies.answer(cause="idle")
