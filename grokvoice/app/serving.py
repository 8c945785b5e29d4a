"""`grokvoice serve`: the simulator on its own, for people who build other clients."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from grokvoice.app.person import Signals
from grokvoice.app.trace import TraceFile
from grokvoice.errors import UsageError
from grokvoice.session.events import Event, HangUpRequested
from grokvoice.simulator.quirk_names import parse_quirks
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.scenario import load_scenario
from grokvoice.simulator.server import Observer, Options, Simulator, Traced
from grokvoice.ui.streams import Streams

_DIRECTIONS: Final = {"received": "out", "sent": "in"}
"""A trace tells directions as the client sees them, whoever wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeRequest:
    """How the simulator is to behave."""

    port: int = 0
    """0 lets the system choose."""
    dialect: Literal["xai", "openai"] = "xai"
    scenario: str = ""
    """A file, or the name of a bundled scenario; "" for the built-in assistant."""
    quirks: tuple[str, ...] = field(default_factory=tuple)
    """NAME or NAME=VALUE, as `Quirks` names them."""
    token: str = ""
    """The bearer token clients must show; "" takes any."""
    trace: Path | None = None


def serve(request: ServeRequest, streams: Streams) -> int:
    """Serve until a signal ends it; the first line on standard output is the address.

    Raises:
        UsageError: an unknown switch or scenario, or a port that is taken.
    """
    return asyncio.run(_serve(request, streams))


async def _serve(request: ServeRequest, streams: Streams) -> int:
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def tell(event: Event) -> None:
        if isinstance(event, HangUpRequested) and not ended.done():
            ended.set_result(event.exit_code)

    with _observing(request.trace) as observer, Signals(tell, lambda: False):
        simulator = Simulator(_options(request, observer))
        async with contextlib.AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(simulator)
            except OSError as error:
                raise UsageError(
                    f"port {request.port} cannot be served: {error.strerror}. Choose another "
                    "--port, or 0 for any."
                ) from error
            streams.stdout.write(f"{simulator.url}\n")
            streams.stdout.flush()
            for notice in simulator.notices:
                streams.stderr.write(f"{notice}\n")
            streams.stderr.write("Serving on this machine only; Ctrl-C ends it.\n")
            return await ended


def _options(request: ServeRequest, observer: Observer | None) -> Options:
    base = Quirks.openai() if request.dialect == "openai" else Quirks()
    quirks = parse_quirks(request.quirks, base)
    if not request.scenario:
        return Options(port=request.port, quirks=quirks, observer=observer, token=request.token)
    scenario = load_scenario(request.scenario, quirks)
    return Options(
        port=request.port,
        quirks=parse_quirks(request.quirks, scenario.quirks),
        new_planner=scenario.new_planner,
        observer=observer,
        token=request.token,
    )


@contextlib.contextmanager
def _observing(path: Path | None) -> Iterator[Observer | None]:
    """Write what crosses the wire to a trace file, if one is wanted."""
    if path is None:
        yield None
        return
    clock: Callable[[], float] = time.monotonic
    file = TraceFile.create(path, clock)

    def observe(traced: Traced) -> None:
        file(_DIRECTIONS[traced.direction], traced.event)

    try:
        yield observe
    finally:
        file.close()
