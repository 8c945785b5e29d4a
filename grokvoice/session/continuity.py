"""How a conversation outlives its socket: what a new connection is told of the old one's talk.

    fresh conversation    everything that was heard, as items (bounded)
    resumed conversation  what the server does not list before `session.updated`: it was on its way
                          when the connection broke, or the server keeps only its own words

The service has been seen to list nothing but its own words (reference, 6.9), and to lose the user's
at times; what the user said matters most, so then everything is told.

Nothing is shown twice: what is told again was shown when it happened, and no greeting is asked for.
A talk that goes on with an earlier one is told which of the two it is, and what the telling costs.
"""

from typing import Final

from grokvoice.protocol.items import Item
from grokvoice.protocol.prices import price_of
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.commands import Command, Show
from grokvoice.session.connection import Connection, GivenUp, TryingAgain
from grokvoice.session.events import ConnectFailed, ConnectionLost
from grokvoice.session.memory import Memory, carries_text
from grokvoice.session.options import Options
from grokvoice.session.talk import Talk
from grokvoice.session.tuning import Tuning
from grokvoice.session.updates import Notice

_MOST_LISTED: Final = 1000
"""Items of a resumed conversation that are looked at."""


class Continuity:
    """Joins the connection, the talk on it and the memory of the talk."""

    def __init__(self, options: Options, talk: Talk) -> None:
        self.connection = Connection(options)
        self.memory = Memory(options.context)
        self.tuning = Tuning(options.settings)
        self._price = price_of(options.model)
        self._talk = talk
        self._must_ask_again = False
        self._listed: list[Item] = []

    @property
    def is_resuming(self) -> bool:
        """Whether items that are announced now are those of the conversation that is resumed."""
        return self.connection.is_resuming

    def connected(self, now: float) -> list[Command]:
        """The socket is open: settings first, then the past, unless the server may know it."""
        commands = self.connection.connected(self.tuning.current, now)
        return commands + self._tell_past(now) if self.connection.is_settled else commands

    def named(self, conversation_id: str, now: float) -> list[Command]:
        """The server says which conversation this is; one that goes on lists its items next."""
        self._listed = []
        was_settled = self.connection.is_settled
        self.connection.named(conversation_id)
        is_fresh = self.connection.is_settled and not was_settled
        return self._tell_past(now) if is_fresh else []

    def listed(self, item: Item) -> None:
        """The server says what it remembers; that was shown when it happened."""
        if len(self._listed) < _MOST_LISTED:
            self._listed.append(item)

    def ready(self, now: float) -> list[Command] | None:
        """Our settings are in force; None if that is no news, or of no use."""
        connection = self.connection
        was_settled, was_resuming = connection.is_settled, connection.is_resuming
        gone_s, is_back = connection.gone_s(now), connection.is_gone
        if not connection.ready(now):
            return None
        commands = [] if was_settled else self._go_on(now) if was_resuming else self._tell_past(now)
        if is_back:
            text = f"Connected again after {gone_s:.1f} s."
            commands.append(Show(Notice(code="reconnected", text=text, level="info")))
        return commands

    def change(self, settings: SessionSettings) -> list[Command]:
        """Set the session up differently, now or as soon as there is one."""
        return self.tuning.change(settings, is_connected=self.connection.is_open)

    def failed(self, event: ConnectFailed, now: float) -> list[Command] | GivenUp:
        """No connection came about."""
        return _told(self.connection.failed(event, now))

    def lost(self, event: ConnectionLost, now: float) -> list[Command] | GivenUp:
        """The connection is gone: end what was in flight, keep what was said."""
        if not self.connection.is_open:
            return []
        outcome = _told(self.connection.lost(event, now))
        if isinstance(outcome, GivenUp):
            return outcome
        return self._break_off() + outcome

    def renew(self) -> list[Command]:
        """Replace an old connection in a quiet moment."""
        return self._break_off() + self.connection.renew()

    def _break_off(self) -> list[Command]:
        commands, must_ask_again = self._talk.lost()
        self._must_ask_again = self._must_ask_again or must_ask_again
        return commands

    def _tell_past(self, now: float) -> list[Command]:
        self._ask_again(now)
        return self._say_what_is_told() + self.memory.replay()

    def _go_on(self, now: float) -> list[Command]:
        self._talk.calling.resumed(item.call_id for item in self._listed if item.call_id)
        self._ask_again(now)
        going_on = self._say_going_on("The service still knows this conversation; going on.")
        return going_on + self.memory.untold(self._listed)

    def _say_what_is_told(self) -> list[Command]:
        items = self.memory.told_again()
        dollars = self._price.per_text_item * sum(map(carries_text, items))
        what = "one item is" if len(items) == 1 else f"{len(items)} items are"
        return self._say_going_on(
            f"Going on with an earlier conversation: {what} told again, about ${dollars:.3f}."
        )

    def _say_going_on(self, text: str) -> list[Command]:
        """Tell the person once, and only if there is something to go on with."""
        if self.connection.count > 1 or not self.memory.context.entries:
            return []
        return [Show(Notice(code="continued", text=text, level="info"))]

    def _ask_again(self, now: float) -> None:
        if self._must_ask_again:
            self._talk.expect_reply(now)
        self._must_ask_again = False


def _told(outcome: GivenUp | TryingAgain) -> list[Command] | GivenUp:
    if isinstance(outcome, GivenUp):
        return outcome
    text = f"{outcome.text} Trying again in {outcome.delay_s:.1f} s; what you say is kept."
    return [Show(Notice(code="reconnecting", text=text))]
