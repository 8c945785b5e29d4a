"""A talk that is shown and kept: the screen draws it, a journal and a recording keep it."""

import contextlib
from collections.abc import Iterable
from typing import Protocol

from grokvoice.session.updates import Notice, SessionEnded, Update
from grokvoice.ui.view import View


class Keepsake(Protocol):
    """What stays of a talk."""

    def show(self, update: Update, at_s: float) -> None:
        """Keep an update that happened `at_s` seconds after the session began."""
        ...

    def take_notices(self) -> list[Notice]:
        """Give what the user should know of it, each thing once."""
        ...

    def farewell(self) -> list[Notice]:
        """Close, and tell what has been kept."""
        ...

    def close(self) -> None:
        """Finish; may be called twice."""
        ...


class TeeView:
    """Tells all of every update, the screen last: it may be gone, what is kept is not.

    What the disk has to say is shown on the screen, and at the end where the talk was kept.
    """

    def __init__(self, screen: View, kept: Iterable[Keepsake]) -> None:
        self._screen = screen
        self._kept = tuple(kept)
        self._at_s = 0.0

    def show(self, update: Update, at_s: float) -> None:
        """Keep an update, and draw it."""
        self._at_s = at_s
        for one in self._kept:
            one.show(update, at_s)
        if isinstance(update, SessionEnded):
            for one in self._kept:
                self._draw(one.farewell())
        self._draw_notices()
        self._screen.show(update, at_s)

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Draw both levels, which nobody keeps."""
        self._draw_notices()
        self._screen.meters(mic_dbfs, speaker_dbfs)

    def close(self) -> None:
        """Finish all."""
        with contextlib.ExitStack() as closing:
            closing.callback(self._screen.close)
            for one in self._kept:
                closing.callback(one.close)

    def _draw_notices(self) -> None:
        for one in self._kept:
            self._draw(one.take_notices())

    def _draw(self, notices: list[Notice]) -> None:
        for notice in notices:
            self._screen.show(notice, self._at_s)
