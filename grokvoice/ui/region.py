"""What is going on: at most four lines at the bottom that are redrawn while the talk lasts.

    the words being said, heard or typed now      two lines, their end if they are longer
    ── space stop · m mute · t type · ? help ──    a rule, with what keys do now
    ● hearing   you ▁▂▅▇▅▂   grok ▁▁▁▁▁▁   0.64 s   2:41   ~$0.21

A narrow terminal loses the hints first, then figures, then the rule.
"""

from typing import Final

from rich.text import Text

from grokvoice.session.updates import Update
from grokvoice.ui.calls import Calls
from grokvoice.ui.dashboard import Dashboard, Hint
from grokvoice.ui.glyphs import Glyphs
from grokvoice.ui.ink import Ink, Layout
from grokvoice.ui.said import Said
from grokvoice.ui.sanitize import one_line
from grokvoice.ui.status import Status

_FOR_RULE: Final = 29
"""Cells below which a rule is a waste of a line."""
_FOR_HINTS: Final = 59


class Region:
    """The state of the talk, as lines for a given width."""

    def __init__(self, glyphs: Glyphs, ink: Ink, calls: Calls) -> None:
        self._glyphs = glyphs
        self._said = Said(glyphs, ink, calls)
        self._status = Status(glyphs)

    def title(self, board: Dashboard) -> str:
        """Tell what the terminal's title should say."""
        return f"grokvoice: {self._status.words(board)}"

    def note(self, update: Update, at_s: float) -> None:
        """Take what has changed."""
        self._said.note(update)
        self._status.note(update, at_s)

    def meter(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Take both levels of this moment, in dBFS."""
        self._status.meter(mic_dbfs, speaker_dbfs)

    def lines(self, layout: Layout, board: Dashboard, at_s: float) -> list[Text]:
        """Draw at most four lines."""
        said = self._said.rows(layout, board, at_s)
        rule = [self._rule(layout, board)] if layout.width >= _FOR_RULE else []
        return [*said, *rule, self._status.line(layout, board, at_s)]

    def _rule(self, layout: Layout, board: Dashboard) -> Text:
        sign = self._glyphs.rule
        rule = Text(style="dim")
        if layout.width >= _FOR_HINTS:
            rule = self._hinted(board.hints, layout)
        return rule.append(sign * (layout.indent + layout.measure - len(rule)))

    def _hinted(self, hints: tuple[Hint, ...], layout: Layout) -> Text:
        """Begin a rule with as many hints as fit into it."""
        rule = Text(style="dim")
        room = layout.indent + layout.measure - 4
        between = f" {self._glyphs.rule * 2} "
        for hint in hints:
            word = f" {one_line(hint.word)}"
            room -= len(between) + len(hint.key) + len(word)
            if room < 0:
                break
            rule.append(between if rule.plain else between[1:])
            rule.append(hint.key, "bold").append(word)
        return rule.append(" ") if rule.plain else rule
