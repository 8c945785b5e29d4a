"""Conversations as rows for people, and as objects for programs."""

import json
from datetime import datetime
from typing import Final

from grokvoice.journal.conversation import Conversation
from grokvoice.journal.export import clock
from grokvoice.journal.library import recording_of
from grokvoice.journal.search import Found
from grokvoice.ui.sanitize import one_line

_LONGEST: Final = 200
"""Characters of a row: a terminal wraps them, a pipe need not carry a whole story."""


def row(conversation: Conversation, words: str) -> str:
    """Return a conversation as one line: name, when, length, cost, `rec`, some words of it."""
    dollars = conversation.dollars
    cost = "" if dollars is None else f"${dollars:.2f}"
    when = _local(conversation.header.started)
    length = clock(conversation.length_s)
    sound = "rec" if recording_of(conversation.header) else ""
    known = f"{conversation.header.id}  {when}  {length:>7}  {cost:>6}  {sound:3}"
    start = f"{known}  {one_line(words)}"
    return start if len(start) <= _LONGEST else start[: _LONGEST - 1] + "…"


def list_row(conversation: Conversation) -> str:
    """Return a conversation as one line, with the first words said in it."""
    return row(conversation, conversation.first_words)


def found_row(found: Found) -> str:
    """Return a conversation as one line, with what was found in it."""
    turn = found.turn
    return row(found.conversation, f"{turn.speaker}: {turn.heard}{turn.unheard}")


def list_object(conversation: Conversation) -> str:
    """Return a conversation as a JSON object on one line; all that is not ASCII is escaped."""
    return _object(conversation, {"first_words": conversation.first_words})


def found_object(found: Found) -> str:
    """Return a conversation as a JSON object on one line, with what was found in it."""
    turn = found.turn
    return _object(
        found.conversation,
        {"speaker": turn.speaker, "at_s": turn.began_s, "text": turn.heard + turn.unheard},
    )


def _object(conversation: Conversation, more: dict[str, str | float]) -> str:
    header = conversation.header
    recording = recording_of(header)
    known = {
        "v": 1,
        "id": header.id,
        "started": header.started.isoformat(),
        "command": header.command,
        "length_s": round(conversation.length_s, 3),
        "turns": len(conversation.turns),
        "dollars": conversation.dollars,
        "recording": str(recording) if recording else None,
    }
    return json.dumps(known | more)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
