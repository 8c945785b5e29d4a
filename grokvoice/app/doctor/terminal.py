"""Probing the terminal: its size, what it can show, and whether it tells when a key is let go."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping
from typing import Final, TextIO

from grokvoice.adapters.key_events import Key
from grokvoice.adapters.terminal_mode import TerminalMode
from grokvoice.app.doctor.judgement.terminal import Terminal
from grokvoice.ui.streams import Streams

_PATIENCE_S: Final = 0.5
"""For the answer: over a slow line a terminal takes its time."""
_TRUE: Final = 1 << 24
_PLAIN: Final = {"dumb", "unknown"}
_USUAL: Final = os.terminal_size((80, 24))


async def probe_terminal(streams: Streams) -> Terminal | None:
    """Find out what the terminal can do; None if there is none to show anything on."""
    screen = _screen(streams)
    if screen is None:
        return None
    from grokvoice.ui.live import can_draw

    size = os.get_terminal_size(screen.fileno())
    kind = streams.environ.get("TERM", "")
    draws = kind not in _PLAIN and can_draw()
    return Terminal(
        columns=size.columns or _USUAL.columns,  # a line without a window says 0
        lines=size.lines or _USUAL.lines,
        kind=kind,
        colors=colors(streams.environ),
        has_unicode=streams.has_unicode,
        can_draw=draws,
        is_accessible=streams.environ.get("ACCESSIBLE", "") not in ("", "0"),
        reports_releases=await _reports_releases(streams, screen) if draws else None,
    )


def colors(environ: Mapping[str, str]) -> int:
    """Return how many colours may be shown, by what the terminal says of itself."""
    kind = environ.get("TERM", "")
    if environ.get("NO_COLOR") or kind in _PLAIN:
        return 0
    if environ.get("COLORTERM") in {"truecolor", "24bit"}:
        return _TRUE
    return 256 if "256color" in kind else 16


def _screen(streams: Streams) -> TextIO | None:
    if streams.is_stdout_terminal:
        return streams.stdout
    return streams.stderr if streams.is_stderr_terminal else None


async def _reports_releases(streams: Streams, screen: TextIO) -> bool | None:
    """Ask the terminal; None if nobody could press a key, or the terminal belongs to another."""
    if sys.platform == "win32" or not streams.is_stdin_terminal:
        return None
    fd = streams.stdin.fileno()
    mode = TerminalMode(fd)
    if not mode.is_ours:
        return None
    # What knows a hundred terminals takes a while to load.
    from grokvoice.adapters import kitty_keys
    from grokvoice.adapters.keyboard import Keyboard

    answered = asyncio.Event()

    def tell(key: Key) -> None:
        if key.name == kitty_keys.ANSWER:
            answered.set()

    keyboard = Keyboard(tell, screen)
    with mode, contextlib.closing(keyboard), contextlib.suppress(TimeoutError):
        keyboard.open(fd)
        async with asyncio.timeout(_PATIENCE_S):
            await answered.wait()
    return answered.is_set()
