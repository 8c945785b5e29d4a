"""The title of the terminal's window or tab: a live or closed microphone shows from elsewhere too.

The title found is kept on the terminal's own stack (xterm's `CSI 22 ; 2 t`) and put back at the
end; a terminal without such a stack gets an empty title, which most fill with their own.
"""

from typing import Final

from grokvoice.ui.sanitize import one_line

_KEEP: Final = "\x1b[22;2t"
_PUT_BACK: Final = "\x1b[23;2t"


class Title:
    """Tells what to write so that the title says what it should."""

    def __init__(self) -> None:
        self._shown: str | None = None

    def changed_to(self, words: str) -> str:
        """Give the escapes that show `words`; none if they are shown already."""
        if words == self._shown:
            return ""
        keep = _KEEP if self._shown is None else ""
        self._shown = words
        return f"{keep}\x1b]2;{one_line(words)}\x07"

    def put_back(self) -> str:
        """Give the escapes that restore what was found."""
        if self._shown is None:
            return ""
        self._shown = None
        return f"\x1b]2;\x07{_PUT_BACK}"
