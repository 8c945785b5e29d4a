"""Notices of parts that live longer than the talk: tools are opened before it begins."""

from grokvoice.app.entries import Told
from grokvoice.session.events import Observed
from grokvoice.session.updates import Notice
from grokvoice.ui.view import View


class Notices:
    """Shows notices at once, and from the beginning of the talk on among what it shows.

    Args:
        view: Where to show what comes before.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._talk: Told | None = None

    def begin(self, talk: Told) -> None:
        """Let the talk show them from now on."""
        self._talk = talk

    def tell(self, notice: Notice) -> None:
        """Show a notice."""
        if self._talk:
            self._talk.tell(Observed(notice))
        else:
            self._view.show(notice, 0.0)
