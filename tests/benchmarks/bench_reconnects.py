"""How soon a talk is back after its connection was cut, over a real socket on this machine.

python -m tests.benchmarks.bench_reconnects [CUTS]

From the moment the server cuts the connection to the moment it has confirmed the settings of the
next one and been told what was said; the back-off of the first retry, 0.33 to 0.49 s, included.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

from websockets.asyncio.server import ServerConnection

import grokvoice
from tests.faults.loopback import answer, open_session, serving


async def abort(socket: ServerConnection) -> None:
    """Vanish without a close frame."""
    socket.transport.abort()


async def fail(socket: ServerConnection) -> None:
    """Close as a server does that cannot go on."""
    await socket.close(1011)


async def measure(cut: Callable[[ServerConnection], Awaitable[None]], cuts: int) -> list[float]:
    """Cut so many connections, each of a talk of its own; give the seconds until it was back."""
    return list(await asyncio.gather(*(recover(cut, 0.1 * number) for number in range(cuts))))


async def recover(cut: Callable[[ServerConnection], Awaitable[None]], after_s: float) -> float:
    """Talk, be cut off, and come back."""
    cut_at: list[float] = []
    back_at: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def behave(socket: ServerConnection, number: int) -> None:
        await open_session(socket)
        if number == 1:
            await answer(socket)
            await asyncio.sleep(after_s)
            cut_at.append(time.monotonic())
            await cut(socket)
            return
        await socket.recv()  # the first of what was said
        back_at.set_result(time.monotonic())
        await socket.wait_closed()

    async with serving(behave) as url, grokvoice.connect(url=url) as talk:
        await talk.ask("Are you there?")
        async with asyncio.timeout(30):
            return await back_at - cut_at[0]


def main(cuts: int) -> None:
    """Measure both ways to be cut off."""
    for name, cut in {"abort": abort, "1011": fail}.items():
        seconds = asyncio.run(measure(cut, cuts))
        p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        sys.stdout.write(f"{name:<6} {cuts} cuts: p50 {p50:.2f} s, p95 {p95:.2f} s, ")
        sys.stdout.write(f"slowest {max(seconds):.2f} s\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
