"""What is being waited for, as one word on a terminal that is taken back when it is over."""

from typing import Final, TextIO

from grokvoice.session.updates import State
from grokvoice.ui.writing import write

_WAITS: Final = frozenset({State.CONNECTING, State.RECONNECTING, State.THINKING})


class Progress:
    """Shows the state of one turn for as long as there is nothing else to show.

    Args:
        stream: The terminal.
        is_on: Whether it is one, and may be redrawn.
    """

    def __init__(self, stream: TextIO, *, is_on: bool) -> None:
        self._stream = stream
        self._is_on = is_on
        self._shown = ""

    def tell(self, state: State) -> None:
        """Show that something is waited for; any other state is told by what comes of it."""
        self.clear()
        if self._is_on and state in _WAITS:
            self._shown = f"{state.value} ..."
            write(self._stream, self._shown)

    def clear(self) -> None:
        """Take the word back; to be called before anything else is written to the terminal."""
        if self._shown:
            blank, self._shown = " " * len(self._shown), ""
            write(self._stream, f"\r{blank}\r")  # without an escape: no console is too old
