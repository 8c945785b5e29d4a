"""Settings to a running conversation: real, file or simulated parts, put together once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from grokvoice.app.assembly import Equip, Wiring, assembled, core_options
from grokvoice.app.conductor import Conductor
from grokvoice.app.desks import desk_for, manner_of, tool_names
from grokvoice.app.early import LATE, Opener, Start
from grokvoice.app.history import Past, going_on, kept, past_of
from grokvoice.app.person import Signals, TypedLines
from grokvoice.app.piped_text import PipedText
from grokvoice.app.ports import Microphone, Speaker
from grokvoice.app.quiet import quiet_libraries
from grokvoice.app.sound import microphone, reply_speaker, speaker, within_reach
from grokvoice.app.suspension import letting_go
from grokvoice.app.threads import DaemonThreads
from grokvoice.config.endpoints import DefaultDevice, NoSound, StandardStream, WavFile
from grokvoice.config.load import check_key
from grokvoice.config.settings import SayRequest, Settings
from grokvoice.session.events import InputEnded, UserMuted, UserText, VerbatimText
from grokvoice.session.options import Options
from grokvoice.tools.approval import Ask
from grokvoice.ui.choose import open_view
from grokvoice.ui.streams import Streams
from grokvoice.ui.view import View

_LINE_S: Final = 1.0
"""How long a pipe may take to show that there are typed turns in it."""
_SAY_PATIENCE_S: Final = 15.0
"""How long `say` tries to get a connection."""


def talk(
    settings: Settings, streams: Streams, folder: Path | None = None, start: Start = LATE
) -> int:
    """Hold a live conversation; returns the exit code.

    Args:
        settings: What the user asked for.
        streams: Where to write, and where turns may be typed.
        folder: Where conversations are kept; None keeps none.
        start: The loop to run on, and the connection that is being opened on it.

    Raises:
        GrokVoiceError: and its kinds; the message says what to do.
    """
    check_key(settings)
    past = past_of(settings, folder, datetime.now(UTC))
    with quiet_libraries(streams) as spared:
        lines = _typed_lines(settings, spared)
        if lines:
            lines.begin()
            settings = _without_missing_devices(settings, lines)
        return start.run(_talk(settings, lines, spared, (folder, past), start.open_wire))


def say(
    settings: Settings,
    request: SayRequest,
    streams: Streams,
    folder: Path | None = None,
    start: Start = LATE,
    piped: PipedText | None = None,
) -> int:
    """Take one turn and end when its reply was heard; returns the exit code.

    Args:
        settings: What the user asked for.
        request: The turn.
        streams: Where to write.
        folder: Where conversations are kept; None keeps none.
        start: The loop to run on, and the connection that is being opened on it.
        piped: Spoken as it comes, in place of the request's text.

    Raises:
        GrokVoiceError: and its kinds; the message says what to do.
    """
    check_key(settings)
    past = past_of(settings, folder, datetime.now(UTC))
    with quiet_libraries(streams) as spared:
        wiring = Wiring(open=start.open_wire)
        return start.run(_say(settings, request, piped, spared, (folder, past), wiring))


def _without_missing_devices(settings: Settings, lines: TypedLines) -> Settings:
    """Typed turns from a pipe can do without a sound card; without lines, its lack is an error."""
    sound = within_reach(settings.sound)
    is_missing = sound != settings.sound
    return replace(settings, sound=sound) if is_missing and lines.has_line(_LINE_S) else settings


async def _talk(
    settings: Settings,
    lines: TypedLines | None,
    streams: Streams,
    history: tuple[Path | None, Past],
    open_wire: Opener,
) -> int:
    folder, past = history
    detects = not isinstance(settings.sound.mic, NoSound) and not settings.turns.is_push_to_talk
    options = going_on(core_options(settings, listens=detects), past)
    screen = _streams_beside_sound(settings, streams)
    desk = desk_for(settings, streams, screen)
    view = open_view(screen, manner_of(settings), look=desk.look)
    sound = (partial(microphone, settings.sound.mic), partial(speaker, settings.sound))
    with desk.opened(view):
        told = kept(view, folder, settings, past, "talk")
        is_script = lines is not None or isinstance(settings.sound.mic, WavFile | StandardStream)
        wiring = Wiring(open=open_wire, awaits_tools=is_script, recorder=told.recorder)
        equip = _equip(settings, desk.ask)
        async with _running(settings, options, sound, told.view, wiring, equip) as it:
            if settings.sound.is_muted or settings.turns.is_push_to_talk:
                it.tell(UserMuted(is_muted=True))
            beside = [desk.attend(it, lambda: tool_names(it.tools))]
            if lines:
                beside.append(lines.say(it))
            with Signals(it.tell, lambda: it.is_speaking), letting_go(it.let_go):
                return await it.run(*beside)


async def _say(
    settings: Settings,
    request: SayRequest,
    piped: PipedText | None,
    streams: Streams,
    history: tuple[Path | None, Past],
    wiring: Wiring,
) -> int:
    folder, past = history
    source = WavFile(request.audio) if request.audio else NoSound()
    options = going_on(core_options(settings, listens=request.audio is not None), past)
    options = replace(options, give_up_after_s=_SAY_PATIENCE_S)
    screen = _streams_beside_sound(settings, streams, writes_stdout=request.writes_stdout)
    view = open_view(screen, manner_of(settings), is_talk=False)
    sound = (
        partial(microphone, source),
        partial(reply_speaker, request, settings.sound),
    )
    told = kept(view, folder, settings, past, "say")
    wired, equip = replace(wiring, recorder=told.recorder), _equip(settings, None)
    async with _running(settings, options, sound, told.view, wired, equip) as it:
        beside = [piped.speak(it)] if piped else []
        if not piped and request.audio is None:
            it.tell((VerbatimText if request.is_verbatim else UserText)(request.text))
            it.tell(InputEnded())
        with Signals(it.tell, _nobody_speaks):  # a script must be able to trust in its end
            return await it.run(*beside)


def _nobody_speaks() -> bool:
    """Let a signal end a turn at once, instead of stopping the speech first."""
    return False


@contextlib.asynccontextmanager
async def _running(
    settings: Settings,
    options: Options,
    sound: tuple[Callable[[], Microphone], Callable[[], Speaker]],
    view: View,
    wiring: Wiring,
    equip: Equip | None,
) -> AsyncIterator[Conductor]:
    """The assembled parts; closed even if they never begin."""
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    with contextlib.ExitStack() as made:
        made.callback(view.close)
        mic = sound[0]()
        made.callback(mic.stop)
        out = sound[1]()
        made.callback(out.stop)
        async with assembled(settings, options, (mic, out), view, wiring, equip) as conductor:
            made.pop_all()  # from here on the conductor closes them
            yield conductor


def _equip(settings: Settings, ask: Ask | None) -> Equip | None:
    """What the model may use; its Python files are run before the microphone is opened."""
    if not settings.tools.is_wanted:
        return None
    # Only talks with tools pay for what reads signatures and docstrings.
    from grokvoice.app.equipment import toolbox_of

    return partial(toolbox_of, (), ask, settings)


def _typed_lines(settings: Settings, streams: Streams) -> TypedLines | None:
    """What standard input is for, unless it is the microphone."""
    mic = settings.sound.mic
    if isinstance(mic, StandardStream) or streams.is_stdin_terminal:
        return None
    return TypedLines(
        streams.stdin,
        closes_microphone=isinstance(mic, DefaultDevice),
        ends_talk=isinstance(mic, NoSound),
    )


def _streams_beside_sound(
    settings: Settings, streams: Streams, *, writes_stdout: bool = False
) -> Streams:
    """The streams for text: where sound has standard output, text has standard error."""
    has_sound = writes_stdout or isinstance(settings.sound.speaker, StandardStream)
    return streams.with_result_on_stderr() if has_sound else streams
