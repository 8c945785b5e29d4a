"""A journal, or what `--json` wrote, as the updates it was made of, each at its time.

A journal keeps what was final. What a view shows in between is made again from when it sounded:
the states, the words of a reply as they were heard.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import Entry
from grokvoice.journal.turn_clock import Mark
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    SessionEnded,
    SessionStarted,
    State,
    StateChanged,
    Update,
    UserFinal,
)

Shown: TypeAlias = tuple[float, Update]
"""Seconds since the session began, and what was shown then."""


def playback(conversation: Conversation) -> list[Shown]:
    """Give everything that was shown, in the order of time."""
    shown: list[Shown] = [(0.0, StateChanged(State.CONNECTING))]
    for entry in conversation.entries:
        shown += _before(entry)
        shown.append((entry.at_s, entry.update))
        if isinstance(entry.update, SessionStarted):
            shown.append((entry.at_s, StateChanged(State.LISTENING)))
    return sorted(shown, key=lambda one: one[0])  # stable: what comes at once stays in order


def _before(entry: Entry) -> Iterator[Shown]:
    """What was shown on the way to a line."""
    update, span = entry.update, entry.span
    if isinstance(update, SessionEnded):
        yield entry.at_s, StateChanged(State.ENDED)
    if span is None:
        return
    if isinstance(update, AssistantFinal):
        yield span.began_s, StateChanged(State.SPEAKING)
        for at_s, text in _phrases(update.heard, span.marks):
            yield at_s, AssistantDelta(item_id=update.item_id, text=text)
        if not update.is_interrupted:  # else somebody speaks
            yield span.ended_s, StateChanged(State.LISTENING)
    if isinstance(update, UserFinal):
        if span.ended_s > span.began_s:
            yield span.began_s, StateChanged(State.HEARING)
        yield span.ended_s, StateChanged(State.THINKING)


def _phrases(heard: str, marks: Iterable[Mark]) -> Iterator[tuple[float, str]]:
    before = 0
    for at_s, length in marks:
        if text := heard[before:length]:
            yield at_s, text
        before = max(before, length)
