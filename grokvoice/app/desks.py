"""Where the person sits: at keys, at lines, or nowhere; and what is known there of the talk."""

import contextlib
from collections.abc import Iterator
from typing import Protocol

from grokvoice.app.desk import Desk
from grokvoice.app.keys import SpokenTalk
from grokvoice.app.line_desk import LineDesk
from grokvoice.config.endpoints import StandardStream
from grokvoice.config.settings import Settings
from grokvoice.protocol.values import UNSET
from grokvoice.session.options import Options
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

    async def attend(self, talk: SpokenTalk, tools: tuple[str, ...]) -> None:
        """Obey the person until cancelled."""
        ...


class _NoDesk:
    """Nobody sits at a terminal."""

    def look(self) -> Dashboard:
        return Dashboard()

    @contextlib.contextmanager
    def opened(self, screen: View) -> Iterator[None]:
        del screen
        yield

    async def attend(self, talk: SpokenTalk, tools: tuple[str, ...]) -> None:
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
        return LineDesk(settings, streams.stdin)
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


def tool_names(options: Options) -> tuple[str, ...]:
    """Name what Grok may use: functions by their names, what the server runs by its kind."""
    tools = options.settings.tools
    if tools is UNSET:
        return ()
    return tuple(tool.name or tool.type for tool in tools)
