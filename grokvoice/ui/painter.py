"""Putting lines on a terminal: finished ones scroll away, the last few are redrawn in place.

Between frames the cursor rests, hidden, at the beginning of the first redrawn line. When the
window becomes narrower, a terminal may break our lines in two; all of it stays below the cursor
and is cleared with the next frame. For the length of a frame the terminal does not wrap: a line it
finds wider than we did (emoji) is cut off, and the line count stays true.

Every frame is one write, and a frame that only changes some lines rewrites only those. Never the
alternate screen: the scrollback keeps the talk.
"""

from collections.abc import Sequence
from typing import Final, TextIO

from grokvoice.ui.writing import write

_HIDE_CURSOR: Final = "\x1b[?25l"
_SHOW_CURSOR: Final = "\x1b[?25h"
_NO_WRAP: Final = "\x1b[?7l"
_WRAP: Final = "\x1b[?7h"
_CLEAR_LINE: Final = "\x1b[K"
_CLEAR_BELOW: Final = "\r\x1b[J"
_NEW_LINE: Final = "\r\n"
"""With a return of its own: a terminal in raw mode adds none."""


class Painter:
    """Owns the bottom of the screen until `close`."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout
        self._lines: list[str] = []
        """What stands in the region now; empty until the first frame."""

    def paint(
        self,
        finished: Sequence[str],
        region: Sequence[str],
        *,
        title: str = "",
        is_resized: bool = False,
    ) -> None:
        """Let `finished` lines scroll away above the region, and redraw the region.

        Args:
            finished: Lines narrower than the terminal; they are never touched again.
            region: As `finished`, at least one line.
            title: Escapes that change the title; written first.
            is_resized: Whether the terminal may have rearranged what stands on it.
        """
        if finished or is_resized or len(region) != len(self._lines):
            above = "".join(line + _NEW_LINE for line in finished)
            drawn = _CLEAR_BELOW + above + _NEW_LINE.join(region) + _moved(1 - len(region))
        else:
            drawn = self._rewritten(region)
        begin = "" if self._lines else _HIDE_CURSOR
        self._lines = list(region)
        if frame := title + (f"{begin}{_NO_WRAP}{drawn}\r{_WRAP}" if drawn else ""):
            write(self._stdout, frame)

    def close(self, title: str = "") -> None:
        """Clear the region, show the cursor, and write a last title; the scrollback stays."""
        if self._lines:
            self._lines = []
            write(self._stdout, f"{_CLEAR_BELOW}{_SHOW_CURSOR}{title}")

    def _rewritten(self, region: Sequence[str]) -> str:
        """Draw the lines that differ; the cursor ends in the first line again."""
        drawn, at = "", 0
        for number, line in enumerate(region):
            if line != self._lines[number]:
                drawn += f"{_moved(number - at)}\r{line}{_CLEAR_LINE}"
                at = number
        return drawn + _moved(-at)


def _moved(rows: int) -> str:
    """Move the cursor down, or up if `rows` is negative."""
    if rows == 0:
        return ""
    return f"\x1b[{rows}B" if rows > 0 else f"\x1b[{-rows}A"
