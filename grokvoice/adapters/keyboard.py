"""The keyboard of a terminal, key by key; the only importer of prompt_toolkit.

prompt_toolkit knows the keys of a hundred terminals and of the Windows console; it is asked for
nothing but that. Reports of kitty's protocol, which it does not know, are read before it.
"""

import asyncio
import codecs
import contextlib
import os
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TextIO

from prompt_toolkit.input import create_input
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from grokvoice.adapters import kitty_keys
from grokvoice.adapters.key_events import Key, typed
from grokvoice.adapters.kitty_keys import KittyKeys

_FLUSH_S: Final = 0.05
"""After this long an escape that came alone is the escape key."""
_MOST_BYTES: Final = 1024
_PASTE_ON: Final = "\x1b[?2004h"
_PASTE_OFF: Final = "\x1b[?2004l"
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        Keys.ControlM.value: "enter",
        Keys.ControlJ.value: "enter",
        Keys.ControlH.value: "backspace",
        Keys.ControlI.value: "tab",
        Keys.ControlLeft.value: "word-left",
        Keys.ControlRight.value: "word-right",
        Keys.BracketedPaste.value: "paste",
        "alt-b": "word-left",
        "alt-f": "word-right",
    }
)
_NO_KEYS: Final = frozenset(
    {Keys.CPRResponse.value, Keys.Vt100MouseEvent.value, Keys.WindowsMouseEvent.value}
)


class Keyboard:
    """Tells every key from `open` to `close`, on the running loop's thread.

    Args:
        tell: Called with each key.
        terminal: Where the terminal is asked for paste marks and releases.
    """

    def __init__(self, tell: Callable[[Key], None], terminal: TextIO) -> None:
        self._tell = tell
        self._terminal = terminal
        self._opened = contextlib.ExitStack()
        self._kitty = KittyKeys()
        self._presses: list[KeyPress] = []
        self._parser = Vt100Parser(self._presses.append)
        self._flushing: asyncio.TimerHandle | None = None
        self._is_reporting = False

    def open(self, fd: int) -> None:
        """Begin to read keys; `fd` is the terminal's descriptor (on Windows, the console's)."""
        if sys.platform == "win32":
            self._open_console()
        else:
            self._open_terminal(fd)

    def close(self) -> None:
        """Read no more keys; may be called twice."""
        self._opened.close()

    def feed(self, data: str) -> None:
        """Take what the terminal sent, and tell the keys that are complete."""
        for item in self._kitty.feed(data):
            if isinstance(item, str):
                self._parser.feed(item)
            elif item.name == kitty_keys.ANSWER:
                self._begin_reports()
            else:
                self._tell_presses()
                self._tell(item)
        self._tell_presses()

    def flush(self) -> None:
        """Take an escape that nothing has followed for the escape key."""
        self._parser.feed(self._kitty.flush())
        self._parser.flush()
        self._tell_presses()

    def _open_terminal(self, fd: int) -> None:
        loop = asyncio.get_running_loop()
        decoder = codecs.getincrementaldecoder("utf-8")("replace")

        def read() -> None:
            data = _available(fd)
            if not data:  # the terminal has gone; it would be ready for ever
                loop.remove_reader(fd)
                return
            self.feed(decoder.decode(data))
            if self._flushing:
                self._flushing.cancel()
            self._flushing = loop.call_later(_FLUSH_S, self.flush)

        loop.add_reader(fd, read)
        self._opened.callback(self._end, loop, fd)
        self._write(_PASTE_ON + kitty_keys.ASK)

    def _end(self, loop: asyncio.AbstractEventLoop, fd: int) -> None:
        loop.remove_reader(fd)
        if self._flushing:
            self._flushing.cancel()
        self._write((kitty_keys.END if self._is_reporting else "") + _PASTE_OFF)
        self._is_reporting = False

    def _open_console(self) -> None:
        console = create_input()

        def read() -> None:
            self._presses += console.read_keys()
            self._tell_presses()

        self._opened.enter_context(console.raw_mode())
        self._opened.enter_context(console.attach(read))

    def _begin_reports(self) -> None:
        if not self._is_reporting:
            self._is_reporting = True
            self._write(kitty_keys.BEGIN)
        self._tell(Key(kitty_keys.ANSWER))

    def _tell_presses(self) -> None:
        """Tell what the parser found; Alt with a key is sent as an escape before it."""
        presses, self._presses[:] = list(self._presses), []
        names = [_named(press) for press in presses]
        while names:
            key = names.pop(0)
            if key.name == "escape" and names and names[0].text:
                key = _renamed(f"alt-{names.pop(0).name}")
            if key.name not in _NO_KEYS:
                self._tell(key)

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that has gone needs no modes
            self._terminal.write(text)
            self._terminal.flush()


def _available(fd: int) -> bytes:
    try:
        return os.read(fd, _MOST_BYTES)
    except OSError:
        return b""


def _named(press: KeyPress) -> Key:
    if not isinstance(press.key, Keys):
        return typed(press.key)
    if press.key is Keys.BracketedPaste:
        return Key("paste", press.data)
    return _renamed(press.key.value)


def _renamed(name: str) -> Key:
    return Key(_NAMES.get(name, name))
