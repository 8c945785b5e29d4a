"""Function calls of the model: each run once, each answered once, one reply for all of them.

    arguments.done / output_item.done / response.done ─► wanted ─► RunTool ─► running
                                                          │                      │
                                   unknown, refused, over a limit           ToolFinished
                                                          ▼                      ▼
                                                      answered ◄─────────────────┘

A call may be announced three times (reference, 5.7), so it is known by its call id. Outputs are
sent as each call finishes; the reply to them is asked for exactly once: after the last output of
that response, when it is over, and when its preamble has (almost) been heard (6.6, 6.7). If the
user speaks meanwhile, that turn is answered first. Outputs that the server had before the turn was
over are covered by that answer; those that land later get a reply of their own.
"""

from dataclasses import dataclass, field
from typing import Final

from grokvoice.session.recent_ids import RecentIds

MOST_CALLS: Final = 8
"""Calls of one response that are run; the rest are answered "refused: limit"."""
MOST_ROUNDS: Final = 5
"""Responses with calls in a row, without a turn of the user's in between."""

_REMEMBERED: Final = 16_384
"""Calls known by id: those of one hostile response must not be run twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One function call, complete."""

    call_id: str
    name: str
    arguments: str
    """A JSON object as text, as the model wrote it; not yet checked."""
    item_id: str = ""


@dataclass(slots=True)
class _Batch:
    """The calls of one response."""

    response_id: str
    open_ids: set[str] = field(default_factory=set)
    unconfirmed_ids: set[str] = field(default_factory=set)
    """Calls whose outputs the server has not announced."""
    count: int = 0
    wants_reply: bool = True


class ToolCalls:
    """Which calls are open, and when the reply to their outputs is due."""

    def __init__(self) -> None:
        self._seen = RecentIds(_REMEMBERED)
        self._batches: dict[str, _Batch] = {}
        self._batch_of: dict[str, str] = {}
        self._rounds = 0

    @property
    def running(self) -> frozenset[str]:
        """Call ids that have no answer yet."""
        return frozenset(self._batch_of)

    def begin(self, call: Call, response_id: str) -> str | None:
        """Note a call; returns "" to run it, a refusal to answer with, or None if it is known."""
        if not self.is_new(call.call_id):
            return None
        if response_id not in self._batches:
            self._batches[response_id] = _Batch(response_id)
            self._rounds += 1
        batch = self._batches[response_id]
        batch.count += 1
        batch.open_ids.add(call.call_id)
        batch.unconfirmed_ids.add(call.call_id)
        self._batch_of[call.call_id] = response_id
        if batch.count > MOST_CALLS:
            return f"refused: limit of {MOST_CALLS} calls in one reply"
        if self._rounds > MOST_ROUNDS:
            return f"refused: limit of {MOST_ROUNDS} rounds of calls in a row"
        return ""

    def is_new(self, call_id: str) -> bool:
        """Whether a call is seen for the first time; remembers it."""
        is_new = call_id not in self._seen
        self._seen.add(call_id)
        return is_new

    def finish(self, call_id: str, *, wants_reply: bool = True) -> bool:
        """Note that a call has its answer; returns False if it had one already."""
        response_id = self._batch_of.pop(call_id, None)
        if response_id is None:
            return False
        batch = self._batches[response_id]
        batch.open_ids.discard(call_id)
        batch.wants_reply = batch.wants_reply and wants_reply
        return True

    def landed(self, call_id: str) -> None:
        """Note that the server announced an output: whatever it says from now on, it knows it."""
        for batch in self._batches.values():
            batch.unconfirmed_ids.discard(call_id)

    def user_turn(self) -> None:
        """Note that the user begins a turn: the reply to that covers outputs sent before it."""
        self._rounds = 0
        for batch in self._batches.values():
            batch.wants_reply = batch.wants_reply and bool(batch.open_ids)

    def user_fell_silent(self) -> None:
        """Note that a spoken turn is over: the reply to it covers outputs that landed before."""
        for batch in self._batches.values():
            batch.wants_reply = batch.wants_reply and bool(batch.unconfirmed_ids)

    def take_reply_wish(self, open_reply: str | None) -> bool:
        """Whether a batch has settled since and wants its reply, once for each batch.

        Args:
            open_reply: The response that may bring more calls, if one is open.
        """
        settled = [
            batch
            for batch in self._batches.values()
            if not batch.open_ids and batch.response_id != open_reply
        ]
        for batch in settled:
            del self._batches[batch.response_id]
        return any(batch.wants_reply for batch in settled)
