"""The shell around the session core: one inbox, one TaskGroup, and nothing that decides.

    microphone ─► chunks ──┐
    socket     ─► frames ──┼─► inbox ─► Session.handle ─► commands ─► link, speaker, view
    speaker    ─► reports ─┤      ▲
    person     ─► wishes ──┘      └── silence until Session.deadline()

The law: one event, then all of its commands, then wait. No command waits for anything: what is slow
(dialling, sending, reading) is a task of its own and comes back as an event.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Final, assert_never

import numpy as np

from grokvoice.adapters.devices import Direction
from grokvoice.app.capture import Capture
from grokvoice.app.devices import Devices
from grokvoice.app.ear import Cleaning, Ear
from grokvoice.app.link import Dial, Link, Trace
from grokvoice.app.outcome import OverError, reason_of
from grokvoice.app.ports import Microphone, Speaker
from grokvoice.app.recorder import NotRecording, Recorder
from grokvoice.audio.chunker import Chunker
from grokvoice.audio.pcm import Samples
from grokvoice.protocol.settings import Tool
from grokvoice.session.commands import (
    Command,
    Connect,
    Disconnect,
    Duck,
    End,
    FinishPlayback,
    FlushPlayback,
    Play,
    Restore,
    RunTool,
    Send,
    Show,
)
from grokvoice.session.context import ChatContext
from grokvoice.session.events import (
    DeadlineReached,
    Event,
    Observed,
    PlaybackFlushed,
    PlaybackProgressed,
    Started,
    ToolFinished,
    ToolsChanged,
    TurnEnded,
)
from grokvoice.session.machine import Session
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import CostMeasured, GapsCounted, Notice
from grokvoice.ui.view import View

_TICK_S: Final = 0.05
"""How often the speaker's progress and the meters are looked at."""
_GOODBYE_S: Final = 0.8
"""How long the last frames may take to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The world as one conversation meets it."""

    dial: Dial
    microphone: Microphone
    speaker: Speaker
    view: View
    chunk_frames: int
    trace: Trace
    run_tool: Callable[[Call], Awaitable[ToolFinished]]
    late_tools: Callable[[], Awaitable[ToolsChanged]] | None = None
    """Opens tools that the talk does not wait for."""
    cleaning: Cleaning = Cleaning()  # noqa: RUF009  a frozen value
    ends_with_microphone: bool
    """Whether a microphone at its end means that the person has said everything."""
    recorder: Recorder = NotRecording()  # noqa: RUF009 - it has no state


class Conductor:
    """Runs one conversation from start to end."""

    def __init__(self, session: Session, parts: Parts) -> None:
        self._session = session
        self._parts = parts
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._link = self._new_link()
        self._devices = Devices(parts.microphone, parts.speaker, self._notice, self._may_pause)
        self._capture = Capture(
            Ear(parts.microphone, parts.speaker, parts.cleaning),
            Chunker(parts.chunk_frames),
            self.tell,
            self._record,
            has_ended=lambda: parts.ends_with_microphone and parts.microphone.at_end,
        )
        parts.speaker.overhear(parts.recorder.play)
        self._progress = self._gaps = (0, 0)
        self._exit_code = 0
        self._began_at = 0.0

    def tell(self, event: Event) -> None:
        """Put an event into the inbox; to be called on the loop's own thread."""
        self._inbox.put_nowait(event)

    @property
    def is_speaking(self) -> bool:
        """Whether a reply is being made or heard, so that there is something to interrupt."""
        return self._session.talk.speaking.is_interruptible

    @property
    def is_muted(self) -> bool:
        """Whether the microphone is closed."""
        return self._session.talk.gate.is_muted

    @property
    def has_waiting_turns(self) -> bool:
        """Whether a turn that was told has not been sent yet."""
        return bool(self._session.talk.typed_turns.waiting)

    @property
    def cost(self) -> CostMeasured:
        """What it has cost so far."""
        return self._session.cost(asyncio.get_running_loop().time())

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What the model may use at this moment."""
        return self._session.tools

    @property
    def context(self) -> ChatContext:
        """What was said and heard so far."""
        return self._session.context

    async def change_device(self, direction: Direction, wanted: str | int | None) -> None:
        """Go on with another microphone or speaker; the view is told how that went.

        Args:
            direction: Which of the two.
            wanted: None for the default, an index, or a part of the name.
        """
        await self._devices.change(direction, wanted)

    def let_go(self) -> None:
        """Close the devices before the program is stopped; they come back by themselves."""
        self._devices.let_go()

    def end_turn(self) -> None:
        """End a turn of push to talk, down to the last sample the microphone has of it."""
        self._capture.flush()
        self.tell(TurnEnded())

    async def run(self, *beside: Coroutine[None, None, None]) -> int:
        """Hold the conversation; returns the exit code.

        Args:
            beside: What goes on for as long as it lasts, and is cancelled at its end.

        Raises:
            GrokVoiceError: a device could not be opened or went away, or one of our own rules was
                broken.
        """
        self._began_at = asyncio.get_running_loop().time()
        self._parts.recorder.begin(self._began_at)
        try:
            with contextlib.closing(self._parts.view):
                with self._devices:
                    await self._hold(beside)
                self._devices.check()
        except BrokenPipeError:  # whoever reads has seen enough, or heard
            return 0
        return self._exit_code

    async def _hold(self, beside: Iterable[Coroutine[None, None, None]]) -> None:
        """Converse until the end; of several errors one comes out, and never in a group."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in beside:
                    tasks.create_task(work, name="beside")
                await self._converse(tasks)
                raise OverError
        except ExceptionGroup as group:
            reason = reason_of(group)
        if reason is not None:
            raise reason

    async def _converse(self, tasks: asyncio.TaskGroup) -> None:
        self._take(Started(), tasks)  # before anything told earlier: the core's clock begins here
        tasks.create_task(self._keep_devices(), name="devices")
        tasks.create_task(self._tick(), name="tick")
        if self._parts.late_tools:
            tasks.create_task(self._tell_of(self._parts.late_tools()), name="late tools")
        while not self._session.is_over:
            self._take(await self._next_event(), tasks)
        await self._link.wait_closed(_GOODBYE_S)

    def _take(self, event: Event, tasks: asyncio.TaskGroup) -> None:
        """One event, then all of its commands."""
        now = asyncio.get_running_loop().time()
        for command in self._session.handle(event, now):
            self._obey(command, tasks)

    async def _next_event(self) -> Event:
        try:
            async with asyncio.timeout_at(self._session.deadline()):
                return await self._inbox.get()
        except TimeoutError:
            return DeadlineReached()

    def _obey(self, command: Command, tasks: asyncio.TaskGroup) -> None:  # noqa: C901, PLR0912 - table
        match command:
            case Connect():
                self._connect(command.conversation_id, tasks)
            case Send():
                self._link.send(command.event)
            case Play():
                self._parts.speaker.play(command.pcm)
            case FinishPlayback():
                self._parts.speaker.finish()
            case FlushPlayback():
                self._parts.speaker.flush()
            case Duck():
                self._parts.speaker.duck()
            case Restore():
                self._parts.speaker.restore()
            case RunTool():
                finished = self._parts.run_tool(command.call)
                tasks.create_task(self._tell_of(finished), name=f"tool {command.call.name}")
            case Show():
                at_s = asyncio.get_running_loop().time() - self._began_at
                self._parts.view.show(command.update, at_s)
            case Disconnect():
                self._link.close()
            case End():
                self._exit_code = command.exit_code
            case _:
                assert_never(command)

    def _connect(self, conversation_id: str | None, tasks: asyncio.TaskGroup) -> None:
        """Open a new link; an older one was closed, and tells nothing any more."""
        self._link = self._new_link()
        self._link.start(tasks, conversation_id)

    def _new_link(self) -> Link:
        return Link(self._parts.dial, self.tell, self._parts.trace)

    async def _tell_of(self, coming: Awaitable[Event]) -> None:
        self.tell(await coming)

    async def _keep_devices(self) -> None:
        await self._devices.open(self._capture.fetch, self._on_speaker)
        await self._devices.keep()

    def _notice(self, notice: Notice) -> None:
        self.tell(Observed(notice))

    def _may_pause(self, direction: Direction) -> bool:
        """Whether nothing would be lost if a device were closed for a moment."""
        talk = self._session.talk
        is_used = (
            talk.listening.speaking_item if direction == "microphone" else talk.speaking.is_sounding
        )
        return not is_used

    def _record(self, samples: Samples) -> None:
        """Record what Grok may hear: nothing while the microphone is closed."""
        heard = np.zeros_like(samples) if self.is_muted else samples
        self._parts.recorder.hear(heard, self._parts.microphone.captured_at_s)

    def _on_speaker(self) -> None:
        for generation, heard in self._parts.speaker.take_flushed():
            self.tell(PlaybackFlushed(generation, heard))
        self._report_progress()

    def _report_progress(self) -> None:
        progress = self._parts.speaker.progress()
        if progress != self._progress:
            self._progress = progress
            self.tell(PlaybackProgressed(*progress))
        if (gaps := self._parts.speaker.gaps) != self._gaps:
            self._gaps = gaps
            self.tell(Observed(GapsCounted(network=gaps[0], device=gaps[1])))

    async def _tick(self) -> None:
        while True:
            self._devices.check()
            if self._parts.speaker.is_abandoned and not self._session.is_ending:
                raise BrokenPipeError
            self._on_speaker()
            self._parts.view.meters(
                self._parts.microphone.level_dbfs, self._parts.speaker.level_dbfs
            )
            await asyncio.sleep(_TICK_S)
