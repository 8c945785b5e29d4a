"""What every room of the brain works with: time, ids, agenda, the common state, the way out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from grokvoice.protocol.items import ErrorInfo
from grokvoice.protocol.server_events import (
    AnyServerEvent,
    ErrorReceived,
    ItemAdded,
    SessionCreated,
)
from grokvoice.protocol.values import UNSET
from grokvoice.simulator.brain.agenda import Agenda
from grokvoice.simulator.brain.billing import Billing
from grokvoice.simulator.brain.memory import Memory
from grokvoice.simulator.brain.messages import Command, SendEvent
from grokvoice.simulator.brain.settings import Settings
from grokvoice.simulator.quirks import Quirks

_LATENESS_S: Final = 0.4


class IdSource(Protocol):
    """Where ids come from: uuid4 in the server, a counter in tests."""

    def __call__(self) -> str:
        """Return a text of the form of a UUID, never the same twice."""
        ...


class Desk:
    """The shared tools and the common state of one connection."""

    def __init__(self, ids: IdSource, quirks: Quirks) -> None:
        self.new_id = ids
        self.quirks = quirks
        self.now = 0.0
        self.agenda = Agenda()
        self.settings = Settings()
        self.memory = Memory()
        self.billing = Billing()
        self._commands: list[Command] = []
        self._connected_at = 0.0
        self._wall_at_connect: datetime | None = None

    def set_clock(self, wall: datetime) -> None:
        """Remember which wall clock time the present moment is."""
        self._connected_at = self.now
        self._wall_at_connect = wall

    @property
    def elapsed_s(self) -> float:
        """Seconds since the client connected."""
        return self.now - self._connected_at

    @property
    def wall(self) -> datetime:
        """The wall clock now.

        Raises:
            RuntimeError: no `Connected` was handled yet.
        """
        if self._wall_at_connect is None:
            raise RuntimeError("the brain was used before Connected")
        return self._wall_at_connect + timedelta(seconds=self.elapsed_s)

    @property
    def unix_ms(self) -> int:
        """The wall clock in milliseconds since 1970."""
        return round(self.wall.timestamp() * 1000)

    def later(self, delay_s: float, action: Callable[[], None], owner: str = "") -> None:
        """Do something after an artificial delay, which the pace may shorten."""
        self.agenda.at(self.now + self.stretched(delay_s), action, owner)

    def stretched(self, delay_s: float) -> float:
        """Return an artificial delay as the pace has it."""
        return delay_s * self.quirks.time_scale

    def send(self, event: AnyServerEvent) -> None:
        """Send an event, and give it an id unless it has one.

        The service puts `previous_item_id` on every event but `session.created`, mostly null
        (reference, 5.0).
        """
        event_id = self.new_id() if event.event_id is UNSET else event.event_id
        before = event.previous_item_id
        if before is UNSET and not isinstance(event, SessionCreated):
            before = None
        event = replace(event, event_id=event_id, previous_item_id=before)
        if isinstance(event, ItemAdded):
            self._announce(event)
        else:
            self.ask(SendEvent(event=event))

    def _announce(self, event: ItemAdded) -> None:
        """Send `conversation.item.added` once, twice or late, as the quirks have it."""
        command = SendEvent(event=event)
        if self.quirks.item_added == "late":
            self.later(_LATENESS_S, partial(self.ask, command))
            return
        self.ask(command)
        if self.quirks.item_added == "twice":
            self.ask(SendEvent(event=replace(event, event_id=self.new_id())))

    def refuse(self, error: ErrorInfo) -> None:
        """Answer with an error; its `event_id` is the server's own, not the client's (LIVE)."""
        self.send(ErrorReceived(error=replace(error, event_id=self.new_id())))

    def ask(self, command: Command) -> None:
        """Ask the shell for something."""
        self._commands.append(command)

    def take_commands(self) -> list[Command]:
        """Return and forget what was asked and sent since the last time."""
        commands, self._commands = self._commands, []
        return commands
