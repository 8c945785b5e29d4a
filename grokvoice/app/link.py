"""One connection from dialling to the last frame: a reader and a writer around a wire."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from grokvoice.adapters.websocket import Closed
from grokvoice.app.outbox import Outbox
from grokvoice.app.ports import Wire
from grokvoice.audio.pcm import bytes_to_frames
from grokvoice.errors import ConnectError
from grokvoice.protocol.client_events import AnyClientEvent, InputAudioAppend
from grokvoice.protocol.codec import FromServer, decode_server, encode
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.session.events import (
    Connected,
    ConnectFailed,
    ConnectionLost,
    Event,
    MicrophoneAcknowledged,
    MicrophoneLeftOut,
    Received,
)

logger = logging.getLogger(__name__)

_RECEIPT_S: Final = 1.0

Dial: TypeAlias = Callable[[str | None], Awaitable[Wire]]
"""Opens a connection, resuming the conversation of that id if one is given."""
Trace: TypeAlias = Callable[[str, FromServer | AnyClientEvent], None]
"""Told every event on the wire, with "in" or "out" before it."""


class Link:
    """Tells what comes in, sends what is to go out, in order; lives as long as one socket.

    No bound is needed on what it tells: the library hands over at most 16 frames before the loop
    turns, and the conductor empties its inbox in every turn.

    Args:
        dial: Opens the socket.
        tell: Told what happens, until `close` is called or the connection is lost.
        trace: Told every event on the wire.
    """

    def __init__(self, dial: Dial, tell: Callable[[Event], None], trace: Trace) -> None:
        self._dial = dial
        self._tell = tell
        self._trace = trace
        self._outbox = Outbox(lambda: asyncio.get_running_loop().time(), self._on_left_out)
        self._task: asyncio.Task[None] | None = None
        self._is_open = False
        self._is_over = False
        self._sent_frames = 0

    def start(self, tasks: asyncio.TaskGroup, conversation_id: str | None) -> None:
        """Begin to dial; `Connected` or `ConnectFailed` will be told."""
        self._task = tasks.create_task(self._run(tasks, conversation_id), name="link")

    def send(self, event: AnyClientEvent) -> None:
        """Put an event behind all others that are to go out."""
        self._outbox.put(event)

    def close(self) -> None:
        """Send what is waiting, then close; a connection that is not there yet is given up.

        Nothing more is told: what an old connection has still to say would be taken for news.
        """
        self._is_over = True
        self._outbox.end()
        if self._task and not self._is_open:
            self._task.cancel()

    async def wait_closed(self, timeout_s: float) -> None:
        """Wait until the goodbye is over, but not longer than this; then hang up."""
        if self._task is None:
            return
        _, late = await asyncio.wait([self._task], timeout=timeout_s)
        for task in late:
            task.cancel()

    async def _run(self, tasks: asyncio.TaskGroup, conversation_id: str | None) -> None:
        try:
            wire = await self._dial(conversation_id)
        except ConnectError as error:
            logger.info("no connection: %s", error)
            self._report(_failed(error))
            return
        logger.info("connected")
        self._is_open = True
        self._report(Connected())
        helpers = [
            tasks.create_task(self._write(wire), name="writer"),
            tasks.create_task(self._ask_receipts(wire), name="receipts"),
            tasks.create_task(wire.watch(), name="watch"),
        ]
        try:
            await self._read(wire)
        finally:
            for helper in helpers:
                helper.cancel()
            wire.abort()

    async def _read(self, wire: Wire) -> None:
        while not isinstance(frame := await wire.receive(), Closed):
            event = decode_server(frame)
            self._note("in", event)
            self._report(Received(event))
        logger.info("connection over: %s %s", frame.code, frame.reason)
        self._report(ConnectionLost(code=frame.code, reason=frame.reason))
        self._is_over = True

    async def _write(self, wire: Wire) -> None:
        while (event := await self._outbox.take()) is not None:
            self._note("out", event)
            if not await wire.send(encode(event)):
                return
            if isinstance(event, InputAudioAppend):
                self._sent_frames += bytes_to_frames(len(event.audio))
        await wire.close()

    async def _ask_receipts(self, wire: Wire) -> None:
        """Find out how much of the microphone's sound has arrived, once a second at most."""
        told = 0
        while True:
            await asyncio.sleep(_RECEIPT_S)
            frames = self._sent_frames
            if frames == told:
                continue
            if not await wire.receipt():
                return
            told = frames
            self._report(MicrophoneAcknowledged(frames))

    def _on_left_out(self, at: int, frames: int) -> None:
        self._report(MicrophoneLeftOut(at=at, frames=frames))

    def _report(self, event: Event) -> None:
        if not self._is_over:
            self._tell(event)

    def _note(self, direction: str, event: FromServer | AnyClientEvent) -> None:
        kind = "(binary)" if isinstance(event, BinaryFrame) else event.wire_type
        logger.debug("%s %s", direction, kind)
        self._trace(direction, event)


def _failed(error: ConnectError) -> ConnectFailed:
    return ConnectFailed(
        message=str(error),
        exit_code=error.exit_code,
        status=error.status,
        retry_after_s=error.retry_after_s,
        may_retry=error.may_retry,
    )
