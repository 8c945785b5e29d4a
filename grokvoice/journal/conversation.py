"""A conversation as its journal tells it: read from whatever a crash left, told as turns."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, Self, TypeAlias

from grokvoice.journal.entry import Entry, entry_from_json
from grokvoice.journal.header import Header
from grokvoice.journal.turn_clock import Mark, Span
from grokvoice.protocol.json_text import read_object
from grokvoice.protocol.values import JsonObject
from grokvoice.protocol.wire_problem import WireProblem
from grokvoice.session.context import ChatContext
from grokvoice.session.updates import (
    AssistantFinal,
    CostMeasured,
    SessionEnded,
    SessionStarted,
    UserFinal,
)

Speaker: TypeAlias = Literal["you", "grok"]

_REMEMBERED_FOR: Final = timedelta(minutes=29)
"""The service forgets a conversation after 30 minutes without activity (reference, 6.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one of the two said, and when it sounded, in seconds since the session began."""

    speaker: Speaker
    began_s: float
    ended_s: float
    heard: str
    unheard: str = ""
    """The rest of a reply that was cut short."""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything a journal holds."""

    header: Header
    entries: tuple[Entry, ...] = ()

    @classmethod
    def read(cls, session_id: str, journal: bytes) -> Self:
        """Read a journal; torn lines and unknown ones are left out.

        Args:
            session_id: The journal's name, which is right even if its first line is lost.
            journal: What the file holds.
        """
        lines = list(_objects(journal.decode("utf-8-sig", errors="replace")))
        head = next((line for line in lines if line.get("type") == "header"), {})
        entries = (entry_from_json(line) for line in lines)
        known = tuple(entry for entry in entries if entry is not None)
        return cls(Header.from_json(session_id, head), known)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was said, in the order of the talk."""
        turns = (turn_of(entry) for entry in self.entries)
        return tuple(turn for turn in turns if turn is not None)

    @property
    def length_s(self) -> float:
        """How long the talk was, as far as is known."""
        return max((entry.at_s for entry in self.entries), default=0.0)

    @property
    def dollars(self) -> float | None:
        """What it cost, by the last estimate; None if there is none."""
        costs = [e.update.dollars for e in self.entries if isinstance(e.update, CostMeasured)]
        return costs[-1] if costs else None

    @property
    def first_words(self) -> str:
        """What was said first."""
        return next((turn.heard or turn.unheard for turn in self.turns), "")

    @property
    def end(self) -> SessionEnded | None:
        """How it ended; None if it still goes on, or was cut off."""
        ends = (entry.update for entry in self.entries)
        return next((update for update in ends if isinstance(update, SessionEnded)), None)

    @property
    def context(self) -> ChatContext:
        """What was said and heard, in this conversation and those it continues."""
        # Lists and searches are answered sooner without the wire events behind it.
        from grokvoice.session.memory import Memory

        memory = Memory(self.header.context)
        for entry in self.entries:
            memory.note(entry.update)
        return memory.context

    def resumable_id(self, now: datetime, server: str) -> str:
        """The id by which the service knows the conversation again; "" if it will not.

        Args:
            now: With its time zone.
            server: The host that is to be asked.
        """
        is_there = server == self.header.server
        is_fresh = now - self.last_active <= _REMEMBERED_FOR
        return self._conversation_id if is_there and is_fresh else ""

    @property
    def last_active(self) -> datetime:
        """When something last happened in it."""
        return self.header.started + timedelta(seconds=self.length_s)

    @property
    def _conversation_id(self) -> str:
        ids = [
            entry.update.conversation_id
            for entry in self.entries
            if isinstance(entry.update, SessionStarted)
        ]
        return ids[-1] if ids else ""


def _objects(text: str) -> Iterator[JsonObject]:
    for line in _lines(text):
        with contextlib.suppress(WireProblem):
            yield read_object(line)


def _lines(text: str) -> Iterable[str]:
    # Not splitlines(), which would also split at characters that JSON takes for text.
    return (line for line in text.split("\n") if line)


def turn_of(entry: Entry) -> Turn | None:
    """Give a line as a turn; None if it is something else."""
    span = entry.span or Span(began_s=entry.at_s, ended_s=entry.at_s)
    match entry.update:
        case UserFinal(text=text):
            return Turn(speaker="you", began_s=span.began_s, ended_s=span.ended_s, heard=text)
        case AssistantFinal(heard=heard, unheard=unheard):
            return Turn(
                speaker="grok",
                began_s=span.began_s,
                ended_s=span.ended_s,
                heard=heard,
                unheard=unheard,
                marks=span.marks,
            )
        case _:
            return None
