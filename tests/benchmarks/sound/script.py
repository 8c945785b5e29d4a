"""A server of a few scripted replies, which notes when it sent and received what.

Replies are tones in deltas, as the service sends them; their times are on `time.monotonic`.
"""

import asyncio
import base64
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from websockets.asyncio.server import Server, ServerConnection, serve

RATE_HZ = 24_000
LOUD = 8000
PATIENCE_S = 15.0


@dataclass
class Append:
    """A piece of the microphone."""

    at_s: float
    samples: NDArray[np.int16]


@dataclass
class Reply:
    """What became of a reply."""

    frequency_hz: int
    began_s: float = 0.0
    """When its first delta was sent."""
    frames: int = 0


@dataclass
class Script:
    """One client's server."""

    appends: list[Append] = field(default_factory=list)
    truncates: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    """`audio_end_ms` of each truncation."""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the client has configured its session."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _socket: ServerConnection | None = None
    _server: Server | None = None

    async def open(self) -> str:
        """Begin to listen; returns the address."""
        self._server = await serve(self._attend, "127.0.0.1", 0, compression=None)
        port = next(iter(self._server.sockets)).getsockname()[1]
        return f"ws://127.0.0.1:{port}/v1/realtime"

    async def close(self) -> None:
        """Hang up."""
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def say(self, reply: Reply, pieces: Sequence[tuple[float, int]]) -> None:
        """Send a tone.

        Args:
            reply: Which tone; told when it began.
            pieces: For each delta when it is sent, in seconds from the first, and its frames.
        """
        number = next(self._numbers)
        response, item = f"resp_{number}", f"item_{number}"
        names = {"response_id": response, "item_id": item, "output_index": 0, "content_index": 0}
        await self._send("response.created", response=_response(response, "in_progress"))
        message = {"id": item, "type": "message", "role": "assistant", "content": []}
        await self._send("response.output_item.added", response_id=response, item=message)
        reply.began_s = time.monotonic()
        for after_s, frames in pieces:
            await asyncio.sleep(max(0.0, reply.began_s + after_s - time.monotonic()))
            sound = base64.b64encode(tone(reply.frequency_hz, reply.frames, frames)).decode()
            await self._send("response.output_audio.delta", delta=sound, **names)
            reply.frames += frames
        await self._send("response.output_audio.done", **names)
        await self._send("response.done", response=_response(response, "completed"))

    async def barge_in(self) -> float:
        """Say that the person speaks; returns when."""
        at_s = time.monotonic()
        await self._send("input_audio_buffer.speech_started", item_id="item_u", audio_start_ms=0)
        return at_s

    async def truncated(self) -> int:
        """Wait for the client's word on what was heard; returns its milliseconds."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.truncates.get()

    async def _attend(self, socket: ServerConnection) -> None:
        self._socket = socket
        await self._send("conversation.created", conversation={"id": "conv_1"})
        async for frame in socket:
            event = json.loads(frame)
            match event["type"]:
                case "session.update":
                    await self._send("session.updated", session=event["session"])
                    self.ready.set()
                case "input_audio_buffer.append":
                    samples = np.frombuffer(base64.b64decode(event["audio"]), np.int16)
                    self.appends.append(Append(time.monotonic(), samples))
                case "conversation.item.truncate":
                    self.truncates.put_nowait(event["audio_end_ms"])

    async def _send(self, kind: str, **fields: object) -> None:
        assert self._socket is not None
        event = {"type": kind, "event_id": f"event_{next(self._numbers)}", **fields}
        await self._socket.send(json.dumps(event))


def tone(frequency_hz: int, start: int, frames: int) -> bytes:
    """Give a stretch of a sine that goes on from piece to piece."""
    phase = 2 * np.pi * frequency_hz * np.arange(start, start + frames) / RATE_HZ
    return (LOUD * np.sin(phase)).astype(np.int16).tobytes()


def steady(seconds: float, delta_s: float = 0.1, speed: float = 5.0) -> list[tuple[float, int]]:
    """Give the deltas of a reply that comes evenly, at several times real time."""
    frames = round(delta_s * RATE_HZ)
    return [(n * delta_s / speed, frames) for n in range(round(seconds / delta_s))]


def jittery(seconds: float, head_start_s: float, seed: int) -> list[tuple[float, int]]:
    """Give deltas of 40 ms at twice real time, with pauses that ask for a head start."""
    rng = np.random.default_rng(seed)
    count = round(seconds / 0.04)
    pauses = np.where(rng.random(count) < 0.25, rng.random(count), 0.0)
    pauses[0] = 0.0

    def sent(scale: float) -> NDArray[np.floating[Any]]:
        return np.arange(count) * 0.02 + np.cumsum(pauses * scale)

    def needed(scale: float) -> float:
        return float((sent(scale) - np.arange(count) * 0.04).max())

    low, high = 0.0, 2.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if needed(middle) < head_start_s else (low, middle)
    return [(float(at_s), round(0.04 * RATE_HZ)) for at_s in sent(low)]


def _response(response_id: str, status: str) -> dict[str, object]:
    return {"id": response_id, "object": "realtime.response", "status": status, "output": []}
