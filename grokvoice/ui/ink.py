"""Styled text to terminal text: wrapping at a readable measure, and the escapes of its styles."""

import io
from dataclasses import dataclass
from typing import Final, Self

from rich.console import Console
from rich.text import Text

_MEASURE: Final = 80
"""Longer lines are hard to read, however wide the terminal is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Two columns: who speaks, and what is said."""

    width: int
    """Cells that may be written; the last column stays free, for some terminals wrap there."""
    indent: int
    measure: int

    @classmethod
    def of(cls, columns: int) -> Self:
        """Lay out a terminal of so many columns; narrow ones get narrow labels."""
        width = max(columns - 1, 1)
        indent = 8 if columns >= 60 else 5
        return cls(width, indent, max(min(width - indent, _MEASURE), 1))

    def label(self, word: str) -> str:
        """Return the label's column, `indent` cells wide."""
        return f"{'  ' if self.indent == 8 else ''}{word}".ljust(self.indent)


class Ink:
    """Turns `Text` into lines a terminal understands; the only user of Rich's console."""

    def __init__(self, *, has_color: bool) -> None:
        self._console = Console(
            file=io.StringIO(),
            force_terminal=True,
            color_system="standard",
            no_color=not has_color,
            legacy_windows=False,
            width=1000,
            height=25,
        )

    def wrapped(self, label: Text, body: Text, layout: Layout, *, last: int = 0) -> list[Text]:
        """Break `body` into lines of the layout's measure, the first one behind the label.

        Args:
            label: As wide as the layout's indent.
            body: What is said; its own line breaks are kept.
            layout: The two columns.
            last: Keep only so many lines of the end; 0 keeps all.
        """
        rows = body.wrap(self._console, layout.measure, tab_size=4)[-last:]
        margin = Text(" " * layout.indent)
        return [Text.assemble(margin if n else label, row) for n, row in enumerate(rows)]

    def line(self, text: Text, layout: Layout) -> str:
        """Return one line with its escapes, cut off where the terminal ends."""
        line = text.copy()
        line.truncate(layout.width)
        with self._console.capture() as capture:
            self._console.print(line, end="", soft_wrap=True, highlight=False)
        return capture.get()
