"""What is finished: blocks that go into the terminal's scrollback and are never touched again."""

from dataclasses import dataclass
from typing import Final

from rich.text import Text

from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Interrupted,
    Notice,
    SessionEnded,
    SessionStarted,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
)
from grokvoice.ui.calls import Calls, Card
from grokvoice.ui.glyphs import Glyphs
from grokvoice.ui.ink import Ink, Layout
from grokvoice.ui.sanitize import harmless, one_line
from grokvoice.ui.summary import Summary

_GAP: Final = "  "


@dataclass(frozen=True, slots=True)
class Block:
    """Who, and what; the words are harmless."""

    label: str
    style: str
    body: Text
    is_apart: bool = False
    """Whether an empty line comes before it: a new turn begins."""

    def rows(self, ink: Ink, layout: Layout) -> list[Text]:
        """Give its lines; none if there is nothing to say."""
        if not self.body.plain.strip():
            return []
        rows = ink.wrapped(Text(layout.label(self.label), self.style), self.body, layout)
        return [Text(), *rows] if self.is_apart else rows


class Blocks:
    """Turns updates into blocks; some of them need what came before."""

    def __init__(self, glyphs: Glyphs, calls: Calls, summary: Summary) -> None:
        self._glyphs = glyphs
        self._calls = calls
        self._summary = summary
        self._cut_by_user: str | None = None
        """The item that the user has cut short."""

    def made_of(self, update: Update, at_s: float) -> Block | None:  # noqa: C901, PLR0911, PLR0912 - a table
        """Give the block that an update finishes, if it finishes one."""
        self._summary.note(update)
        match update:
            case UserFinal(text=text):
                return Block("you", "bold cyan", Text(harmless(text)), is_apart=True)
            case AssistantFinal():
                return Block("grok", "bold green", self._reply(update))
            case Notice(level="warning"):
                return Block("!", "yellow", Text(one_line(update.text), "yellow"))
            case Notice():
                return Block("", "", Text(harmless(update.text), "dim"))
            case ErrorShown(text=text):
                return Block("!", "bold red", Text(f"error: {one_line(text)}", "bold red"))
            case ToolCalled():
                card = self._calls.began(update, at_s)
                return Block("tool", "bold magenta", card_text(card)) if card else None
            case ToolReturned():
                card = self._calls.finished(update, at_s)
                return Block("tool", "bold magenta", card_text(card))
            case SessionStarted(model=model, voice=voice):
                return Block("", "", Text(one_line(f"connected: {model}, voice {voice}"), "dim"))
            case SessionEnded():
                text = "\n".join(self._summary.lines(update))
                return Block("", "", Text(text, "dim"), is_apart=True)
            case Interrupted(item_id=item_id):
                self._cut_by_user = item_id
            case _:
                pass
        return None

    def _reply(self, update: AssistantFinal) -> Text:
        if not update.is_interrupted:
            return Text(harmless(update.text))
        is_by_user = update.item_id == self._cut_by_user
        unheard = harmless(update.unheard).strip()
        return Text.assemble(
            f"{harmless(update.heard).rstrip()} {self._glyphs.cut}".lstrip(),
            " " if unheard else "",
            (unheard, "dim"),
            ("  (cut by you)" if is_by_user else "  (cut short)", "italic"),
        )


def card_text(card: Card) -> Text:
    """Draw a call: what was asked, how long it took, what came of it."""
    seconds = f"{_GAP}{card.seconds:.1f} s" if card.seconds is not None else ""
    return Text.assemble(card.call, (f"{seconds}{_GAP}{card.outcome}".rstrip(), "dim"))
