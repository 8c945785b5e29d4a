import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as listen

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Closed, Wire
from grokvoice.app.destination import address
from grokvoice.app.early import EarlyWire, begun_early
from grokvoice.config.settings import HistorySettings, ServerSettings, Settings
from grokvoice.errors import ConnectError
from grokvoice.simulator.server import Options

Serve = Callable[[Options], str]


class Callers:
    """A server that greets every caller with its number, and counts those who have gone."""

    def __init__(self) -> None:
        self.count = 0
        self.url = ""
        self.have_gone: asyncio.Queue[int] = asyncio.Queue()

    @asynccontextmanager
    async def answering(self) -> AsyncIterator["Callers"]:
        async with listen(self._greet, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            self.url = f"ws://127.0.0.1:{port}/"
            yield self

    async def _greet(self, connection: ServerConnection) -> None:
        self.count += 1
        number = self.count
        await connection.send(str(number))
        await connection.wait_closed()
        self.have_gone.put_nowait(number)


def served(work: Callable[[Callers], Awaitable[None]]) -> None:
    async def run() -> None:
        async with asyncio.timeout(5), Callers().answering() as callers:
            await work(callers)

    asyncio.run(run())


async def greeting(wire: Wire) -> str | bytes | Closed:
    frame = await wire.receive()
    wire.abort()
    return frame


def test_the_first_who_asks_gets_the_connection_that_was_begun() -> None:
    async def work(callers: Callers) -> None:
        early, to = EarlyWire(), Address(url=callers.url)
        early.begin(to)

        assert await greeting(await early.open(to)) == "1"
        assert await greeting(await early.open(to)) == "2"
        await early.close()
        assert callers.count == 2

    served(work)


def test_another_address_is_connected_to_as_usual() -> None:
    async def work(callers: Callers) -> None:
        early = EarlyWire()
        early.begin(Address(url=callers.url + "elsewhere"))

        assert await greeting(await early.open(Address(url=callers.url))) in {"1", "2"}

    served(work)


def test_what_nobody_has_taken_is_dropped() -> None:
    async def work(callers: Callers) -> None:
        early = EarlyWire()
        early.begin(Address(url=callers.url))
        opening = await Wire.open(Address(url=callers.url))
        assert await greeting(opening) in {"1", "2"}

        await early.close()

        assert {await callers.have_gone.get(), await callers.have_gone.get()} == {1, 2}

    served(work)


def test_one_that_was_never_begun_opens_as_usual() -> None:
    async def work(callers: Callers) -> None:
        early = EarlyWire()

        assert await greeting(await early.open(Address(url=callers.url))) == "1"
        await early.close()

    served(work)


def test_a_failure_is_told_to_whoever_asks() -> None:
    async def work() -> None:
        early, nobody = EarlyWire(), Address(url="ws://127.0.0.1:1/")
        early.begin(nobody)
        with pytest.raises(ConnectError):
            await early.open(nobody)
        early.begin(nobody)
        await early.close()

    asyncio.run(work())


def test_a_conversation_runs_on_the_loop_its_connection_was_begun_on(serve: Serve) -> None:
    settings = Settings(server=ServerSettings(url=serve(Options())))

    async def converse(open_wire: Callable[[Address], Awaitable[Wire]]) -> int:
        wire = await open_wire(address(settings.server, settings, None))
        frame = await wire.receive()
        wire.abort()
        return int("session.created" in str(frame))

    with begun_early(settings) as start:
        assert start.run(converse(start.open_wire)) == 1


@pytest.mark.parametrize(
    "settings",
    [
        Settings(server=ServerSettings(is_local=True)),
        Settings(history=HistorySettings(session="last")),
    ],
)
def test_who_does_not_know_yet_where_to_connect_begins_later(settings: Settings) -> None:
    async def nothing() -> int:
        return len(asyncio.all_tasks())

    with begun_early(replace(settings)) as start:
        assert start.run(nothing()) == 1


def test_little_is_loaded_before_the_connection_is_begun() -> None:
    script = "import grokvoice.app.early, sys; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )

    loaded = set(done.stdout.split())
    assert "websockets.asyncio.client" in loaded
    assert not {"numpy", "rich", "prompt_toolkit", "sounddevice", "pydantic"} & loaded
    assert not any(name.startswith(("grokvoice.session", "grokvoice.protocol")) for name in loaded)
