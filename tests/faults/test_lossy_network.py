"""N19: packets that are lost make a network slow, and slow is not gone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random
from urllib.parse import urlsplit, urlunsplit

import pytest
from websockets.asyncio.server import ServerConnection

import grokvoice
from tests.faults.loopback import answer, open_session, serving
from tests.virtual_time import run_virtually

TURNS = 8
JITTER_S = 0.02
RETRANSMISSION_S = 0.2


class LossyNetwork:
    """Passes bytes on in their order, late as if packets had been lost and sent again."""

    def __init__(self, loss: float, seed: int) -> None:
        self._loss = loss
        self._random = Random(seed)

    @contextlib.asynccontextmanager
    async def between(self, url: str) -> AsyncIterator[str]:
        """Give an address that leads to another one through this network."""
        target = urlsplit(url)

        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            far_reader, far_writer = await asyncio.open_connection(target.hostname, target.port)
            with contextlib.suppress(ConnectionError):
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._pass_on(reader, far_writer))
                    tasks.create_task(self._pass_on(far_reader, writer))

        server = await asyncio.start_server(carry, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            yield urlunsplit(target._replace(netloc=f"127.0.0.1:{port}"))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            while packet := await reader.read(1400):
                await asyncio.sleep(self._delay_s())
                writer.write(packet)

    def _delay_s(self) -> float:
        """Some jitter, and for each loss in a row a wait twice as long."""
        delay_s, wait_s = self._random.uniform(0.0, JITTER_S), RETRANSMISSION_S
        while self._random.random() < self._loss:
            delay_s, wait_s = delay_s + wait_s, wait_s * 2
        return delay_s


@pytest.mark.parametrize("loss", [0.0, 0.01, 0.03, 0.09])
def test_a_network_that_loses_packets_is_not_left(loss: float) -> None:
    connections: list[int] = []

    async def behave(socket: ServerConnection, number: int) -> None:
        connections.append(number)
        await open_session(socket)
        for turn in range(TURNS):
            await answer(socket, turn)
        await socket.wait_closed()

    async def scenario() -> list[str]:
        network = LossyNetwork(loss, seed=1)
        async with (
            serving(behave) as url,
            network.between(url) as lossy_url,
            grokvoice.connect(url=lossy_url) as talk,
        ):
            return [await talk.ask("Are you there?") for _ in range(TURNS)]

    answers = run_virtually(scenario(), grace_s=0.005)

    assert (answers, connections) == (["I am here."] * TURNS, [1])
