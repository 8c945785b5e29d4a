"""What a conversation is shown on: a terminal, lines of text, JSON lines, or hardly anything."""

from typing import Protocol

from grokvoice.session.updates import Update


class View(Protocol):
    """Draws updates, in the order they happened; whoever opens one closes it, whatever happens.

    Every method writes to text streams and returns at once. All of them may raise
    `BrokenPipeError` when the reader of a stream has gone: the talk then ends quietly.
    """

    def show(self, update: Update, at_s: float) -> None:
        """Draw an update that happened `at_s` seconds after the session began."""

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Draw both levels, in dBFS (`-inf` for silence).

        Called about ten times a second for as long as the talk lasts; this is also when a live
        view draws what it held back to stay calm.
        """

    def close(self) -> None:
        """Leave the terminal as it was found; may be called more than once."""
