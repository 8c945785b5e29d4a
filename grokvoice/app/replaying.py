"""A conversation of the past, shown again on the view of a talk, in its own time or faster."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from grokvoice.journal.playback import Shown
from grokvoice.journal.replay import replay
from grokvoice.ui.choose import Manner, open_view
from grokvoice.ui.streams import Streams
from grokvoice.ui.view import View

_TICK_S: Final = 0.05
"""How often a live view may draw what it held back."""
_SILENT: Final = float("-inf")


def show_file(
    file: Path, streams: Streams, *, speed: float, form: Literal["auto", "plain", "json"]
) -> int:
    """Show a journal, a wire trace or `--json` output again; returns the exit code.

    Args:
        file: Any of the three.
        streams: Where to show it.
        speed: How many times as fast as it was.
        form: How, as for a talk.

    Raises:
        UsageError: the file cannot be read, or holds nothing of the kind.
    """
    shown = replay(file)
    asyncio.run(show_again(shown, open_view(streams, Manner(form=form)), speed))
    return 0


async def show_again(shown: Iterable[Shown], view: View, speed: float) -> None:
    """Show updates at their moments, `speed` times as fast as they came, and close the view."""
    began_at = asyncio.get_running_loop().time()
    try:
        for at_s, update in shown:
            await _wait_until(began_at + at_s / speed, view)
            view.show(update, at_s)
    finally:
        view.close()


async def _wait_until(moment: float, view: View) -> None:
    """Wait, and let the view draw; there are no levels, for there is no sound."""
    loop = asyncio.get_running_loop()
    while (left_s := moment - loop.time()) > 0:
        await asyncio.sleep(min(left_s, _TICK_S))
        view.meters(_SILENT, _SILENT)
