"""The socket of a conversation is opened while most of the program is still being loaded.

Shaking hands takes some round trips, and loading sound, numbers and the core takes 0.2 s: both at
once, on one event loop that is kept for the conversation. What is loaded before is little: asyncio,
the websockets client, and the settings.
"""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final, TypeAlias

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Wire
from grokvoice.app.destination import address
from grokvoice.app.threads import DaemonThreads
from grokvoice.config.settings import Settings
from grokvoice.errors import ConnectError

Opener: TypeAlias = Callable[[Address], Awaitable[Wire]]
"""Opens a connection."""

_SWITCH_S: Final = 0.0005
"""How long the loading thread may keep the interpreter from the handshake; usually 5 ms."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a conversation is begun."""

    run: Callable[[Coroutine[None, None, int]], int] = asyncio.run
    """Runs it on its event loop, from start to end."""
    open_wire: Opener = Wire.open


LATE: Final = Start()
"""Nothing has begun yet."""


class EarlyWire:
    """A connection that is opened before anybody asks for it."""

    def __init__(self) -> None:
        self._address: Address | None = None
        self._opening: asyncio.Task[Wire] | None = None

    def begin(self, to: Address) -> None:
        """Begin to open it, on the running loop."""
        self._address = to
        self._opening = asyncio.get_running_loop().create_task(Wire.open(to), name="early wire")

    async def open(self, to: Address) -> Wire:
        """Give the connection to the first who wants that address; open others as usual.

        Raises:
            ConnectError: as `Wire.open`.
        """
        opening, self._opening = self._opening, None
        if opening is None:
            return await Wire.open(to)
        if to == self._address:
            return await opening
        await _drop(opening)
        return await Wire.open(to)

    async def close(self) -> None:
        """Drop the connection if nobody has taken it."""
        opening, self._opening = self._opening, None
        if opening:
            await _drop(opening)


@contextlib.contextmanager
def begun_early(settings: Settings) -> Iterator[Start]:
    """Begin to connect, and load the rest of the program meanwhile.

    A conversation with the simulator, or one that goes on with another, is not begun early: it has
    yet to find out where to connect.

    Raises:
        UsageError: a search that the service would refuse; nothing is begun then.
    """
    if settings.tools.is_wanted:
        # Only talks with tools pay for knowing what may be asked of them.
        from grokvoice.app.searches import check_searches

        check_searches(settings.tools)
    wire = EarlyWire()
    with asyncio.Runner() as runner:
        is_known = not settings.server.is_local and not settings.history.session
        runner.run(_load(wire, address(settings.server, settings, None) if is_known else None))
        try:
            yield Start(runner.run, wire.open)
        finally:
            runner.run(wire.close())


async def _load(wire: EarlyWire, to: Address | None) -> None:
    """Load what a conversation is made of, on a thread, so that the loop can shake hands."""
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    if to:
        wire.begin(to)
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_S)
    try:
        await asyncio.to_thread(import_module, "grokvoice.app.compose")
    finally:
        sys.setswitchinterval(before)


async def _drop(opening: asyncio.Task[Wire]) -> None:
    """Give up a connection nobody wants, open or not."""
    opening.cancel()
    with contextlib.suppress(asyncio.CancelledError, ConnectError):
        (await opening).abort()
