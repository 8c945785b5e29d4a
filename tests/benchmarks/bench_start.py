"""How soon the program is there: its help, and the open socket of a talk, each beside the least.

python -m tests.benchmarks.bench_start [RUNS [FLAGS OF TALK]]

The least for the help is a process that imports Typer and Rich; the least for a talk is one that
imports the websockets client and connects. A socket is open when the server has its request and
has answered it, counted from the moment the process was asked for; the server runs here, on this
machine. Without flags the talk has neither microphone nor speaker; any flags, such as
`--echo aec`, take the place of that, so that it opens the default ones.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

from websockets.asyncio.server import ServerConnection, serve

PYTHON: Final = (sys.executable, "-c")
PROGRAM: Final = (sys.executable, "-m", "grokvoice")
BARE_CLIENT: Final = """
import asyncio
from websockets.asyncio.client import connect
async def main():
    async with connect({url!r}) as socket:
        await socket.wait_closed()
asyncio.run(main())
"""
SILENT: Final = ("--mic", "none", "--speaker", "none")

Run: TypeAlias = Callable[[], Awaitable[float]]


async def run_to_end(command: Sequence[str]) -> float:
    """Run a command, and give the seconds it took."""
    began_at = time.perf_counter()
    process = await _started(command)
    await process.wait()
    return time.perf_counter() - began_at


class Door:
    """A server that notes when a client has come in, and shows it out."""

    def __init__(self) -> None:
        self._opened: asyncio.Queue[float] = asyncio.Queue()
        self.url = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Door"]:
        async with serve(self._note, "127.0.0.1", 0) as server:
            self.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1/realtime"
            yield self

    async def opened_by(self, command: Sequence[str]) -> float:
        """Run a command until its socket is open, and give the seconds that took."""
        began_at = time.perf_counter()
        process = await _started(command)
        async with asyncio.timeout(10):
            opened_at = await self._opened.get()
        process.kill()
        await process.wait()
        return opened_at - began_at

    async def _note(self, socket: ServerConnection) -> None:
        self._opened.put_nowait(time.perf_counter())
        await socket.wait_closed()


async def _started(command: Sequence[str]) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(*command, stdin=quiet, stdout=quiet, stderr=quiet)


async def compare(name: str, runs: int, *, least: Run, ours: Run) -> None:
    """Measure both in turn, and say how they compare."""
    pairs = [(await least(), await ours()) for _ in range(runs + 1)][1:]  # the first warms caches
    bare_s, our_s = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    slowest_s = max(seconds for _, seconds in pairs)
    sys.stdout.write(
        f"{name:<12} least {bare_s * 1000:4.0f} ms, ours {our_s * 1000:4.0f} ms "
        f"(slowest {slowest_s * 1000:.0f}): {our_s / bare_s:.2f} times the least\n"
    )


async def main(runs: int, flags: Sequence[str]) -> None:
    """Measure the help, the version and the talk."""
    for flag in ("--help", "--version"):
        await compare(
            flag,
            runs,
            least=lambda: run_to_end((*PYTHON, "import typer, rich.console")),
            ours=lambda flag=flag: run_to_end((*PROGRAM, flag)),  # type: ignore[misc]
        )
    async with Door().open() as door:
        talk = (*PROGRAM, "talk", "--url", door.url, "--no-save", *flags)
        await compare(
            "talk, socket",
            runs,
            least=lambda: door.opened_by((*PYTHON, BARE_CLIENT.format(url=door.url))),
            ours=lambda: door.opened_by(talk),
        )


if __name__ == "__main__":
    count, *of_talk = sys.argv[1:] or ("20",)
    asyncio.run(main(int(count), of_talk or SILENT))
