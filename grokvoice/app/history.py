"""What a talk has to do with others: the one it goes on with, and what is kept of itself."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from grokvoice import __version__
from grokvoice.app.recorder import NotRecording, Recorder, recording_in
from grokvoice.app.tee import Keepsake, TeeView
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

if TYPE_CHECKING:
    from grokvoice.journal.recording import Recording

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


@dataclass(frozen=True, slots=True)
class Kept:
    """What takes down a talk while it goes on."""

    view: View
    """Keeps what it shows; whoever holds the talk closes it, and with it the recorder."""
    recorder: Recorder


def kept(view: View, folder: Path | None, settings: Settings, past: Past, command: Command) -> Kept:
    """Keep what a view shows, and record what is heard, as far as either is wanted.

    Raises:
        UsageError: it cannot be recorded; the view is closed then.
    """
    header = _header(settings, past, command)
    recording = _recording(view, settings.sound.record, header.id)
    keepsakes: list[Keepsake] = []
    if folder is not None and settings.history.is_kept:
        known = replace(header, recording=str(recording.path) if recording else "")
        keepsakes.append(Journal(folder, known, _cleaner(settings.secrets)))
    if recording:
        keepsakes.append(recording)
    return Kept(TeeView(view, keepsakes) if keepsakes else view, recording or NotRecording())


def _header(settings: Settings, past: Past, command: Command) -> Header:
    started = datetime.now(UTC).astimezone()
    return Header(
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


def _recording(view: View, folder: Path | None, session_id: str) -> "Recording | None":
    if folder is None:
        return None
    try:
        return recording_in(folder, session_id)
    except UsageError:
        view.close()
        raise


def _cleaner(keys: Iterable[Secret]) -> Clean:
    redact = redactor(keys)
    return lambda text: harmless(redact(text))


def _name(server: ServerSettings) -> str:
    return "local" if server.is_local else urlsplit(server.url).netloc
