"""All MCP servers of a talk: started together, called from the event loop, left together.

They are served in a loop and thread of their own, so that one which floods us with messages takes
the time of that thread. A server that is gone is started again by the next call of one of its
tools, at most once a minute; until then its calls are answered with an error.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from grokvoice.protocol.values import JsonObject
from grokvoice.tools.adopting import Listed
from grokvoice.tools.results import Outcome, Redact, failed
from grokvoice.tools.servers import START_LIMIT_S, Launch, McpFailure, McpServer
from grokvoice.tools.threads import LoopThread

if TYPE_CHECKING:
    from grokvoice.tools.mcp import Session

RESTART_S: Final = 60.0
"""Between two starts of the same server, at least."""
GOODBYE_S: Final = 2.0
"""For the servers to end; those that take longer are ended while others go on."""
_KILLED_S: Final = 10.0
"""By then the SDK has killed whoever did not want to end."""


class Keeper:
    """One server, whether it runs or not.

    Args:
        launch: How it is reached.
        redact: Takes secrets out of its answers.
        now: The clock.
    """

    def __init__(self, launch: Launch, redact: Redact, now: Callable[[], float]) -> None:
        self._launch = launch
        self._redact = redact
        self._now = now
        self._lock = asyncio.Lock()
        self._session: Session | None = None
        self._listed: tuple[Listed, ...] | None = None
        self._held: asyncio.Future[None] | None = None
        self._has_ended = asyncio.Event()
        self._has_ended.set()
        self._leaving = asyncio.Event()
        self._started_at = 0.0
        self._is_opening = False
        self._is_suspect = False

    async def start(self, thread: LoopThread) -> tuple[Listed, ...]:
        """Start or reach the server and return its tools.

        Raises:
            McpFailure: it failed, or was not there within 10 s.
        """
        self._started_at = self._now()
        self._is_opening = True
        self._leaving = asyncio.Event()
        self._has_ended = has_ended = asyncio.Event()
        is_decided = asyncio.Event()
        here = asyncio.get_running_loop()

        def opened(session: "Session") -> None:
            self._session = session
            self._is_opening = False
            is_decided.set()

        held = thread.start(
            _hold(
                self._launch,
                self._redact,
                lambda session: here.call_soon_threadsafe(opened, session),
                self._leaving,
                lambda: here.call_soon_threadsafe(has_ended.set),
            )
        )
        held.add_done_callback(lambda _: is_decided.set())
        held.add_done_callback(_forget_failure)
        self._held = held
        with suppress(TimeoutError):
            async with asyncio.timeout(START_LIMIT_S):
                await is_decided.wait()
        if self._session is None:
            failure = held.exception() if held.done() else None
            self.leave(thread)
            raise McpFailure(str(failure or f"it did not start within {START_LIMIT_S:g} s"))
        return self._check(self._session.tools)

    async def call(self, thread: LoopThread, tool: str, arguments: JsonObject) -> Outcome:
        """Call a tool; starts the server again if it is gone and that is not too soon.

        Raises:
            McpFailure: it is gone.
        """
        try:
            async with self._lock:
                session = await self._live(thread)
            return await thread.start(session.call(tool, arguments))
        except McpFailure:
            self.leave(thread)
            raise
        except asyncio.CancelledError:
            self._is_suspect = True  # a call that took too long: perhaps it hangs
            raise

    def leave(self, thread: LoopThread) -> None:
        """Let go of the server; it ends in its own time."""
        if self._held and self._is_opening:
            self._held.cancel()  # never later: the SDK would leave its process half taken apart
        self._is_opening = False
        self._session = None
        thread.do(self._leaving.set)

    async def ended(self) -> None:
        """Wait until a server that was let go has ended, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self._has_ended.wait()

    async def _live(self, thread: LoopThread) -> "Session":
        if self._session and self._is_suspect and not await thread.start(self._session.is_alive()):
            self.leave(thread)
        self._is_suspect = False
        if self._session and self._held and not self._held.done():
            return self._session
        wait_s = self._started_at + RESTART_S - self._now()
        if wait_s > 0:
            raise McpFailure(f"it is gone; it is started again in {wait_s:.0f} s at the earliest")
        await self.ended()
        await self.start(thread)
        return await self._live(thread)

    def _check(self, listed: tuple[Listed, ...]) -> tuple[Listed, ...]:
        """Make sure that a server which comes back is the one that was agreed to."""
        if self._listed not in (None, listed):
            raise McpFailure("it came back with other tools; begin a new talk to use them")
        self._listed = listed
        return listed


class Fleet:
    """Every server of a talk.

    Args:
        launches: How they are reached.
        redact: Takes secrets out of their answers.
        warn: Told, on the event loop's thread, what the user should know.
        now: The clock.
    """

    def __init__(
        self,
        launches: Sequence[Launch],
        redact: Redact,
        warn: Callable[[str], None],
        now: Callable[[], float],
    ) -> None:
        self._keepers = {one.server.name: Keeper(one, redact, now) for one in launches}
        self._servers = [one.server for one in launches]
        self._redact = redact
        self._warn = warn
        self._thread: LoopThread | None = None

    async def open(self) -> list[tuple[McpServer, tuple[Listed, ...]]]:
        """Start all servers at once and return the tools of those that came, within 10 s."""
        if not self._servers:
            return []
        self._thread = LoopThread("mcp servers", _KILLED_S)
        thread = self._thread
        listed = await asyncio.gather(*(self._start(server, thread) for server in self._servers))
        return [(server, one) for server, one in zip(self._servers, listed, strict=True) if one]

    async def call(self, server: str, tool: str, arguments: JsonObject) -> Outcome:
        """Call a tool of a server; one that is gone is an outcome like any other."""
        if self._thread is None:
            return failed(f"{server} is not started", self._redact)
        try:
            return await self._keepers[server].call(self._thread, tool, arguments)
        except McpFailure as failure:
            self._warn(f"MCP server {server}: {failure}.")
            return failed(f"the MCP server {server} does not answer: {failure}", self._redact)

    async def close(self) -> None:
        """Let go of all servers, and wait a little for them to end. May be called twice."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        for keeper in self._keepers.values():
            keeper.leave(thread)
        await asyncio.gather(*(keeper.ended() for keeper in self._keepers.values()))
        thread.close()

    async def _start(self, server: McpServer, thread: LoopThread) -> tuple[Listed, ...]:
        try:
            return await self._keepers[server.name].start(thread)
        except McpFailure as failure:
            self._warn(f"MCP server {server.name}: {failure}. The talk goes on without it.")
            return ()


async def _hold(
    launch: Launch,
    redact: Redact,
    opened: "Callable[[Session], object]",
    leaving: asyncio.Event,
    ended: Callable[[], object],
) -> None:
    """Import the SDK over there: it takes most of a second, and not everybody has it."""
    try:
        from grokvoice.tools.mcp import hold

        await hold(launch, redact, opened, leaving)
    except ImportError as problem:
        raise McpFailure("the SDK is missing: pip install 'grokvoice[mcp]'") from problem
    finally:
        with suppress(RuntimeError):  # nobody waits any more: the loop is closed
            ended()


def _forget_failure(held: "asyncio.Future[None]") -> None:
    """Look at how it ended, so that nobody complains that nobody did."""
    if not held.cancelled():
        held.exception()
