"""A conversation of the past, shown again on the view of a talk, in its own time or faster."""

import asyncio
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from grokvoice.config.endpoints import Endpoint
from grokvoice.errors import AudioDeviceError
from grokvoice.journal.playback import Shown
from grokvoice.journal.replay import replay
from grokvoice.session.updates import Notice
from grokvoice.ui.choose import Manner, open_view
from grokvoice.ui.streams import Streams
from grokvoice.ui.view import View

if TYPE_CHECKING:
    from grokvoice.app.soundtrack import Soundtrack

_TICK_S: Final = 0.05
"""How often a live view may draw what it held back."""
_SILENT: Final = float("-inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a conversation is to be shown again."""

    form: Literal["auto", "plain", "json"] = "auto"
    speed: float = 1.0
    """How many times as fast as it was."""
    speaker: Endpoint | None = None
    """What plays its recording, if there is one; None plays nothing."""
    recording: Path | None = None
    """Its recording, if it is not where it would be looked for."""


def show_file(file: Path, streams: Streams, wish: Wish) -> int:
    """Show a journal, a wire trace or `--json` output again; returns the exit code.

    Args:
        file: Any of the three.
        streams: Where to show it.
        wish: How.

    Raises:
        UsageError: the file cannot be read, or holds nothing of the kind; or the recording that was
            named cannot be played.
    """
    past = replay(file)
    recording = wish.recording or past.recording
    if recording is None or wish.speaker is None:
        asyncio.run(show_again(past.shown, open_view(streams, Manner(form=wish.form)), wish.speed))
        return 0
    # Only a replay that is heard pays for what moves sound.
    from grokvoice.app.quiet import quiet_libraries

    with quiet_libraries(streams) as spared, _playing(recording, wish.speaker) as soundtrack:
        view = open_view(spared, Manner(form=wish.form))
        asyncio.run(show_again(past.shown, view, wish.speed, soundtrack))
    return 0


async def show_again(
    shown: Iterable[Shown], view: View, speed: float, soundtrack: "Soundtrack | None" = None
) -> None:
    """Show updates at their moments, `speed` times as fast as they came, and close the view.

    A recording that cannot be played is told, and missed.
    """
    try:
        heard_s, soundtrack = await _begun(soundtrack, view)
        began_at = asyncio.get_running_loop().time() - heard_s
        for at_s, update in shown:
            await _wait_until(began_at + at_s / speed, view, soundtrack)
            view.show(update, at_s)
    finally:
        view.close()


async def _begun(soundtrack: "Soundtrack | None", view: View) -> tuple[float, "Soundtrack | None"]:
    """Begin to play; returns the second that is heard, and who plays if anybody does."""
    if soundtrack is None:
        return 0.0, None
    try:
        return await soundtrack.begin(), soundtrack
    except AudioDeviceError as error:
        view.show(Notice(code="replay-silent", text=f"The recording is not played: {error}"), 0.0)
        return 0.0, None


async def _wait_until(moment: float, view: View, soundtrack: "Soundtrack | None") -> None:
    """Wait, and let the view draw; levels are not known, for the voices are mixed."""
    loop = asyncio.get_running_loop()
    while (left_s := moment - loop.time()) > 0:
        await asyncio.sleep(min(left_s, _TICK_S))
        if soundtrack:
            soundtrack.feed()
        view.meters(_SILENT, _SILENT)


@contextlib.contextmanager
def _playing(recording: Path, endpoint: Endpoint) -> Iterator["Soundtrack"]:
    from grokvoice.adapters.wavfile import WavSource
    from grokvoice.app.sound import speaker
    from grokvoice.app.soundtrack import Soundtrack
    from grokvoice.config.settings import SoundSettings

    with contextlib.closing(WavSource(recording)) as source:
        out = speaker(SoundSettings(speaker=endpoint))
        with contextlib.closing(Soundtrack(source, out)) as soundtrack:
            yield soundtrack
