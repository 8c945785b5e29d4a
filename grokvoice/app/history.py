"""What a talk has to do with others: the one it goes on with, and what is kept of itself."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from grokvoice import __version__
from grokvoice.app.tee import TeeView
from grokvoice.config.redaction import redactor
from grokvoice.config.secret import Secret
from grokvoice.config.settings import ServerSettings, Settings
from grokvoice.errors import UsageError
from grokvoice.journal.header import Header
from grokvoice.journal.library import Library
from grokvoice.journal.place import new_id
from grokvoice.journal.record import Clean, Journal
from grokvoice.session.context import ChatContext
from grokvoice.session.options import Options
from grokvoice.ui.sanitize import harmless
from grokvoice.ui.view import View

Command: TypeAlias = Literal["talk", "say"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was said before a talk, and by which id the server may know it."""

    session_id: str = ""
    context: ChatContext = field(default_factory=ChatContext)
    conversation_id: str = ""


def past_of(settings: Settings, folder: Path | None, now: datetime) -> Past:
    """Look up the conversation that a talk goes on with.

    Args:
        settings: Which one, and which server it is held with.
        folder: Where talks are kept; None if there is no place for them.
        now: With its time zone.

    Raises:
        UsageError: none has that name, or it cannot be read.
    """
    if not settings.history.session:
        return Past()
    if folder is None:
        raise UsageError("there is no home folder, so no earlier conversation to go on with.")
    earlier = Library(folder).find(settings.history.session)
    return Past(
        session_id=earlier.header.id,
        context=earlier.context.truncate(),
        conversation_id=earlier.resumable_id(now, _name(settings.server)),
    )


def going_on(options: Options, past: Past) -> Options:
    """Let a talk begin with what was said before it."""
    return replace(options, context=past.context, conversation_id=past.conversation_id)


def kept(view: View, folder: Path | None, settings: Settings, past: Past, command: Command) -> View:
    """Give a view that keeps what it shows, if that is wanted; whoever asks for it closes it."""
    if folder is None or not settings.history.is_kept:
        return view
    started = datetime.now(UTC).astimezone()
    header = Header(
        id=new_id(started, secrets.randbits(24)),
        started=started,
        command=command,
        model=settings.voice.model,
        voice=settings.voice.voice,
        server=_name(settings.server),
        version=__version__,
        continues=past.session_id,
        context=past.context,
    )
    return TeeView(view, Journal(folder, header, _cleaner(settings.secrets)))


def _cleaner(keys: Iterable[Secret]) -> Clean:
    redact = redactor(keys)
    return lambda text: harmless(redact(text))


def _name(server: ServerSettings) -> str:
    return "local" if server.is_local else urlsplit(server.url).netloc
