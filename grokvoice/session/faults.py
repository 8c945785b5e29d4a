"""What an `error` event means for the talk: one table, by message text because codes diverge.

Source: reference, 4.7, 5.9 and 7 (25): the codes of the same error differ between xAI and OpenAI,
and xAI's own documentation contradicts its examples, so the three harmless races are told by the
words of their messages, here and nowhere else.
"""

from enum import Enum, auto
from typing import Final

from grokvoice.protocol.items import ErrorInfo


class Fault(Enum):
    """What kind of error it is."""

    NOTHING_TO_CANCEL = auto()
    """The reply ended while our cancel was under way; harmless."""
    REPLY_RUNNING = auto()
    """Our request for a reply raced the server's own; harmless, ask again later if still needed."""
    NOT_TRUNCATED = auto()
    """The server would not cut an item; harmless, the cut was made here."""
    SESSION_OVER = auto()
    """The server ends the session: too long, or nobody spoke."""
    LIMIT = auto()
    """Too much was asked for, or the credit is used up."""
    OTHER = auto()
    """Anything else: shown, and the talk goes on."""


_BY_MESSAGE: Final = (
    ("no active response", Fault.NOTHING_TO_CANCEL),
    ("already has an active response", Fault.REPLY_RUNNING),
    ("truncat", Fault.NOT_TRUNCATED),
)
_BY_TYPE: Final = {
    "timeout": Fault.SESSION_OVER,
    "max_duration": Fault.SESSION_OVER,
    "session_expired": Fault.SESSION_OVER,
    "rate_limit_exceeded": Fault.LIMIT,
    "rate_limit_error": Fault.LIMIT,
    "insufficient_quota": Fault.LIMIT,
}


def classify(error: ErrorInfo) -> Fault:
    """Tell what an error means."""
    message = error.message.lower()
    for words, fault in _BY_MESSAGE:
        if words in message:
            return fault
    return _BY_TYPE.get(error.type or "") or _BY_TYPE.get(error.code or "") or Fault.OTHER
