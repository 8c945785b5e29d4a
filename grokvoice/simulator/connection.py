"""One connection's shell: it runs the brain, and does for it what takes time."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import Final, Literal, Protocol, TypeAlias, assert_never

from grokvoice.errors import GrokVoiceError
from grokvoice.protocol.client_events import InputAudioAppend
from grokvoice.protocol.codec import FromClient, FromServer, decode_client, decode_server, encode
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.messages import (
    CloseSocket,
    Command,
    Connected,
    DeadlineReached,
    Event,
    Received,
    SendEvent,
    SendFrame,
    Stall,
    Synthesize,
    Synthesized,
    Transcribe,
    Transcribed,
    VoiceFailed,
)
from grokvoice.simulator.hearing import Recogniser
from grokvoice.simulator.speech import synthesise

_MOST_UNREAD: Final = 256
"""Events; a client that sends faster than we listen has to wait."""
_MOST_UNSENT: Final = 4096
"""Frames; a client that lets more pile up does not read any more, and is let go."""
_LONGEST_PIECE: Final = 48_000
"""Bytes of audio handled at once: a second at 24 kHz."""

Direction: TypeAlias = Literal["received", "sent"]
"""As seen from the simulator."""
_Outgoing: TypeAlias = SendEvent | SendFrame | CloseSocket | Stall


class _OverError(Exception):
    """The connection is over; cancels what still runs for it."""


class Socket(Protocol):
    """What a connection needs of a WebSocket."""

    async def send(self, frame: str | bytes) -> None:
        """Send one frame."""
        ...

    async def receive(self) -> str | bytes | None:
        """Return the next frame; None once the socket is closed."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close the socket."""
        ...

    def stall(self) -> None:
        """Stop reading, so that the client's kernel sees it."""
        ...


class Connection:
    """Serves one client until it, or the brain, closes the socket.

    Args:
        socket: The way to the client.
        brain: What answers.
        recogniser: What understands speech; closed at the end.
        workers: Threads for what blocks.
        trace: Told about everything that crosses the wire.
    """

    def __init__(
        self,
        socket: Socket,
        brain: Brain,
        recogniser: Recogniser,
        workers: Executor,
        trace: Callable[[Direction, FromClient | FromServer], None],
    ) -> None:
        self._socket = socket
        self._brain = brain
        self._recogniser = recogniser
        self._workers = workers
        self._trace = trace
        self._inbox: asyncio.Queue[Event | None] = asyncio.Queue(_MOST_UNREAD)
        self._unsent: asyncio.Queue[_Outgoing] = asyncio.Queue()
        self._unheard: asyncio.Queue[Transcribe] = asyncio.Queue()

    async def serve(self, opening: Connected) -> None:
        """Serve until the end; whatever a client does, nothing is raised."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(), name="read")
                group.create_task(self._write(), name="write")
                group.create_task(self._listen(), name="listen")
                await self._think(opening, group)
        except* _OverError:
            pass  # everything that ran for the connection has been cancelled
        finally:
            self._recogniser.close()

    async def _think(self, opening: Connected, group: asyncio.TaskGroup) -> None:
        event: Event | None = opening
        while event is not None and self._unsent.qsize() <= _MOST_UNSENT:
            for command in self._brain.handle(event, time.monotonic()):
                self._run(command, group)
            await asyncio.sleep(0)  # an inbox that is never empty must not starve the socket
            event = await self._next_event()
        raise _OverError

    async def _next_event(self) -> Event | None:
        deadline = self._brain.deadline()
        wait_s = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            async with asyncio.timeout(wait_s):
                return await self._inbox.get()
        except TimeoutError:
            return DeadlineReached()

    def _run(self, command: Command, group: asyncio.TaskGroup) -> None:
        match command:
            case SendEvent() | SendFrame() | CloseSocket() | Stall():
                self._unsent.put_nowait(command)
            case Transcribe():
                self._unheard.put_nowait(command)
            case Synthesize():
                group.create_task(self._speak(command), name="speak")
            case _:
                assert_never(command)

    async def _read(self) -> None:
        while (frame := await self._socket.receive()) is not None:
            event = decode_client(frame)
            self._trace("received", event)
            for piece in _pieces(event):
                await self._inbox.put(Received(event=piece))
        await self._inbox.put(None)

    async def _write(self) -> None:
        while True:
            command = await self._unsent.get()
            match command:
                case SendEvent():
                    await self._socket.send(encode(command.event))
                    self._trace("sent", command.event)
                case SendFrame():
                    await self._socket.send(command.frame)
                    self._trace("sent", decode_server(command.frame))
                case CloseSocket():
                    await self._socket.close(command.code, command.reason)
                case Stall():
                    self._socket.stall()
                    return
                case _:
                    assert_never(command)

    async def _listen(self) -> None:
        """Have speech understood, piece after piece in the order it came."""
        loop = asyncio.get_running_loop()
        while True:
            piece = await self._unheard.get()
            hear = partial(self._recogniser.hear, piece.job, piece.pcm, is_final=piece.is_final)
            text = await loop.run_in_executor(self._workers, hear)
            await self._inbox.put(Transcribed(job=piece.job, text=text, is_final=piece.is_final))

    async def _speak(self, wanted: Synthesize) -> None:
        speak = partial(synthesise, wanted.text, wanted.voice, wanted.speed, wanted.replace)
        loop = asyncio.get_running_loop()
        try:
            speech = await loop.run_in_executor(self._workers, speak)
        except GrokVoiceError as problem:
            await self._inbox.put(VoiceFailed(job=wanted.job, problem=str(problem)))
        else:
            sound = Synthesized(job=wanted.job, pcm=speech.pcm, phrases=speech.phrases)
            await self._inbox.put(sound)


def _pieces(event: FromClient) -> Iterator[FromClient]:
    """Cut minutes of audio that come as one frame, so that nobody else waits for them."""
    if not isinstance(event, InputAudioAppend) or len(event.audio) <= _LONGEST_PIECE:
        yield event
        return
    for start in range(0, len(event.audio), _LONGEST_PIECE):
        yield replace(event, audio=event.audio[start : start + _LONGEST_PIECE])
