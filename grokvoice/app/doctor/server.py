"""Probing the way to the server: stage by stage, then a session, and some round trips in it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Final

from grokvoice.adapters.address import Address
from grokvoice.adapters.stages import measure_stages
from grokvoice.adapters.websocket import Closed, Patience, Wire, proxy_for
from grokvoice.app.destination import address
from grokvoice.app.doctor.judgement.server import Key, Session, Way
from grokvoice.config.keys import key_name
from grokvoice.config.load import check_key
from grokvoice.config.settings import Settings
from grokvoice.errors import ConnectError, KeyMissingError, KeyRefusedError

_PATIENCE_S: Final = 4.0
_ROUND_TRIPS: Final = 5
_TALK_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Reached:
    """How far we came."""

    key: Key
    way: Way
    session: Session | None
    """None if none was tried."""


async def probe_server(settings: Settings, talk_s: float = _TALK_S) -> Reached:
    """Go as far as a session, which is closed again at once; nothing is said in it.

    Args:
        settings: Which server, and which key.
        talk_s: How long the server may take to say something once a session is open.
    """
    key = probe_key(settings)
    async with _served(settings) as served:
        to = address(served.server, served, None)
        way = await _probe_way(to)
        if way.failure or key.missing:
            return Reached(key, way, None)
        return Reached(key, way, await _probe_session(to, talk_s))


def probe_key(settings: Settings) -> Key:
    """Find out which key would be sent, and from where it is."""
    server = settings.server
    name = key_name(server.url)
    try:
        check_key(settings)
    except KeyMissingError as error:
        return Key(name, missing=str(error))
    if server.key is None:
        return Key(name)
    return Key(name, str(server.key), str(server.key_origin or ""))


@contextlib.asynccontextmanager
async def _served(settings: Settings) -> AsyncIterator[Settings]:
    """The settings with a server to reach: the simulator, started inside, if that is wanted."""
    if not settings.server.is_local:
        yield settings
        return
    from grokvoice.simulator.server import Simulator

    async with Simulator() as simulator:
        yield replace(settings, server=replace(settings.server, url=simulator.url))


async def _probe_way(to: Address) -> Way:
    try:
        if proxy := proxy_for(to):
            return Way(to.origin, proxy)
        stages = await measure_stages(to, _PATIENCE_S)
    except ConnectError as error:
        return Way(to.origin, failure=str(error))
    return Way(to.origin, "", stages.dns_ms, stages.tcp_ms, stages.tls_ms, stages.tls)


async def _probe_session(to: Address, talk_s: float) -> Session:
    begin = time.monotonic()
    try:
        wire = await Wire.open(to, Patience(open_s=_PATIENCE_S))
    except ConnectError as error:
        return Session(failure=str(error), is_refused=isinstance(error, KeyRefusedError))
    open_ms = (time.monotonic() - begin) * 1000
    try:
        async with asyncio.timeout(talk_s):
            return await _talk_a_little(wire, to, open_ms)
    except TimeoutError:
        return Session(failure=f"{to.origin} opens a session but says nothing. Check the URL.")
    finally:
        wire.abort()


async def _talk_a_little(wire: Wire, to: Address, open_ms: float) -> Session:
    """Wait for the server's first words, and ask some times for a sign of life."""
    frame = await wire.receive()
    round_trips_ms = []
    for _ in range(_ROUND_TRIPS):
        begin = time.monotonic()
        if not await wire.receipt():
            break
        round_trips_ms.append((time.monotonic() - begin) * 1000)
    else:
        return Session(open_ms, round_trips_ms)
    while not isinstance(frame, Closed):
        frame = await wire.receive()
    closed = f"{to.origin} closed the session at once ({frame.code} {frame.reason})"
    return Session(failure=f"{closed}. Check the URL and --model.")
