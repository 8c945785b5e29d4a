"""What the server complains of, shown in plain words, and not more often than anybody can bear."""

from collections import OrderedDict, deque
from typing import Final

from grokvoice.session.commands import Command, Show
from grokvoice.session.updates import ErrorShown, Notice

_MOST: Final = 5
"""How often the same complaint is shown within a minute (faults, S11)."""
_MINUTE_S: Final = 60.0
_REMEMBERED: Final = 64
_LONGEST_TEXT: Final = 500


class Complaints:
    """Knows which complaints were shown of late."""

    def __init__(self) -> None:
        self._shown_at: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def show(self, code: str, text: str, now: float) -> list[Command]:
        """Show a complaint; in place of the sixth of a minute, say once that it goes on."""
        if len(text) > _LONGEST_TEXT:
            text = f"{text[:_LONGEST_TEXT]}…"
        times = self._times(code, text, now)
        if len(times) > _MOST:
            return []
        times.append(now)
        if len(times) <= _MOST:
            return [Show(ErrorShown(code=code, text=text))]
        goes_on = f"The server repeats this error; it is not shown for a minute: {text}"
        return [Show(Notice(code="error-repeats", text=goes_on))]

    def _times(self, code: str, text: str, now: float) -> deque[float]:
        """When this complaint was shown within the last minute."""
        times = self._shown_at.setdefault((code, text), deque())
        self._shown_at.move_to_end((code, text))
        if len(self._shown_at) > _REMEMBERED:
            self._shown_at.popitem(last=False)
        while times and times[0] <= now - _MINUTE_S:
            times.popleft()
        return times
