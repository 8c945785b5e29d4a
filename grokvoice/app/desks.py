"""Where the person sits: at keys, at lines, or nowhere; and what is known there of the talk."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from grokvoice.app.commands import ListTools
from grokvoice.app.desk import Desk
from grokvoice.app.keys import SpokenTalk
from grokvoice.app.line_desk import LineDesk
from grokvoice.config.endpoints import StandardStream
from grokvoice.config.settings import Settings
from grokvoice.protocol.settings import Tool
from grokvoice.tools.approval import Ask
from grokvoice.ui.choose import Manner, is_live
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.streams import Streams
from grokvoice.ui.view import View


class AnyDesk(Protocol):
    """What a talk needs of the person's place."""

    def look(self) -> Dashboard:
        """Give what the screen should show beside the talk."""
        ...

    def opened(self, screen: View) -> contextlib.AbstractContextManager[None]:
        """Take the terminal over, and give it back."""
        ...

    @property
    def ask(self) -> Ask | None:
        """Puts a question to the person; None if nobody can answer."""
        ...

    async def attend(self, talk: SpokenTalk, tools: ListTools) -> None:
        """Obey the person until cancelled; `tools` names what Grok may use."""
        ...


class _NoDesk:
    """Nobody sits at a terminal."""

    ask: Ask | None = None

    def look(self) -> Dashboard:
        return Dashboard()

    @contextlib.contextmanager
    def opened(self, screen: View) -> Iterator[None]:
        del screen
        yield

    async def attend(self, talk: SpokenTalk, tools: ListTools) -> None:
        del talk, tools


def desk_for(settings: Settings, streams: Streams, screen: Streams) -> AnyDesk:
    """Give the person's place.

    Args:
        settings: What was asked for.
        streams: The process's own.
        screen: Where the talk is shown; the same, unless sound has standard output.
    """
    if is_live(screen, manner_of(settings)):
        return Desk(settings, streams)
    is_sound = isinstance(settings.sound.mic, StandardStream)
    if streams.is_stdin_terminal and not is_sound:
        return LineDesk(settings, streams.stdin, shows_questions=_shows_questions(settings, screen))
    return _NoDesk()


def manner_of(settings: Settings) -> Manner:
    """Give how the user wants to be shown things."""
    output = settings.output
    is_verbose = output.verbosity > 0
    return Manner(
        form=output.form,
        is_quiet=output.is_quiet,
        is_logging=is_verbose and output.log_file is None,
        is_verbose=is_verbose,
    )


def _shows_questions(settings: Settings, screen: Streams) -> bool:
    """Tell whether what is asked appears on a terminal, before the person's eyes."""
    if settings.output.is_quiet:
        return False
    if settings.output.form == "json":
        return screen.is_stdout_terminal
    return screen.is_stderr_terminal


def tool_names(tools: Iterable[Tool]) -> tuple[str, ...]:
    """Name what Grok may use: functions by their names, what the server runs by its kind."""
    return tuple(tool.name or tool.type for tool in tools)
