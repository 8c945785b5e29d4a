"""Tool calls as people want to see them: what was asked, how long it took, what came of it."""

import json
from dataclasses import dataclass
from typing import Final

from grokvoice.protocol.json_text import read_object
from grokvoice.protocol.wire_problem import WireProblem
from grokvoice.session.updates import ToolCalled, ToolReturned
from grokvoice.ui.sanitize import one_line

_LONGEST: Final = 400
"""Characters of a call or an outcome that are worth showing; both may be huge."""


@dataclass(frozen=True, slots=True)
class Card:
    """One call, running or finished; every text is harmless and on one line."""

    call: str
    """Like source code: `get_weather(city="Oslo")`."""
    seconds: float | None = None
    """How long it took; None if nobody can know."""
    outcome: str = ""


class Calls:
    """The calls that have no answer yet, by call id."""

    def __init__(self) -> None:
        self._running: dict[str, tuple[ToolCalled, float]] = {}

    def began(self, update: ToolCalled, at_s: float) -> Card | None:
        """Note a call; one that the server runs is finished at once, for no answer will come."""
        if update.is_hosted:
            return Card(_call(update), None, "run by the server")
        self._running[update.call_id] = (update, at_s)
        return None

    def finished(self, update: ToolReturned, at_s: float) -> Card:
        """Note an answer, and give the whole card."""
        outcome = _failure(update.output) if update.is_error else _short(update.output) or "done"
        if update.call_id not in self._running:
            return Card(_short(update.name), None, outcome)
        called, began_at_s = self._running.pop(update.call_id)
        return Card(_call(called), at_s - began_at_s, outcome)

    def running(self, at_s: float | None) -> list[Card]:
        """Give the calls that are being run, the oldest first; without their time if None."""
        return [
            Card(_call(called), None if at_s is None else at_s - began)
            for called, began in self._running.values()
        ]


def _call(update: ToolCalled) -> str:
    return _short(f"{update.name}({_arguments(update.arguments)})")


def _failure(output: str) -> str:
    """Word a failure; ours tell the model `{"error": ...}`."""
    try:
        error = read_object(output).get("error")
    except WireProblem:
        error = None
    return f"failed: {_short(error if isinstance(error, str) else output)}"


def _arguments(text: str) -> str:
    """Word a JSON object as keyword arguments; what is none is shown as it came."""
    try:
        values = read_object(text)
    except WireProblem:
        return text
    return ", ".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in values.items()
    )


def _short(text: str) -> str:
    return one_line(text[:_LONGEST])
