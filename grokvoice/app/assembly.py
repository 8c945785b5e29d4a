"""The parts of one conversation, put together around a server and taken apart whatever happens."""

import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeAlias

from grokvoice.adapters.websocket import Wire
from grokvoice.app.conductor import Conductor, Parts
from grokvoice.app.destination import address
from grokvoice.app.ear import Cleaning
from grokvoice.app.early import Opener
from grokvoice.app.link import Trace
from grokvoice.app.notices import Notices
from grokvoice.app.ports import Microphone, Speaker, Tools
from grokvoice.app.recorder import NotRecording, Recorder
from grokvoice.app.trace import TraceFile
from grokvoice.app.wishes import session_settings
from grokvoice.audio.pcm import ms_to_frames
from grokvoice.config.settings import LimitSettings, ServerSettings, Settings, SoundSettings
from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.settings import Tool
from grokvoice.session.events import ToolFinished, ToolsChanged
from grokvoice.session.limits import LimitSettings as CoreLimits
from grokvoice.session.machine import Session
from grokvoice.session.options import Options
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import Notice
from grokvoice.ui.view import View

_AFTER_LAST_WORD_S: Final = 2.0
"""How long after the silence that ends a turn a server may take to say that it heard one."""


def core_options(settings: Settings, *, listens: bool) -> Options:
    """What the session core is asked to be."""
    after_s = settings.turns.silence_ms / 1000 + _AFTER_LAST_WORD_S
    return Options(
        model=settings.voice.model,
        settings=session_settings(settings, listens=listens),
        quiet_s=after_s if listens else 0.0,
        reply_timeout_s=settings.server.timeout_s,
        renew_after_s=settings.server.renew_minutes * 60,
        limits=core_limits(settings.limits),
        jitter=random.random,
    )


def core_limits(limits: LimitSettings) -> CoreLimits:
    """The user's limits as the core counts them."""
    minutes = limits.idle_minutes
    return CoreLimits(
        max_minutes=limits.max_minutes,
        max_cost=limits.max_cost,
        idle_s=None if minutes is None else minutes * 60,
    )


Equip: TypeAlias = Callable[[Callable[[Notice], None]], Tools]
"""Gives what the model may use, and lets it say things: to the function it is called with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """How the wire is opened, and who watches and listens."""

    open: Opener = Wire.open
    observe: Trace | None = None
    """Told every event on the wire, beside the trace file."""
    awaits_tools: bool = True
    """Whether the talk begins with all tools; else the slow ones may come while it goes on."""
    recorder: Recorder = NotRecording()  # noqa: RUF009 - it has no state
    """Keeps the sound of both sides; closed by whoever opened it."""


def equipped(options: Options, tools: Tools) -> Options:
    """Tell the core of the tools there are."""
    if not tools.specs:
        return options
    settings = replace(options.settings, tools=tools.specs)
    return replace(options, settings=settings, functions=tools.functions)


@contextlib.asynccontextmanager
async def assembled(
    settings: Settings,
    options: Options,
    sound: tuple[Microphone, Speaker],
    view: View,
    wiring: Wiring | None = None,
    equip: Equip | None = None,
) -> AsyncIterator[Conductor]:
    """Put the parts together around a server, and take them apart whatever happens.

    Args:
        settings: What the user asked for.
        options: What the core is asked to be.
        sound: Microphone and speaker, not started yet.
        view: Told everything that is shown.
        wiring: How the wire is opened, and who watches it.
        equip: Gives what the model may use, not opened yet.

    Raises:
        GrokVoiceError: and its kinds; among them what is no tool.
    """
    notices, wired = Notices(view), wiring or Wiring()
    tools = equip(notices.tell) if equip else _NoTools()
    async with _server(settings, view) as server, _closing(tools):
        if wired.awaits_tools:
            await tools.open()
        with _tracing(settings, wired.observe) as trace:
            parts = Parts(
                dial=lambda resumed: wired.open(address(server, settings, resumed)),
                microphone=sound[0],
                speaker=sound[1],
                view=view,
                chunk_frames=ms_to_frames(settings.sound.chunk_ms),
                trace=trace,
                run_tool=tools.run,
                late_tools=None if wired.awaits_tools else partial(_opened, tools),
                cleaning=_cleaning(settings.sound),
                ends_with_microphone=True,
                recorder=wired.recorder,
            )
            conductor = Conductor(Session(equipped(options, tools)), parts)
            notices.begin(conductor)
            yield conductor


def _cleaning(sound: SoundSettings) -> Cleaning:
    return Cleaning(
        echo=sound.echo,
        suppresses_noise=sound.suppresses_noise,
        evens_gain=sound.gain == "auto",
    )


@contextlib.asynccontextmanager
async def _server(settings: Settings, view: View) -> AsyncIterator[ServerSettings]:
    """The server to talk to: the one named, or the simulator, started inside."""
    if not settings.server.is_local:
        yield settings.server
        return
    from grokvoice.simulator.server import Simulator

    async with Simulator() as simulator:
        for text in simulator.notices:
            view.show(Notice(code="simulator", text=text, level="info"), 0.0)
        yield replace(settings.server, url=simulator.url, key=None)


@contextlib.contextmanager
def _tracing(settings: Settings, observe: Trace | None) -> Iterator[Trace]:
    watch = observe or (lambda _direction, _event: None)
    if settings.output.trace is None:
        yield watch
        return
    file = TraceFile.create(settings.output.trace, time.monotonic)

    def both(direction: str, event: FromServer | AnyClientEvent) -> None:
        file(direction, event)
        watch(direction, event)

    try:
        yield both
    finally:
        file.close()


@contextlib.asynccontextmanager
async def _closing(tools: Tools) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await tools.close()


async def _opened(tools: Tools) -> ToolsChanged:
    await tools.open()
    return ToolsChanged(tools=tools.specs, functions=tools.functions)


class _NoTools:
    """Stands in where no tools are wanted, so that nothing of them is loaded."""

    specs: tuple[Tool, ...] = ()
    functions: frozenset[str] = frozenset()

    async def open(self) -> None:
        """Do nothing."""

    async def close(self) -> None:
        """Do nothing."""

    async def run(self, call: Call) -> ToolFinished:
        """Answer that there is nothing to run."""
        return ToolFinished(call_id=call.call_id, output="there are no tools", is_error=True)
