"""What the talk costs and what it may cost: the meter, and the limits that are held against it."""

from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.items import Usage
from grokvoice.protocol.prices import price_of
from grokvoice.session.commands import Command, Send, Show
from grokvoice.session.limits import Limits, LimitSettings, Meter
from grokvoice.session.memory import carries_text
from grokvoice.session.updates import CostMeasured, UserFinal


class Account:
    """Counts, warns, and says when a limit is reached.

    Args:
        model: The one that was asked for, until the server says which one it serves.
        settings: What the user allows.
    """

    def __init__(self, model: str, settings: LimitSettings) -> None:
        self._meter = Meter(price_of(model))
        self._limits = Limits(settings)

    def start(self, now: float) -> None:
        """Begin to count the time."""
        self._limits.start(now)

    def opened(self, model: str, now: float) -> None:
        """Note that a session of this model is configured: the minutes run."""
        self._meter.price = price_of(model)
        self._meter.opened(now)

    def closed(self, now: float) -> None:
        """Note that the connection is gone: the minutes stand still."""
        self._meter.closed(now)

    def billed(self, usage: Usage | None, now: float) -> CostMeasured:
        """Take the server's count; returns what it makes of the cost."""
        self._meter.usage(usage)
        return self._meter.measured(now)

    def note(self, command: Command, now: float) -> None:
        """Look at what is sent and shown: texts cost, and words of the user's show life."""
        match command:
            case Show(UserFinal()):
                self._limits.touch(now)
            case Send(ItemCreate(item=item)) if carries_text(item):
                self._meter.text_items(1)
            case _:
                pass

    def engaged(self, now: float) -> None:
        """Note that something goes on, so that nobody is missing."""
        self._limits.touch(now)

    def warnings(self, now: float) -> list[Command]:
        """Warn of a hang-up that is near."""
        return [Show(notice) for notice in self._limits.take_warning(now)]

    def reached(self, now: float) -> str:
        """Say which limit was reached; "" if none was."""
        return self._limits.reached(self._meter, now)

    def deadline(self, now: float) -> float | None:
        """When to look again."""
        return self._limits.deadline(self._meter, now)
