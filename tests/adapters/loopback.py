"""Servers on this machine that behave as the test wants, and what dialling them comes to."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from websockets.asyncio.server import ServerConnection, serve

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Closed, Patience, Wire
from grokvoice.errors import ConnectError

KEY = "xai-canary-0123456789"
BEARER = {"Authorization": f"Bearer {KEY}"}
QUICK = Patience(open_s=2.0, ask_every_s=0.02, sign_s=0.05, close_s=0.1)
GRACE_S = 0.002
UNREACHABLE_PROXY = "http://user:secret@127.0.0.1:1"

Talk = Callable[[ServerConnection], Awaitable[None]]


@dataclass
class Web:
    """A server that answers every request with the same bytes, and remembers the requests."""

    port: int = 0
    requests: list[str] = field(default_factory=list)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/realtime"


@contextlib.asynccontextmanager
async def answering(
    answer: bytes, *, tls: ssl.SSLContext | None = None, stays: bool = False
) -> AsyncIterator[Web]:
    web = Web()

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            request = await reader.readuntil(b"\r\n\r\n")
            web.requests.append(request.decode())
            web.was_asked.set()
            writer.write(answer)
            if stays:
                await web.may_end.wait()
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(respond, "127.0.0.1", 0, ssl=tls)
    web.port = server.sockets[0].getsockname()[1]
    try:
        yield web
    finally:
        web.may_end.set()
        server.close()


@contextlib.asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[str]:
    async with serve(talk, "127.0.0.1", 0, ping_interval=None, close_timeout=0.1) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@contextlib.asynccontextmanager
async def deaf_port() -> AsyncIterator[int]:
    """Give a port that answers a dialling with nothing: its queue is full."""
    with contextlib.ExitStack() as sockets:
        server = sockets.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        sockets.enter_context(socket.create_connection(server.getsockname()))
        yield server.getsockname()[1]


def http(status: str, *headers: str, body: str = "") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", body]
    return "\r\n".join(lines).encode()


def refusal(address: Address, patience: Patience = QUICK) -> ConnectError:
    async def dial() -> ConnectError:
        async with asyncio.timeout(5):
            return await refusal_of(address, patience)

    return asyncio.run(dial())


async def refusal_of(address: Address, patience: Patience = QUICK) -> ConnectError:
    with pytest.raises(ConnectError) as caught:
        await Wire.open(address, patience)
    return caught.value


def refusal_by(answer: bytes) -> tuple[ConnectError, Web]:
    async def dial() -> tuple[ConnectError, Web]:
        async with asyncio.timeout(5), answering(answer) as web:
            return await refusal_of(Address(url=web.url, headers=BEARER)), web

    return asyncio.run(dial())


def closing_of(talk: Talk, patience: Patience = QUICK, *, watches: bool = False) -> Closed:
    """Connect, watch or not, and return how it ended."""

    async def meet() -> Closed:
        async with asyncio.timeout(5), talking(talk) as url, asyncio.TaskGroup() as tasks:
            wire = await Wire.open(Address(url=url), patience)
            if watches:
                tasks.create_task(wire.watch())
            while not isinstance(frame := await wire.receive(), Closed):
                pass
            return frame

    return asyncio.run(meet())
