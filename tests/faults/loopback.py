"""A hand-written server on this machine, for what the simulator is too well-behaved to do."""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from grokvoice.protocol.codec import encode
from tests.session.dialogue import greeting, whole_reply

Behaviour: TypeAlias = Callable[[ServerConnection, int], Awaitable[None]]
"""What happens on a connection; told its number, from 1."""


@contextlib.asynccontextmanager
async def serving(behave: Behaviour) -> AsyncIterator[str]:
    """Serve, and give the address; how often somebody connected is counted for the behaviour."""
    count = 0

    async def handle(socket: ServerConnection) -> None:
        nonlocal count
        count += 1
        with contextlib.suppress(ConnectionClosed):
            await behave(socket, count)

    async with serve(handle, "127.0.0.1", 0, max_size=None, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}/v1/realtime"


async def open_session(socket: ServerConnection) -> None:
    """Greet, and confirm the settings."""
    *opening, updated = greeting()
    for event in opening:
        await socket.send(encode(event))
    await socket.recv()
    await socket.send(encode(updated))


async def answer(socket: ServerConnection, number: int = 1) -> None:
    """Wait until a reply is asked for, and give one of half a second."""
    while json.loads(await socket.recv())["type"] != "response.create":
        pass
    for event in whole_reply("I am here.", 500, f"a{number}", f"r{number}"):
        await socket.send(encode(event))
