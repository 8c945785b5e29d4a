"""How long each stage of a connection takes: the name, the connection, the encryption."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from grokvoice.adapters.address import Address
from grokvoice.adapters.connect_errors import network_failed

_PORTS: Final = {"ws": 80, "wss": 443}
_NEXT_ADDRESS_S: Final = 0.25
"""As the socket of a talk does it: half a dual stack may be dead (RFC 8305)."""


@dataclass(frozen=True, slots=True)
class Stages:
    """Milliseconds that each stage took."""

    dns_ms: float
    tcp_ms: float
    """The name is asked for once more in it, which the resolver has just answered."""
    tls_ms: float | None = None
    """None where nothing is encrypted."""
    tls: str = ""
    """Version of the encryption; "" without."""


async def measure_stages(
    address: Address, timeout_s: float, clock: Callable[[], float] = time.monotonic
) -> Stages:
    """Connect as far as the encryption, and hang up; nothing is sent.

    Args:
        address: Reached directly, whatever proxies there are.
        timeout_s: How long it may take in all.
        clock: In seconds.

    Raises:
        ConnectError: a stage failed.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return await _measured(address, clock)
    except OSError as error:
        raise network_failed(error, address, timeout_s) from error


async def _measured(address: Address, clock: Callable[[], float]) -> Stages:
    parts = urlsplit(address.url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    begin = clock()
    await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    named = clock()
    _, writer = await asyncio.open_connection(host, port, happy_eyeballs_delay=_NEXT_ADDRESS_S)
    connected = clock()
    reached = Stages((named - begin) * 1000, (connected - named) * 1000)
    try:
        if parts.scheme == "ws":
            return reached
        await writer.start_tls(ssl.create_default_context(), server_hostname=host)
        version = writer.get_extra_info("ssl_object").version()
        return replace(reached, tls_ms=(clock() - connected) * 1000, tls=version)
    finally:
        writer.transport.abort()
