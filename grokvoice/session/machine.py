"""The conversation itself: what happens, told to the rooms that know about it.

The contract with the shell: tell one event, obey all commands it returns in order, then wait for
the next event, at most until `deadline()`, and then tell `DeadlineReached`.

`Talk` knows what is said, `Continuity` whether there is a wire to say it on and what was said
before; `Session` hands each event to one of them, and decides between going on and ending.
"""

from grokvoice.errors import LimitReachedError, LocalProtocolError, RateLimitedError
from grokvoice.protocol import server_events as server
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.settings import Tool
from grokvoice.protocol.values import UNSET
from grokvoice.session import events
from grokvoice.session.account import Account
from grokvoice.session.commands import Command, Disconnect, End, Send, Show
from grokvoice.session.connection import GivenUp, Phase
from grokvoice.session.context import ChatContext
from grokvoice.session.continuity import Continuity
from grokvoice.session.ending import Ending
from grokvoice.session.faults import Fault, classify
from grokvoice.session.moments import earliest
from grokvoice.session.options import Options
from grokvoice.session.reception import receive
from grokvoice.session.served import ServedSession
from grokvoice.session.sieve import Sieve
from grokvoice.session.sums import counted
from grokvoice.session.talk import Talk
from grokvoice.session.updates import (
    CostMeasured,
    ErrorShown,
    Notice,
    SessionStarted,
    State,
    StateChanged,
)
from grokvoice.session.wishes import fulfil


class Session:
    """One conversation: `handle` events, obey the commands, mind the `deadline`."""

    def __init__(self, options: Options) -> None:
        self.talk = Talk(options)
        self.is_over = False
        """Whether the conversation has ended; events change nothing any more."""
        self._continuity = Continuity(options, self.talk)
        self._ending = Ending(self.talk, self._continuity.connection, options.quiet_s)
        self._sieve = Sieve()
        self._served = ServedSession(options.model, options.settings.voice or "")
        self._account = Account(options.model, options.limits)
        self._shown_state: State | None = None
        self._told_id: str | None = None
        self._now = self._began_at = 0.0

    @property
    def is_ending(self) -> bool:
        """Whether only the last sound is waited for."""
        return self._ending.has_come

    @property
    def context(self) -> ChatContext:
        """What was said and heard so far, and before."""
        return self._continuity.memory.context

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What the model may use, ours and the server's."""
        tools = self._continuity.tuning.current.tools
        return () if tools is UNSET else tuple(tools)

    def cost(self, now: float) -> CostMeasured:
        """Give what it has cost until now."""
        return self._account.billed(None, now)

    def handle(self, event: events.Event, now: float) -> list[Command]:
        """Take a fact and return what must be done about it, in order.

        Args:
            event: What happened.
            now: When, in seconds of any clock that never goes back.

        Raises:
            LocalProtocolError: `Started` was told twice.
        """
        if self.is_over:
            return []
        self._now = now
        if not self.talk.is_quiet or isinstance(event, events.InputEnded):
            self.talk.last_active_at = now  # whatever went on until now, or ends with this event
        commands = self._dispatch(event)
        commands += self._settle()
        for command in commands:
            self._account.note(command, now)
            if isinstance(command, Show):
                self._continuity.memory.note(command.update)
        return commands + self._close() if self._ending.is_last_moment(now) else commands

    def deadline(self) -> float | None:
        """When `DeadlineReached` must be told at the latest; None if only events matter."""
        if self.is_over:
            return None
        if self._ending.has_come:
            return earliest(self.talk.deadline(), self._ending.deadline())
        renews_at = self._continuity.connection.renews_at()
        return earliest(
            self.talk.deadline(),
            self._ending.deadline(),
            self._continuity.connection.deadline(),
            self._account.deadline(self._now),
            renews_at if renews_at is not None and renews_at > self._now else None,
        )

    def _dispatch(self, event: events.Event) -> list[Command]:  # noqa: C901, PLR0911, PLR0912 - table
        talk, now = self.talk, self._now
        match event:
            case events.Started():
                return self._start()
            case events.Connected():
                self._sieve.renew()
                return self._continuity.connected(now)
            case events.ConnectFailed():
                return self._unless_given_up(self._continuity.failed(event, now))
            case events.ConnectionLost():
                return self._lost(event)
            case events.Received():
                left_out = self._sieve.take(event.event)
                return self._receive(event.event) if left_out is None else left_out
            case events.MicrophoneChunk():
                return [Send(append) for append in talk.gate.push(event.pcm, now)]
            case events.MicrophoneAcknowledged():
                talk.gate.receipt(event.frames)
            case events.MicrophoneLeftOut():
                return talk.left_out(event)
            case events.ToolFinished():
                talk.waiting_results.append(event)
            case events.PlaybackProgressed():
                return talk.progressed(event, now)
            case events.PlaybackFlushed():
                return talk.speaking.flushed(event.generation, event.heard)
            case events.SpeechSuspected() | events.SpeechConfirmed() | events.SpeechDismissed():
                return talk.barge_in.sense(event, now)
            case events.Observed():
                return [Show(event.update)]
            case events.HangUpRequested():
                return self._ending.hang_up("hung up", event.exit_code, now)
            case events.InputEnded():
                self._ending.input_has_ended = True
            case events.DeadlineReached():
                pass
            case _:
                return fulfil(event, talk, self._continuity, now)
        return []

    def _start(self) -> list[Command]:
        if self._continuity.connection.phase is not Phase.IDLE:
            raise LocalProtocolError("a conversation is started once; make a new Session")
        self._began_at = self.talk.last_active_at = self._now
        self._account.start(self._now)
        return self._continuity.connection.dial()

    def _receive(self, event: FromServer) -> list[Command]:  # noqa: C901, PLR0911, PLR0912 - table
        match event:
            case server.SessionCreated():
                return [Show(notice) for notice in self._served.created(event.session)]
            case server.ConversationCreated():
                named = self._continuity.named(event.conversation.id, self._now)
                return [*self._introduce(), *named]
            case server.ItemAdded() | server.ItemCreated() if self._continuity.is_resuming:
                self._continuity.listed(event.item)
                return []
            case server.SessionUpdated():
                self._continuity.tuning.accepted()
                notices = [Show(notice) for notice in self._served.updated(event.session)]
                return [*self._ready(), *notices]
            case server.ErrorReceived() if classify(event.error) is Fault.SESSION_OVER:
                over = events.ConnectionLost(code=1001, reason=event.error.message)
                return [Disconnect(), *self._lost(over)]
            case server.ErrorReceived() if classify(event.error) is Fault.LIMIT:
                text, code = event.error.message, RateLimitedError.exit_code
                return self._ending.give_up(GivenUp(code="limit", text=text, exit_code=code))
            case server.ErrorReceived():
                refused = self._continuity.tuning.refused(event.error)
                return receive(self.talk, event, self._now) if refused is None else refused
            case server.ResponseDone():
                usage = event.usage or event.response.usage or None
                done = receive(self.talk, event, self._now)
                return [*done, Show(self._account.billed(usage, self._now))]
            case _:
                return receive(self.talk, event, self._now)

    def _ready(self) -> list[Command]:
        past = self._continuity.ready(self._now)
        if past is None or self._continuity.connection.phase is not Phase.READY:
            return past or []
        self._account.opened(self._served.model, self._now)
        appends = [Send(append) for append in self.talk.gate.open()]
        return [*self._introduce(), *past, *appends]

    def _introduce(self) -> list[Command]:
        """Say which conversation this is, unless it is the one that was told already."""
        connection = self._continuity.connection
        if connection.phase is not Phase.READY or connection.conversation_id == self._told_id:
            return []
        self._told_id = connection.conversation_id
        started = SessionStarted(
            conversation_id=self._told_id, model=self._served.model, voice=self._served.voice
        )
        return [Show(started)]

    def _lost(self, event: events.ConnectionLost) -> list[Command]:
        if self._ending.has_come:
            return []
        self._account.closed(self._now)
        return self._unless_given_up(self._continuity.lost(event, self._now))

    def _unless_given_up(self, outcome: list[Command] | GivenUp) -> list[Command]:
        return self._ending.give_up(outcome) if isinstance(outcome, GivenUp) else outcome

    def _settle(self) -> list[Command]:
        """Do what has become due."""
        connection, now = self._continuity.connection, self._now
        commands: list[Command] = []
        if connection.is_overdue(now) and not self._ending.has_come:
            commands += self._overdue(connection.phase)
        commands += self.talk.settle(
            now, can_talk=connection.can_talk and not self._ending.has_come
        )
        if self._must_renew(now):
            commands += self._continuity.renew()
        return commands + self._watch_limits() + self._show_state()

    def _overdue(self, phase: Phase) -> list[Command]:
        if phase is Phase.WAITING:
            return self._continuity.connection.dial()
        text = "The server did not confirm the settings; going on without."
        return [Show(Notice(code="not-configured", text=text)), *self._ready()]

    def _watch_limits(self) -> list[Command]:
        if self.talk.is_engaged:
            self._account.engaged(self._now)
        reached = self._account.reached(self._now)
        if reached and not self._ending.has_come:
            text, code = f"Ending the talk: {reached}.", LimitReachedError.exit_code
            shown = Show(ErrorShown(code="limit-reached", text=text))
            return [shown, *self._ending.hang_up("limit reached", code, self._now)]
        return self._account.warnings(self._now)

    def _show_state(self) -> list[Command]:
        connection = self._continuity.connection
        state = self.talk.state
        if connection.is_gone:
            state = State.RECONNECTING
        elif connection.count == 0:
            state = State.CONNECTING
        if state is self._shown_state:
            return []
        self._shown_state = state
        return [Show(StateChanged(state))]

    def _must_renew(self, now: float) -> bool:
        """Whether the connection is old and this is a quiet moment; what is not comes by event."""
        renews_at = self._continuity.connection.renews_at()
        if renews_at is None or now < renews_at:
            return False
        is_ending = self._ending.input_has_ended or self._ending.has_come
        return self.talk.is_quiet and not is_ending

    def _close(self) -> list[Command]:
        self.is_over = True
        updates = [
            *self.talk.transcript.close(),
            self._account.billed(None, self._now),
            counted(self.talk),
            StateChanged(State.ENDED),
            self._ending.summary(self._now - self._began_at),
        ]
        shown = [Show(update) for update in updates]
        return [*self._sieve.summary(), *shown, Disconnect(), End(self._ending.exit_code)]
