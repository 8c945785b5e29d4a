"""The live view of a talk: finished blocks above, in the scrollback, and a small live region.

At most twelve frames a second are drawn, and none when nothing has changed. What comes sooner than
the next frame may be drawn waits for the next `show` or `meters`.
"""

import time
from collections.abc import Callable
from typing import Final

from rich.console import detect_legacy_windows

from grokvoice.session.updates import Update
from grokvoice.ui.blocks import Block, Blocks
from grokvoice.ui.calls import Calls
from grokvoice.ui.dashboard import Look, nothing
from grokvoice.ui.glyphs import ASCII, UNICODE
from grokvoice.ui.ink import Ink, Layout
from grokvoice.ui.painter import Painter
from grokvoice.ui.region import Region
from grokvoice.ui.streams import Streams
from grokvoice.ui.summary import Summary
from grokvoice.ui.title import Title

_FRAME_S: Final = 1 / 12


def can_draw() -> bool:
    """Tell whether the terminal understands escapes; an old Windows console does not."""
    return not detect_legacy_windows()


class LiveView:
    """Draws a talk on a terminal; `close` must be called, or the cursor stays hidden."""

    def __init__(
        self,
        streams: Streams,
        look: Look = nothing,
        clock: Callable[[], float] = time.monotonic,
        *,
        is_verbose: bool = False,
    ) -> None:
        """Prepare the view; nothing is drawn before the first update.

        Args:
            streams: Standard output is drawn on; its width is asked for at every frame.
            look: Gives what else to draw; asked with every frame.
            clock: Seconds of a clock that never goes back.
            is_verbose: Whether the end tells where every frame of sound went.
        """
        self._columns = streams.columns
        self._look = look
        self._clock = clock
        self._began_at = clock()
        glyphs = UNICODE if streams.has_unicode else ASCII
        calls = Calls()
        self._ink = Ink(has_color=streams.has_color)
        self._blocks = Blocks(glyphs, calls, Summary(is_verbose=is_verbose))
        self._region = Region(glyphs, self._ink, calls)
        self._painter = Painter(streams.stdout)
        self._title = Title()
        self._finished: list[Block] = []
        """What goes into the scrollback with the next frame."""
        self._drawn: tuple[int, list[str]] | None = None
        """The columns and the lines of the last frame."""
        self._next_frame_at = float("-inf")

    def show(self, update: Update, at_s: float) -> None:
        """Draw the update, now or with the next frame."""
        self._began_at = self._clock() - at_s
        self._region.note(update, at_s)
        if made := self._blocks.made_of(update, at_s):
            self._finished.append(made)
        self._draw()

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Draw both levels, and what has waited."""
        self._region.meter(mic_dbfs, speaker_dbfs)
        self._draw()

    def close(self) -> None:
        """Draw what has waited, clear the region and show the cursor.

        Whatever is shown after that is drawn below, as after the first update.
        """
        try:
            if self._finished:
                self._next_frame_at = float("-inf")
                self._draw()
        finally:
            self._painter.close(self._title.put_back())
            self._drawn = None

    def _draw(self) -> None:
        now = self._clock()
        if now < self._next_frame_at:
            return
        columns = self._columns()
        layout = Layout.of(columns)
        board = self._look()
        lines = self._region.lines(layout, board, now - self._began_at)
        drawn = (columns, [self._ink.line(line, layout) for line in lines])
        if not self._finished and drawn == self._drawn:
            return
        is_resized = self._drawn is not None and columns != self._drawn[0]
        self._drawn = drawn
        self._next_frame_at = now + _FRAME_S
        title = self._title.changed_to(self._region.title(board))
        self._painter.paint(
            self._take_finished(layout), drawn[1], title=title, is_resized=is_resized
        )

    def _take_finished(self, layout: Layout) -> list[str]:
        finished, self._finished = self._finished, []
        rows = [row for block in finished for row in block.rows(self._ink, layout)]
        return [self._ink.line(row, layout) for row in rows]
