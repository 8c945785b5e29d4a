"""A talk that is shown and kept: the screen draws it, the journal writes it down."""

from grokvoice.journal.record import Journal
from grokvoice.session.updates import Notice, SessionEnded, Update
from grokvoice.ui.view import View


class TeeView:
    """Tells both of every update, the journal first: a screen may be gone, the words are not.

    What the disk has to say is shown on the screen, and at the end where the talk was kept.
    """

    def __init__(self, screen: View, journal: Journal) -> None:
        self._screen = screen
        self._journal = journal
        self._at_s = 0.0

    def show(self, update: Update, at_s: float) -> None:
        """Keep an update, and draw it."""
        self._at_s = at_s
        self._journal.show(update, at_s)
        if isinstance(update, SessionEnded):
            self._draw(self._journal.farewell())
        self._draw(self._journal.take_notices())
        self._screen.show(update, at_s)

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Draw both levels; the journal keeps none."""
        self._draw(self._journal.take_notices())
        self._screen.meters(mic_dbfs, speaker_dbfs)

    def close(self) -> None:
        """Finish both."""
        try:
            self._journal.close()
        finally:
            self._screen.close()

    def _draw(self, notices: list[Notice]) -> None:
        for notice in notices:
            self._screen.show(notice, self._at_s)
