"""`talk` as append-only lines: replies on standard output, everything else on standard error.

Nothing is redrawn and no escape is written, so it suits a pipe, a log and a screen reader. On a
terminal, where both streams meet, a reply is labelled; a pipe gets its bare text.
"""

from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Notice,
    SessionEnded,
    SessionStarted,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
)
from grokvoice.ui import lines
from grokvoice.ui.calls import Calls
from grokvoice.ui.sanitize import harmless, one_line
from grokvoice.ui.streams import Streams
from grokvoice.ui.summary import Summary


class PlainView:
    """Writes what is finished, one line after the other."""

    def __init__(self, streams: Streams, *, is_verbose: bool = False) -> None:
        self._streams = streams
        self._calls = Calls()
        self._summary = Summary(is_verbose=is_verbose)

    def show(self, update: Update, at_s: float) -> None:  # noqa: C901, PLR0912 - a table
        """Write the update, unless a later one will say it better."""
        self._summary.note(update)
        match update:
            case AssistantFinal():
                self._reply(update)
            case UserFinal(text=text) if text.strip():
                self._tell(lines.labelled("you", text))
            case StateChanged(state=state):
                self._tell(f"[{state.value}]")
            case SessionStarted(model=model, voice=voice):
                self._tell(one_line(f"connected: {model}, voice {voice}"))
            case ToolCalled():
                self._call(update, at_s)
            case ToolReturned():
                self._tell(lines.card(self._calls.finished(update, at_s)))
            case Notice():
                self._tell(lines.notice(update))
            case ErrorShown():
                self._tell(lines.error(update))
            case SessionEnded():
                self._tell("\n".join(self._summary.lines(update)))
            case _:
                pass

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Draw nothing."""

    def close(self) -> None:
        """Do nothing: every line has been flushed."""

    def _reply(self, update: AssistantFinal) -> None:
        if update.heard.strip():
            bare = harmless(update.heard).rstrip()
            labelled = lines.labelled("grok", update.heard)
            lines.put(self._streams.stdout, labelled if self._streams.is_stdout_terminal else bare)
        if rest := lines.unheard(update):
            self._tell(rest)

    def _call(self, update: ToolCalled, at_s: float) -> None:
        if card := self._calls.began(update, at_s):
            self._tell(lines.card(card))
        else:
            self._tell(f"tool: {self._calls.running(at_s)[-1].call} is running")

    def _tell(self, text: str) -> None:
        lines.put(self._streams.stderr, text)
