"""The person at a terminal where the talk is drawn live: keys in, and the terminal kept in order.

The terminal's mode is changed before anything is drawn, so that no key is echoed into the picture.
The keys are read once the conversation is under way, because the library that knows them is slow to
load; what was typed meanwhile is read then.

Ctrl-Z gives the terminal back as it was found and stops the program. When the shell takes it up
again the picture is drawn anew.
"""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from grokvoice.adapters.key_events import Key
from grokvoice.adapters.terminal_mode import TerminalMode
from grokvoice.app.commands import Commands, ListTools, list_cards
from grokvoice.app.consent import Consent
from grokvoice.app.entries import enter
from grokvoice.app.keys import Keys, SpokenTalk, key_help
from grokvoice.app.suspension import default_stop, on_suspension, stop
from grokvoice.config.settings import Settings
from grokvoice.tools.approval import Ask
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.streams import Streams
from grokvoice.ui.view import View

if TYPE_CHECKING:
    from grokvoice.adapters.keyboard import Keyboard

_MOST_STOPS: Final = 100
"""Where nobody could take us up again the system does not stop us; then we go on without keys."""


class Desk:
    """Reads the keys of one talk.

    Args:
        settings: Which key does what.
        streams: Keys are read from standard input; if that is no terminal, nobody can press any,
            and the terminal drawn on is only kept from echoing.
    """

    def __init__(self, settings: Settings, streams: Streams) -> None:
        self._settings = settings
        self._terminal = streams.stdout
        self._has_keys = streams.is_stdin_terminal
        self._fd = (streams.stdin if self._has_keys else streams.stdout).fileno()
        self._mode = TerminalMode(self._fd)
        self._consent = Consent()
        self._keys: Keys | None = None
        self._keyboard: Keyboard | None = None
        self._pressed: asyncio.Queue[Key] = asyncio.Queue()

    def look(self) -> Dashboard:
        """Give what the screen should show beside the talk."""
        if self._keys is None:
            return Dashboard(is_muted=self._settings.sound.is_muted)
        return self._keys.look()

    @property
    def ask(self) -> Ask | None:
        """Puts a question to the person; None if nobody can press a key."""
        return self._consent.ask if self._has_keys else None

    @contextlib.contextmanager
    def opened(self, screen: View) -> Iterator[None]:
        """Take the terminal over, and give it back whatever happens; also for Ctrl-Z."""
        self._await_foreground()
        with self._mode, on_suspension(partial(self._suspend, screen)):
            yield

    async def attend(self, talk: SpokenTalk, tools: ListTools) -> None:
        """Obey keys until cancelled; `tools` names what Grok may use."""
        if not self._has_keys:
            return
        commands = Commands(talk, tools, list_cards, key_help(self._settings))
        self._keys = Keys(
            talk,
            self._settings,
            enter=partial(enter, talk=talk, commands=commands),
            interrupt=partial(signal.raise_signal, signal.SIGINT),
            suspend=stop,
            consent=self._consent,
        )
        self._consent.attend(talk)
        self._keyboard = await asyncio.to_thread(self._load_keyboard)
        self._keyboard.open(self._fd)
        try:
            await self._read(self._keys)
        finally:
            self._keyboard.close()

    def _load_keyboard(self) -> "Keyboard":
        # 0.1 s of imports, on a thread: the conversation goes on meanwhile.
        from grokvoice.adapters.keyboard import Keyboard

        return Keyboard(self._pressed.put_nowait, self._terminal)

    async def _read(self, keys: Keys) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                async with asyncio.timeout_at(keys.deadline()):
                    key = await self._pressed.get()
            except TimeoutError:
                await keys.due(loop.time())
            else:
                await keys.press(key, loop.time())

    def _suspend(self, screen: View) -> None:
        """Leave the terminal to the shell until it gives it back."""
        if self._keyboard:
            self._keyboard.close()
        screen.close()
        self._mode.leave()
        with default_stop():
            stop()
            self._await_foreground()
        self._mode.enter()
        if self._keyboard:
            self._keyboard.open(self._fd)

    def _await_foreground(self) -> None:
        """Stop, as programs with a screen do, for as long as the terminal is another one's."""
        for _ in range(_MOST_STOPS):
            if self._mode.is_ours:
                return
            stop()
