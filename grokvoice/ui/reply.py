"""`say`, and whatever runs with `--quiet`: the words of the reply, as they are heard, and problems.

Standard output carries the reply's text alone, a line for each item.
"""

from typing import Final

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    ErrorShown,
    Notice,
    StateChanged,
    SumsCounted,
    ToolCalled,
    ToolReturned,
    Update,
)
from grokvoice.ui import lines
from grokvoice.ui.calls import Calls
from grokvoice.ui.progress import Progress
from grokvoice.ui.sanitize import harmless
from grokvoice.ui.streams import Streams
from grokvoice.ui.summary import sums_lines
from grokvoice.ui.writing import write

_COSTS: Final = "continued"
"""The notice that says what it costs to go on with an earlier conversation."""
_FAILURES: Final = frozenset({"no-reply", "reply-failed", "reply-incomplete"})
"""Notices that say why a turn was not answered; a talk would go on, one turn has failed."""


class ReplyView:
    """Writes the reply phrase by phrase on standard output; quiet, it tells failures only."""

    def __init__(
        self,
        streams: Streams,
        *,
        is_quiet: bool = False,
        is_verbose: bool = False,
        has_progress: bool = False,
    ) -> None:
        self._streams = streams
        self._progress = Progress(streams.stderr, is_on=has_progress and not is_quiet)
        self._is_quiet = is_quiet
        self._is_verbose = is_verbose and not is_quiet
        self._item_id: str | None = None
        self._shown = 0
        """Characters of that item that have been written."""
        self._is_midline = False
        self._calls = Calls()

    def show(self, update: Update, at_s: float) -> None:  # noqa: C901, PLR0912 - a table
        """Write the update if it belongs to the reply, or is a problem."""
        match update:
            case AssistantDelta(item_id=item_id, text=text):
                self._append(item_id, text)
            case AssistantFinal():
                self._finish(update)
            case Notice() if self._is_worth(update):
                self._tell(lines.notice(update))
            case ToolCalled():
                self._calls.began(update, at_s)
            case ToolReturned():
                self._returned(update, at_s)
            case ErrorShown():
                self._tell(lines.error(update))
            case StateChanged(state=state) if not self._is_midline:
                self._progress.tell(state)
            case SumsCounted() if self._is_verbose:
                self._tell("\n".join(sums_lines(update)))
            case _:
                pass

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Draw nothing."""

    def close(self) -> None:
        """End the line that is still open, if any, and wait for nothing any more."""
        self._progress.clear()
        if self._is_midline:
            self._is_midline = False
            lines.put(self._streams.stdout, "")

    def _append(self, item_id: str, text: str) -> None:
        if not text:
            return
        if item_id != self._item_id:
            self.close()
            self._item_id, self._shown = item_id, 0
        self._progress.clear()
        write(self._streams.stdout, harmless(text))
        self._shown += len(text)
        self._is_midline = True

    def _finish(self, update: AssistantFinal) -> None:
        shown = self._shown if update.item_id == self._item_id else 0
        self._append(update.item_id, update.heard[shown:])
        self.close()
        if (rest := lines.unheard(update)) and not self._is_quiet:
            self._tell(rest)

    def _is_worth(self, notice: Notice) -> bool:
        """Tell whether a notice is for somebody who waits for a reply."""
        if self._is_quiet:
            return notice.code in _FAILURES
        return notice.level == "warning" or notice.code == _COSTS

    def _returned(self, update: ToolReturned, at_s: float) -> None:
        """Tell of a tool that failed or was refused: the reply need not say so."""
        card = self._calls.finished(update, at_s)
        if update.is_error and not self._is_quiet:
            self._tell(lines.card(card))

    def _tell(self, text: str) -> None:
        self._progress.clear()
        if self._streams.is_stdout_terminal:
            # Both streams meet on the terminal: the reply goes on in a line of its own.
            self.close()
        lines.put(self._streams.stderr, text)
