"""What is being said, typed and done right now: at most two lines above the status.

Each voice shows the end of its words. The line being typed always has its place, at the bottom.
"""

from typing import Final

from rich.cells import cell_len
from rich.text import Text

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    Update,
    UserFinal,
    UserPartial,
)
from grokvoice.ui.blocks import card_text
from grokvoice.ui.calls import Calls
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.glyphs import Glyphs
from grokvoice.ui.ink import Ink, Layout
from grokvoice.ui.sanitize import harmless, one_line

_MOST_ROWS: Final = 2
_LONGEST: Final = 1_000
"""Characters of a voice's words that can be on two lines; wrapping more would only take time."""


class Said:
    """The words of this moment, as rows for a given width."""

    def __init__(self, glyphs: Glyphs, ink: Ink, calls: Calls) -> None:
        self._glyphs = glyphs
        self._ink = ink
        self._calls = calls
        self._user = ("", "")
        """Item id and words of what the user is saying."""
        self._reply = ("", "")
        """The same of the reply."""

    def note(self, update: Update) -> None:
        """Take what has changed."""
        match update:
            case UserPartial(item_id=item_id, text=text):
                self._user = (item_id, text[-_LONGEST:])
            case UserFinal(item_id=item_id) if item_id == self._user[0]:
                self._user = ("", "")
            case AssistantDelta(item_id=item_id, text=text):
                before = self._reply[1] if item_id == self._reply[0] else ""
                self._reply = (item_id, (before + text)[-_LONGEST:])
            case AssistantFinal(item_id=item_id) if item_id == self._reply[0]:
                self._reply = ("", "")
            case _:
                pass

    def rows(self, layout: Layout, board: Dashboard, at_s: float) -> list[Text]:
        """Draw at most two rows."""
        typed = self._typed(layout, board)
        voices = self._voices(layout, at_s if board.is_animated else None)
        room = _MOST_ROWS - len(typed)
        each = max(room // max(len(voices), 1), 1)
        rows = [row for label, body in voices for row in self._wrapped(label, body, layout, each)]
        return rows[max(len(rows) - room, 0) :] + typed

    def _voices(self, layout: Layout, at_s: float | None) -> list[tuple[Text, Text]]:
        """Everything that goes on, the latest to begin last."""
        running = self._calls.running(at_s)
        voices = [("tool", self._running(card_text(card), len(running))) for card in running[-1:]]
        if self._reply[1].strip():
            voices.append(("grok", Text(harmless(self._reply[1]).strip())))
        if self._user[1].strip():
            words = harmless(self._user[1]).strip() + self._glyphs.more
            voices.append(("you", Text(words, "dim")))
        return [(Text(layout.label(word), "dim"), body) for word, body in voices]

    def _running(self, card: Text, count: int) -> Text:
        return card if count == 1 else card.append(f"  ({count} running)", "dim")

    def _wrapped(self, label: Text, body: Text, layout: Layout, last: int) -> list[Text]:
        return self._ink.wrapped(label, body, layout, last=last)

    def _typed(self, layout: Layout, board: Dashboard) -> list[Text]:
        """The question a key will answer, and the line being typed."""
        rows = []
        if board.question:
            label = Text(layout.label("?"), "bold yellow")
            question = Text(one_line(board.question), "bold")
            rows += self._ink.wrapped(label, question, layout, last=1)
        if board.line is not None:
            before, after = board.line[: board.cursor], board.line[board.cursor :]
            body = _scrolled(harmless(before), harmless(after) or " ", layout.measure)
            rows.append(Text.assemble((layout.label("type"), "bold"), body))
        return rows


def _scrolled(before: str, after: str, cells: int) -> Text:
    """Draw what fits of a line around its cursor, which is drawn inverted."""
    while before and cell_len(before) > max(cells - 2, 0):
        before = before[1:]
    line = Text.assemble(before, (after[0], "reverse"), after[1:])
    line.truncate(cells)
    return line
