"""The first line of a journal: which conversation this is, and what was said before it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self

from grokvoice.errors import UsageError
from grokvoice.journal.place import started_at
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.session.context import ChatContext

VERSION: Final = 1
"""Of the schema. A reader takes what it knows of a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What is known of a conversation when it begins."""

    id: str
    started: datetime
    """With its time zone."""
    command: str = ""
    """`talk` or `say`."""
    model: str = ""
    voice: str = ""
    server: str = ""
    """The host talked to; the only one that may know the conversation again."""
    version: str = ""
    """Of grokvoice."""
    continues: str = ""
    """The journal of the conversation that this one goes on with; "" if it is a new one."""
    recording: str = ""
    """Where its sound is kept; "" if it is not."""
    context: ChatContext = field(default_factory=ChatContext)
    """What was said before, in whichever conversation."""

    def to_json(self) -> JsonObject:
        """Give the line as a JSON object."""
        return {
            "v": VERSION,
            "ts": 0.0,
            "type": "header",
            "id": self.id,
            "started": self.started.isoformat(timespec="seconds"),
            "command": self.command,
            "model": self.model,
            "voice": self.voice,
            "server": self.server,
            "version": self.version,
            "continues": self.continues,
            "recording": self.recording,
            "context": self.context.to_json(),
        }

    @classmethod
    def from_json(cls, session_id: str, fields: JsonObject) -> Self:
        """Read a line; what is missing or broken counts as not known.

        Args:
            session_id: The journal's own name, which is right even if its first line is lost.
            fields: The line; {} if there is none.
        """
        return cls(
            id=session_id,
            started=_time(fields.get("started")) or started_at(session_id) or _LONG_AGO,
            command=_text(fields.get("command")),
            model=_text(fields.get("model")),
            voice=_text(fields.get("voice")),
            server=_text(fields.get("server")),
            version=_text(fields.get("version")),
            continues=_text(fields.get("continues")),
            recording=_text(fields.get("recording")),
            context=_context(fields.get("context")),
        )


_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""


def _time(value: JsonValue) -> datetime | None:
    try:
        time = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _context(value: JsonValue) -> ChatContext:
    try:
        return ChatContext.from_json(value)
    except UsageError:
        return ChatContext()
