"""Stand-ins for the world, as the conductor's ports have it: devices, a wire, a view, a server."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from grokvoice.adapters.websocket import Closed
from grokvoice.app.conductor import Conductor, Parts
from grokvoice.app.link import Dial
from grokvoice.app.ports import Microphone, Overhear, Speaker, Wake
from grokvoice.app.recorder import NotRecording, Recorder
from grokvoice.audio.ring import Ring
from grokvoice.errors import AudioDeviceError
from grokvoice.protocol.client_events import AnyClientEvent, ResponseCreate, SessionUpdate
from grokvoice.protocol.codec import FromServer, decode_client, encode
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent
from grokvoice.session.events import Event, ToolFinished
from grokvoice.session.machine import Session
from grokvoice.session.options import Options
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import Update
from tests.session.dialogue import greeting, whole_reply
from tests.virtual_time import run_virtually

CHUNK = 2_400
"""Frames of 100 ms."""


class FakeDevice:
    """What a microphone and a speaker have in common; a card if the test says so."""

    def __init__(self, name: str, error: AudioDeviceError | None) -> None:
        self.name = name
        self.level_dbfs = -90.0
        self.failure: str | None = None
        self.can_return = False
        self.is_steady = True
        self.advice = ""
        self.wanted: str | int | None = None
        self.calls: list[str] = []
        self.error = error

    def inspect(self) -> None:
        self.calls.append("inspect")

    def choose(self, wanted: str | int | None) -> str | int | None:
        before, self.wanted = self.wanted, wanted
        return before


class FakeMicrophone(FakeDevice):
    """Gives what the test lets it capture."""

    def __init__(self, *, error: AudioDeviceError | None = None) -> None:
        super().__init__("test microphone", error)
        self.is_live = False
        self.at_end = False
        self.captured_at_s = 0.0
        self.captured = np.empty(0, np.int16)
        self._wake: Wake = lambda: None

    def start(self, wake: Wake) -> None:
        self.calls.append("start")
        if self.error:
            raise self.error
        self._wake = wake

    def read(self) -> NDArray[np.int16]:
        captured, self.captured = self.captured, np.empty(0, np.int16)
        return captured

    def stop(self) -> None:
        self.calls.append("stop")

    def capture(self, frames: int = CHUNK) -> None:
        self.captured = np.concatenate((self.captured, np.ones(frames, np.int16)))
        self._wake()

    def end(self) -> None:
        self.at_end = True
        self._wake()


class FakeSpeaker(FakeDevice):
    """Holds what it is given; it is heard when the test says so, or at once."""

    def __init__(self, *, is_prompt: bool = True, error: AudioDeviceError | None = None) -> None:
        super().__init__("test speaker", error)
        self.played: Ring | None = None
        self.listener: Overhear | None = None
        self.gaps = (0, 0)
        self.is_abandoned = False
        self.generation = 0
        self.queued = 0
        self.heard = 0
        self._is_prompt = is_prompt
        self._flushed: list[tuple[int, int]] = []
        self._wake: Wake = lambda: None

    def start(self, wake: Wake) -> None:
        self.calls.append("start")
        if self.error:
            raise self.error
        self._wake = wake

    def overhear(self, listener: Overhear) -> None:
        self.listener = listener

    def play(self, pcm: bytes) -> None:
        self.calls.append("play")
        self.queued += len(pcm) // 2
        if self._is_prompt:
            self.heard = self.queued

    def finish(self) -> None:
        self.calls.append("finish")

    def flush(self) -> int:
        self.calls.append("flush")
        self._flushed.append((self.generation, self.heard))
        self.generation += 1
        self.queued = self.heard = 0
        self._wake()
        return self.generation

    def duck(self) -> None:
        self.calls.append("duck")

    def restore(self) -> None:
        self.calls.append("restore")

    def progress(self) -> tuple[int, int]:
        return self.generation, self.heard

    def take_flushed(self) -> list[tuple[int, int]]:
        flushed, self._flushed = self._flushed, []
        return flushed

    def stop(self) -> None:
        self.calls.append("stop")


class FakeView:
    """Remembers what it is shown, and can be waited for."""

    def __init__(self) -> None:
        self.shown: list[Update] = []
        self.times: list[float] = []
        self.levels: list[tuple[float, float]] = []
        self.is_closed = False
        self._changed = asyncio.Event()

    def show(self, update: Update, at_s: float) -> None:
        self.shown.append(update)
        self.times.append(at_s)
        self._changed.set()

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        self.levels.append((mic_dbfs, speaker_dbfs))

    def close(self) -> None:
        self.is_closed = True

    def of(self, *kinds: type[Update]) -> list[Update]:
        return [update for update in self.shown if isinstance(update, kinds)]

    async def until(self, is_reached: Callable[[list[Update]], bool]) -> None:
        while not is_reached(self.shown):
            self._changed.clear()
            await self._changed.wait()

    async def until_shown(self, *wanted: Update) -> None:
        await self.until(lambda shown: all(update in shown for update in wanted))


class FakeWire:
    """A wire in memory: the other end is the test, or a function that answers each event."""

    def __init__(
        self, answer: Callable[[AnyClientEvent], Iterable[FromServer]] | None = None
    ) -> None:
        self.sent: list[AnyClientEvent] = []
        self.calls: list[str] = []
        self.is_stuck = False
        self.hangs = False
        """Whether the other end says no goodbye."""
        self._answer = answer or (lambda _event: ())
        self._incoming: asyncio.Queue[str | bytes | Closed] = asyncio.Queue()
        self._moved = asyncio.Event()
        self._is_over = False

    async def receive(self) -> str | bytes | Closed:
        return await self._incoming.get()

    async def send(self, text: str) -> bool:
        while self.is_stuck:
            self._moved.clear()
            await self._moved.wait()
        if self._is_over:
            return False
        event = decode_client(text)
        self.sent.append(event)  # type: ignore[arg-type]  # what we send we can read
        for reply in self._answer(event):  # type: ignore[arg-type]
            self.say(reply)
        return True

    async def receipt(self) -> bool:
        self.calls.append("receipt")
        return not self._is_over

    async def watch(self) -> None:
        self.calls.append("watch")
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.calls.append("close")
        if self.hangs:
            await asyncio.Event().wait()
        self.end(1000)

    def abort(self) -> None:
        self.calls.append("abort")
        self.end(1006)

    def say(self, *events: FromServer) -> None:
        """Let the other end say something."""
        for event in events:
            assert not isinstance(event, MalformedEvent), "what was not sent like this"
            frame = event.data if isinstance(event, BinaryFrame) else encode(event)
            self._incoming.put_nowait(frame)

    def end(self, code: int, reason: str = "") -> None:
        """Let the connection be over."""
        self._is_over = True
        self._incoming.put_nowait(Closed(code=code, reason=reason))

    def go_on(self) -> None:
        """Let `send` get through again."""
        self.is_stuck = False
        self._moved.set()


async def answer_call(call: Call) -> ToolFinished:
    return ToolFinished(call_id=call.call_id, output=f"{call.name}: done")


@dataclass
class Stage:
    """One conversation and the world around it."""

    dial: Dial
    options: Options = field(default_factory=Options)
    microphone: FakeMicrophone = field(default_factory=FakeMicrophone)
    speaker: FakeSpeaker = field(default_factory=FakeSpeaker)
    view: FakeView = field(default_factory=FakeView)
    traced: list[tuple[str, FromServer | AnyClientEvent]] = field(default_factory=list)
    run_tool: Callable[[Call], Awaitable[ToolFinished]] = answer_call
    recorder: Recorder = field(default_factory=NotRecording)
    conductor_type: type[Conductor] = Conductor

    def conductor(
        self, *, microphone: Microphone | None = None, speaker: Speaker | None = None
    ) -> Conductor:
        parts = Parts(
            dial=self.dial,
            microphone=microphone or self.microphone,
            speaker=speaker or self.speaker,
            view=self.view,
            chunk_frames=CHUNK,
            trace=lambda direction, event: self.traced.append((direction, event)),
            run_tool=self.run_tool,
            ends_with_microphone=True,
            recorder=self.recorder,
        )
        return self.conductor_type(Session(self.options), parts)


class Switchboard:
    """Answers each dialling with the next of its outcomes, the last one for ever."""

    def __init__(self, *outcomes: "FakeWire | Exception | Callable[[], FakeWire]") -> None:
        self.calls: list[tuple[float, str | None]] = []
        self._outcomes = list(outcomes)

    async def __call__(self, conversation_id: str | None) -> FakeWire:
        self.calls.append((asyncio.get_running_loop().time(), conversation_id))
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome if isinstance(outcome, FakeWire) else outcome()


def obliging(
    conversation: str = "c1", *, prefix: str = "", reply: str = "one two", ms: int = 1000
) -> Callable[[AnyClientEvent], Sequence[FromServer]]:
    """Make a server's manners: it takes all settings, and answers every request in full."""
    numbers = itertools.count(1)

    def answer(event: AnyClientEvent) -> Sequence[FromServer]:
        match event:
            case SessionUpdate():
                return greeting(conversation=conversation)
            case ResponseCreate():
                number = next(numbers)
                item, response = f"{prefix}a{number}", f"{prefix}r{number}"
                return whole_reply(reply, ms, item, response)
            case _:
                return []

    return answer


def hold(
    stage: Stage,
    *wishes: Event,
    act: Callable[[Conductor], Awaitable[None]] | None = None,
    within_s: float = 3600.0,
) -> int:
    """Hold a conversation in virtual time; told wishes first, acted upon, and nothing left over."""

    async def scene() -> int:
        conductor = stage.conductor()
        for wish in wishes:
            conductor.tell(wish)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(conductor.run())
            if act:
                await act(conductor)
            exit_code = await running
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert left == set(), "tasks were left behind"
        return exit_code

    try:
        return run_virtually(scene(), within_s=within_s)
    except ExceptionGroup as group:
        raise group.exceptions[0] from None
