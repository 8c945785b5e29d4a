"""Whether there is a wire to talk on, and what happens when there is none.

    IDLE ─► CONNECTING ─► CONFIGURING ─► READY        `session.updated`, or a warning after 5 s
                ▲   │          │           │
                │   └──failed──┴───lost────┤
                └─── WAITING ◄─────────────┘          back-off; or the end, if trying is pointless

A lost conversation is resumed by its id where the server remembers it, and told again where not;
which of the two it is, `conversation.created` says (reference, 6.9).
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from grokvoice.errors import TransportError
from grokvoice.protocol.client_events import SessionUpdate
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.backoff import HEALTHY_S, Backoff
from grokvoice.session.commands import Command, Connect, Disconnect, Send
from grokvoice.session.events import ConnectFailed, ConnectionLost
from grokvoice.session.options import Options

NETWORK: Final = TransportError.exit_code
_NORMAL: Final = 1000
_TOO_LARGE: Final = 1009


class Phase(Enum):
    """Where the connection stands."""

    IDLE = auto()
    CONNECTING = auto()
    CONFIGURING = auto()
    READY = auto()
    WAITING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """There will be no further try."""

    code: str
    text: str
    exit_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TryingAgain:
    """Another try follows."""

    text: str
    delay_s: float


class Connection:
    """Keeps the connection's phase, its conversation's id, and the back-off."""

    def __init__(self, options: Options) -> None:
        self.phase = Phase.IDLE
        self.conversation_id = options.conversation_id
        self.count = 0
        """Connections that came about so far."""
        self.is_settled = False
        """Whether it is known if this conversation remembers what was said before."""
        self.is_resuming = False
        """Whether the server is listing what it remembers of the conversation that goes on."""
        self._options = options
        self._backoff = Backoff(options.jitter)
        self._due_at: float | None = None
        self._ready_at: float | None = None
        self._gone_since: float | None = None
        self._failing_since: float | None = None
        self._has_met_too_large = False

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, confirmed or not."""
        return self.phase is Phase.READY or self.phase is Phase.CONFIGURING

    @property
    def can_talk(self) -> bool:
        """Whether turns may be sent: the server keeps them in order behind our settings."""
        return self.is_open and self.is_settled

    @property
    def is_gone(self) -> bool:
        """Whether there was a connection, or a failure to get one, and there is none now."""
        return self._gone_since is not None

    def gone_s(self, now: float) -> float:
        """For how long there has been no connection."""
        return 0.0 if self._gone_since is None else now - self._gone_since

    def deadline(self) -> float | None:
        """When something of the connection's is due: the next try, or the end of patience."""
        return self._due_at

    def dial(self) -> list[Command]:
        """Connect, asking for the same conversation if there was one."""
        self.phase = Phase.CONNECTING
        self._due_at = None
        return [Connect(self.conversation_id or None)]

    def connected(self, settings: SessionSettings, now: float) -> list[Command]:
        """The socket is open: send our settings at once."""
        self.phase = Phase.CONFIGURING
        self.count += 1
        self.is_settled = self.count == 1 and not self._options.conversation_id
        self.is_resuming = False
        self._due_at = now + self._options.configure_timeout_s
        return [Send(SessionUpdate(session=settings))]

    def named(self, conversation_id: str) -> None:
        """Take the conversation's id, which tells if it goes on where another one broke off."""
        is_same = conversation_id == self.conversation_id
        self.is_resuming = is_same and not self.is_settled
        self.is_settled = not self.is_resuming
        self.conversation_id = conversation_id

    def ready(self, now: float) -> bool:
        """Take the server's word that our settings are in force; returns whether that is news."""
        if self.phase is not Phase.CONFIGURING:
            return False
        self.phase = Phase.READY
        self.is_settled = True
        self.is_resuming = False
        self._ready_at = now
        self._due_at = self._gone_since = None
        return True

    def failed(self, event: ConnectFailed, now: float) -> GivenUp | TryingAgain:
        """No connection came about."""
        if not event.may_retry:
            return GivenUp(code="connect-failed", text=event.message, exit_code=event.exit_code)
        return self._again(event.message, event.exit_code, now, event.retry_after_s)

    def lost(self, event: ConnectionLost, now: float) -> GivenUp | TryingAgain:
        """The connection is gone."""
        why = f"{event.code}: {event.reason}" if event.reason else str(event.code)
        if event.code == _NORMAL:
            text = f"The server ended the session ({why}). Start again to go on."
            return GivenUp(code="session-ended", text=text, exit_code=NETWORK)
        if event.code in {1008, 3000} or 4000 <= event.code <= 4999:
            text = f"The server closed the session and will not have it again ({why})."
            return GivenUp(code="connection-refused", text=text, exit_code=NETWORK)
        if event.code == _TOO_LARGE and self._has_met_too_large:
            text = f"The server sends frames that are too large to take ({why})."
            return GivenUp(code="frame-too-large", text=text, exit_code=NETWORK)
        self._has_met_too_large = self._has_met_too_large or event.code == _TOO_LARGE
        at_least_s = 1.0 if event.code == 1013 else None
        return self._again(f"The connection is gone ({why}).", NETWORK, now, at_least_s)

    def renew(self) -> list[Command]:
        """Replace the connection by a fresh one, before the provider ends it."""
        return [Disconnect(), *self.dial()]

    def is_overdue(self, now: float) -> bool:
        """Whether the next try, or the end of patience, has come."""
        return self._due_at is not None and now >= self._due_at

    def renews_at(self) -> float | None:
        """When the connection is old enough to be renewed."""
        if self.phase is not Phase.READY or self._ready_at is None:
            return None
        return self._ready_at + self._options.renew_after_s

    def _again(
        self, text: str, exit_code: int, now: float, at_least_s: float | None
    ) -> GivenUp | TryingAgain:
        healthy_s = 0.0 if self._ready_at is None else now - self._ready_at
        self._ready_at = None
        self._gone_since = now if self._gone_since is None else self._gone_since
        if self._failing_since is None or healthy_s >= HEALTHY_S:
            self._failing_since = now
        delay_s = self._backoff.failed(healthy_s=healthy_s, at_least_s=at_least_s)
        patience_s, failing_s = self._options.give_up_after_s, now - self._failing_since
        if patience_s is not None and failing_s + delay_s > patience_s:
            text = f"{text} Gave up after {failing_s:.0f} s."
            return GivenUp(code="gave-up", text=text, exit_code=exit_code)
        self.phase = Phase.WAITING
        self._due_at = now + delay_s
        return TryingAgain(text=text, delay_s=delay_s)
