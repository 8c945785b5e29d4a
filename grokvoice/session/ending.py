"""How a conversation ends: asked to, given up, or because all was said; never in mid-word.

The end comes at a moment, and the last sound is waited for: what was heard of it belongs to the
transcript.
"""

from typing import Final

from grokvoice.errors import ReplyFailedError, TransportError
from grokvoice.session.commands import Command, Show
from grokvoice.session.connection import Connection, GivenUp, Phase
from grokvoice.session.moments import earliest
from grokvoice.session.talk import Talk
from grokvoice.session.updates import ErrorShown, SessionEnded

_FADE_S: Final = 0.3
"""How long a hang-up waits to learn what was heard before the sound stopped."""


class Ending:
    """Knows whether the end has come, why, and when all is over.

    Args:
        talk: What ends.
        connection: What it is held on.
        quiet_s: Once the input has ended: how long nothing may happen before all was said.
    """

    def __init__(self, talk: Talk, connection: Connection, quiet_s: float) -> None:
        self.has_come = False
        """Whether only the last sound is waited for."""
        self.input_has_ended = False
        """Whether the user has said everything."""
        self.exit_code = 0
        self._reason = ""
        self._by: float | None = None
        self._talk = talk
        self._connection = connection
        self._quiet_s = quiet_s

    def hang_up(self, reason: str, exit_code: int, now: float) -> list[Command]:
        """End now; asked a second time, do not even wait for the fade."""
        self._by = now if self.has_come else now + _FADE_S
        self._come(reason, exit_code)
        return [*self._talk.speaking.interrupt(now), *self._expect_nothing()]

    def give_up(self, outcome: GivenUp) -> list[Command]:
        """End as soon as what came before has been heard; that may have been all there was."""
        is_fine = self.input_has_ended and self._talk.is_answered
        self._by = None
        self._come(outcome.code, 0 if is_fine else outcome.exit_code)
        cut_short = self._expect_nothing()
        if is_fine:
            return cut_short
        return [*cut_short, Show(ErrorShown(code=outcome.code, text=outcome.text))]

    def deadline(self) -> float | None:
        """When `is_last_moment` must be looked at."""
        return earliest(self._by, self._said_all_at())

    def is_last_moment(self, now: float) -> bool:
        """Whether all is over."""
        said_all_at = self._said_all_at()
        if not self.has_come and said_all_at is not None and now >= said_all_at:
            self._come(*self._outcome())
        is_late = self._by is not None and now >= self._by
        return self.has_come and (is_late or self._talk.speaking.ledger.is_idle)

    def summary(self, elapsed_s: float) -> SessionEnded:
        """Say how it ended."""
        talk = self._talk
        return SessionEnded(
            exit_code=self.exit_code,
            reason=self._reason,
            elapsed_s=elapsed_s,
            turns=talk.transcript.turns,
            latency_p50_s=talk.latencies.percentile(50),
            latency_p95_s=talk.latencies.percentile(95),
        )

    def _outcome(self) -> tuple[str, int]:
        """How it ended, when all was said."""
        if self._talk.has_failed_reply:
            return "reply failed", ReplyFailedError.exit_code
        if self._talk.has_unanswered_turn:
            return "no reply", TransportError.exit_code
        return "all said", 0

    def _come(self, reason: str, exit_code: int) -> None:
        self.has_come = True
        self._reason, self.exit_code = reason, exit_code

    def _expect_nothing(self) -> list[Command]:
        """No reply will be asked for any more, and the open one will not go on."""
        self._talk.speaking.replies.give_up()
        return self._talk.speaking.vanished()

    def _said_all_at(self) -> float | None:
        """When the conversation is over because nothing more will be asked or answered."""
        if not self.input_has_ended:
            return None
        has_answer = self._connection.can_talk and self._talk.transcript.turns > 0
        is_ready = self._connection.phase is Phase.READY or has_answer  # some never confirm
        is_done = self._talk.is_quiet and not self._talk.typed_turns.waiting
        return self._talk.last_active_at + self._quiet_s if is_ready and is_done else None
