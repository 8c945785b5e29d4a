"""How long and how dear the talk may become, and when silence means that nobody is there.

The estimate is the larger of two: seconds since the session was configured (xAI bills an open
microphone by the clock) and the server's own `billable_audio_seconds`, a running total of each
conversation, to which what earlier connections billed is added (reference, 1.7 and 5.5).
"""

from dataclasses import dataclass
from typing import Final

from grokvoice.protocol.items import Usage
from grokvoice.protocol.prices import AS_OF, Price
from grokvoice.session.moments import earliest
from grokvoice.session.updates import CostMeasured, Notice

_WARN_BEFORE_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """What the user allows; None means no limit."""

    max_minutes: float | None = None
    max_cost: float | None = None
    """US dollars."""
    idle_s: float | None = None
    """Hang up when nobody has spoken or typed for this long; a running tool holds it."""


class Meter:
    """Adds up what the talk costs.

    Args:
        price: Of the model that is served.
    """

    def __init__(self, price: Price) -> None:
        self.price = price
        self._billed_before_s = 0.0
        self._billed_s = 0.0
        self._counted_s = 0.0
        self._open_since: float | None = None
        self._text_items = 0

    def opened(self, now: float) -> None:
        """Note that a session is configured."""
        self._open_since = now

    def closed(self, now: float) -> None:
        """Note that the connection is gone."""
        if self._open_since is not None:
            self._counted_s += now - self._open_since
        self._open_since = None
        self._billed_before_s += self._billed_s
        self._billed_s = 0.0

    def text_items(self, count: int) -> None:
        """Note that so many items that carry text were sent."""
        self._text_items += count

    def usage(self, usage: Usage | None) -> None:
        """Take the server's running total; it never goes back within a conversation."""
        if usage is not None:
            self._billed_s = max(self._billed_s, usage.billable_audio_seconds or 0.0)

    def measured(self, now: float) -> CostMeasured:
        """What it has cost so far."""
        audio_s = self._audio_s(now)
        dollars = self.price.per_minute * audio_s / 60 + self.price.per_text_item * self._text_items
        return CostMeasured(audio_s=audio_s, dollars=dollars, prices_as_of=AS_OF)

    def reaches_at(self, dollars: float, now: float) -> float | None:
        """When the estimate will reach an amount, if it goes on as it does."""
        missing = dollars - self.measured(now).dollars
        if missing <= 0:
            return now
        return None if self._open_since is None else now + missing / (self.price.per_minute / 60)

    def _audio_s(self, now: float) -> float:
        open_s = now - self._open_since if self._open_since is not None else 0.0
        return max(self._counted_s + open_s, self._billed_before_s + self._billed_s)


class Limits:
    """Watches the clock, the cost and the silence."""

    def __init__(self, settings: LimitSettings) -> None:
        self._settings = settings
        self._began_at = 0.0
        self._active_at = 0.0
        self._has_warned = False

    def start(self, now: float) -> None:
        """Begin to count."""
        self._began_at = self._active_at = now

    def touch(self, now: float) -> None:
        """Note that somebody is there."""
        self._active_at = now
        self._has_warned = False

    def deadline(self, meter: Meter, now: float) -> float | None:
        """When to look again."""
        return earliest(self._time_over_at(), self._idle_at(), self._cost_over_at(meter, now))

    def reached(self, meter: Meter, now: float) -> str:
        """Say which limit was reached; "" if none was."""
        settings = self._settings
        if _is_due(self._time_over_at(), now):
            return f"{settings.max_minutes:g} minutes are over (--max-minutes)"
        if _is_due(self._cost_over_at(meter, now), now):
            return f"about ${settings.max_cost:.2f} are spent (--max-cost)"
        if settings.idle_s is not None and now >= self._active_at + settings.idle_s:
            return f"nobody spoke for {settings.idle_s / 60:g} minutes (--idle)"
        return ""

    def take_warning(self, now: float) -> list[Notice]:
        """Warn once of the coming hang-up."""
        if self._has_warned or not _is_due(self._idle_at(), now):
            return []
        self._has_warned = True
        left_s = self._active_at + (self._settings.idle_s or 0.0) - now
        text = f"Nobody has spoken for a while: hanging up in {left_s:.0f} s unless you do."
        return [Notice(code="idle", text=text)]

    def _time_over_at(self) -> float | None:
        minutes = self._settings.max_minutes
        return None if minutes is None else self._began_at + minutes * 60

    def _cost_over_at(self, meter: Meter, now: float) -> float | None:
        dollars = self._settings.max_cost
        return None if dollars is None else meter.reaches_at(dollars, now)

    def _idle_at(self) -> float | None:
        """When to warn or, once warned, when to hang up."""
        if self._settings.idle_s is None:
            return None
        ends_at = self._active_at + self._settings.idle_s
        warn_before_s = min(_WARN_BEFORE_S, self._settings.idle_s / 2)
        return ends_at if self._has_warned else ends_at - warn_before_s


def _is_due(moment: float | None, now: float) -> bool:
    return moment is not None and now >= moment
