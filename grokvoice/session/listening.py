"""The user's side of the talk: who is speaking, which turn awaits an answer, since when.

Under server VAD one spoken turn is

    speech_started ─► speech_stopped ─► committed        the reply may open before `committed`
          ▲                 │
          └── resumed ──────┘    same item again: the server drops the reply it had begun (6.4)
"""

from grokvoice.protocol.server_events import InputAudioCommitted, SpeechStarted, SpeechStopped


class Listening:
    """What is known of the user's speech, by item id."""

    def __init__(self) -> None:
        self.speaking_item: str | None = None
        """The item being spoken right now."""
        self.speaking_since = 0.0
        """When the server last heard the user begin."""
        self.awaiting_since: float | None = None
        """Since when a turn of the user's has been waiting for a reply to begin."""
        self.turn_ended_at: float | None = None
        """When the user's last turn ended, until the first sound of the reply is heard."""
        self._uncommitted: str | None = None

    def started(self, event: SpeechStarted, now: float) -> bool:
        """Note that speech began; returns whether it resumes a turn that was not committed."""
        is_resumed = event.item_id == self._uncommitted
        self.speaking_item = event.item_id
        self.speaking_since = now
        self.awaiting_since = None
        self.turn_ended_at = None
        self._uncommitted = None
        return is_resumed

    def stopped(self, event: SpeechStopped, ended_at: float, now: float) -> None:
        """Note that speech ended; `ended_at` is when its last sound was captured."""
        if self.speaking_item == event.item_id:
            self.speaking_item = None
        self._uncommitted = event.item_id
        self.expect_reply(ended_at, now)

    def committed(self, event: InputAudioCommitted) -> None:
        """Note that the turn can no longer be resumed."""
        if event.item_id == self._uncommitted:
            self._uncommitted = None
        if event.item_id == self.speaking_item:
            self.speaking_item = None

    def expect_reply(self, ended_at: float, now: float) -> None:
        """Note that a turn ended and wants an answer."""
        self.turn_ended_at = ended_at
        self.awaiting_since = now

    def answered(self) -> None:
        """Note that a reply began."""
        self.awaiting_since = None

    def reset(self) -> None:
        """Forget whatever the server was hearing: it will say no more of it."""
        self.speaking_item = None
        self.awaiting_since = None
        self._uncommitted = None

    def take_latency(self, sounded_at: float) -> float | None:
        """Seconds from the end of the turn to its first sound; None if that was told already."""
        if self.turn_ended_at is None:
            return None
        latency_s = max(0.0, sounded_at - self.turn_ended_at)
        self.turn_ended_at = None
        return latency_s
