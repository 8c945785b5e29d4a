"""The person at a terminal where nothing is redrawn: whole lines in, edited by the terminal itself.

    a line          a turn, or a command if it begins with a slash
    Enter alone     pushed to talk: begins a turn, or sends it; elsewhere it stops Grok
    Ctrl-D          ends the talk

Works everywhere, with every screen reader; no key is needed that a terminal might not report.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import Final, TextIO

from grokvoice.app.commands import Commands, list_cards
from grokvoice.app.entries import enter
from grokvoice.app.keys import SpokenTalk
from grokvoice.config.settings import Settings
from grokvoice.session.events import (
    HangUpRequested,
    InputEnded,
    SpeechStopRequested,
    TurnBegan,
)
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.view import View

KEY_HELP: Final = "Enter   stop Grok; with --ptt: begin a turn, and send it\nCtrl-D  end the talk"


class LineDesk:
    """Reads the lines of one talk.

    Args:
        settings: Whether turns are pushed, and whether the talk is typed.
        stdin: The terminal.
    """

    def __init__(self, settings: Settings, stdin: TextIO) -> None:
        self._settings = settings
        self._stdin = stdin
        self._is_open = False
        self._lines: asyncio.Queue[str] = asyncio.Queue()

    def look(self) -> Dashboard:
        """Give nothing: there is no screen to show it on."""
        return Dashboard()

    @contextlib.contextmanager
    def opened(self, screen: View) -> Iterator[None]:
        """Leave the terminal as it is."""
        del screen
        yield

    async def attend(self, talk: SpokenTalk, tools: tuple[str, ...]) -> None:
        """Obey lines until their end; `tools` are the names of what Grok may use."""
        commands = Commands(talk, tools, list_cards, KEY_HELP)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop,), name="lines", daemon=True).start()
        while line := await self._lines.get():
            if line.strip():
                await enter(line, talk, commands)
            else:
                self._enter_nothing(talk)
        talk.tell(InputEnded() if self._settings.is_text else HangUpRequested())

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand over every line, then the empty text; a read blocks, and cannot be cancelled."""
        line = "more"
        while line:
            line = self._stdin.readline()
            with contextlib.suppress(RuntimeError):  # the talk is over, and with it the loop
                loop.call_soon_threadsafe(self._lines.put_nowait, line)

    def _enter_nothing(self, talk: SpokenTalk) -> None:
        if not self._settings.turns.is_push_to_talk:
            talk.tell(SpeechStopRequested())
        elif self._is_open:
            talk.end_turn()
        else:
            talk.tell(TurnBegan())
        self._is_open = not self._is_open
