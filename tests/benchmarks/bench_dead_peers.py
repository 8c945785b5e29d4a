"""How long a dead server goes unnoticed: one that stalls, and one whose network is gone.

python -m tests.benchmarks.bench_dead_peers [defaults]

With `defaults` the websockets library is measured as it comes, too, which takes minutes. For the
network to go, a namespace of its own is needed (Linux, `unshare`): its loopback device is taken
down while the microphone goes on, so that nothing is acknowledged any more.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Closed, Wire

CHUNK = "x" * 6_500
"""As long as 100 ms of the microphone on the wire."""
MOMENTS_S = (1.0, 1.25, 1.5, 1.75, 1.99)
"""After which the server dies: the answer depends on when the next question is due."""
INSIDE = "inside-a-namespace"


def main(arguments: list[str]) -> None:
    """Measure, and say what came out."""
    clients = {"ours": ours} | ({"library": the_librarys} if "defaults" in arguments else {})
    cut, name = (unplug, "no network") if INSIDE in arguments else (stall, "stalled")
    for client, listen in clients.items():
        noticed = sorted(measure(cut, moment, listen) for moment in MOMENTS_S)
        sys.stdout.write(f"{name:<12} {client:<8} {noticed[0]:5.2f} to {noticed[-1]:5.2f} s\n")
    if INSIDE not in arguments:
        again = [sys.executable, "-m", "tests.benchmarks.bench_dead_peers", INSIDE, *arguments]
        subprocess.run(["unshare", "-rn", *again], check=False)


def stall(server: ServerConnection) -> None:
    """Neither read nor write any more."""
    server.transport.pause_reading()


def unplug(_server: ServerConnection) -> None:
    """Take the network away."""
    subprocess.run(["ip", "link", "set", "lo", "down"], check=True)


def measure(
    cut: Callable[[ServerConnection], None],
    moment_s: float,
    listen: Callable[[str], Awaitable[None]],
) -> float:
    """Return how long a server's death at some moment went unnoticed."""
    if cut is unplug:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    return asyncio.run(meet(cut, moment_s, listen))


async def meet(
    cut: Callable[[ServerConnection], None],
    moment_s: float,
    listen: Callable[[str], Awaitable[None]],
) -> float:
    """Connect, let the server die at some moment, and return how long nobody noticed."""
    died_at: list[float] = []

    async def die(server: ServerConnection) -> None:
        try:
            async with asyncio.timeout(moment_s):
                async for _ in server:
                    pass
        except TimeoutError:
            died_at.append(time.monotonic())
            cut(server)
            await server.wait_closed()

    async with serve(die, "127.0.0.1", 0, ping_interval=None) as server:
        await listen(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        noticed_s = time.monotonic() - died_at[0]
        for connection in server.connections:
            connection.transport.abort()
    return noticed_s


async def ours(url: str) -> None:
    """Speak into our wire until it is over."""
    async with asyncio.TaskGroup() as tasks:
        wire = await Wire.open(Address(url=url))
        helpers = [tasks.create_task(wire.watch()), tasks.create_task(speak(wire.send))]
        while not isinstance(await wire.receive(), Closed):
            pass
        for helper in helpers:
            helper.cancel()


async def the_librarys(url: str) -> None:
    """Speak into the library's socket until it is over."""
    async with asyncio.TaskGroup() as tasks:
        socket = await connect(url)
        speaking = tasks.create_task(speak(socket.send))
        await socket.wait_closed()
        speaking.cancel()


async def speak(send: Callable[[str], Awaitable[object]]) -> None:
    """Send a chunk every 100 ms."""
    try:
        while True:
            await send(CHUNK)
            await asyncio.sleep(0.1)
    except ConnectionClosed:
        return


if __name__ == "__main__":
    main(sys.argv[1:])
