"""The socket to the server: the only importer of the websockets client.

Its defaults are made for web pages; ours for a voice. A dead server is noticed after 2.5 to 4.5 s,
with the library's own pings after 49 s (tests/benchmarks/bench_dead_peers.py). Those are off,
because they take a pong that waits behind a long reply on a slow network for a death: here every
byte that comes in is a sign of life. Compression costs ten times the processor time to undo base64,
and a reply may be larger than 1 MiB.
"""

import asyncio
import contextlib
import logging
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidProxy,
    InvalidProxyStatus,
    InvalidStatus,
    InvalidURI,
    ProxyError,
    SecurityError,
    WebSocketException,
)
from websockets.proxy import get_proxy
from websockets.uri import parse_uri

from grokvoice import __version__
from grokvoice.adapters.address import Address, origin_of
from grokvoice.adapters.connect_errors import network_failed, refused, seconds_to_wait
from grokvoice.errors import ConnectError

_LARGEST_MESSAGE: Final = 16 * 1024 * 1024
_UNSENT_BYTES: Final = 8 * 1024
"""How much may wait below us before `send` does: what waits there cannot be taken back, and the
library and the kernel would take a minute of speech (faults, section 0)."""
_UNACKNOWLEDGED_MS: Final = 4_000
_NEXT_ADDRESS_S: Final = 0.25
"""After how long to try a host's next address as well: half a dual stack may be dead (RFC 8305)."""
_NORMAL: Final = 1000
_BROKEN_OFF: Final = 1006
_SOCKET_OPTIONS: Final = {
    "TCP_NOTSENT_LOWAT": _UNSENT_BYTES,
    "TCP_USER_TIMEOUT": _UNACKNOWLEDGED_MS,
}

_logger = logging.getLogger("grokvoice.socket")
_logger.setLevel(logging.WARNING)
# At DEBUG the library would log the handshake, key included, whoever turns that on and where.
_logger.addFilter(lambda record: record.levelno > logging.DEBUG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The connection is over."""

    code: int
    """The close code; 1006 if the other end vanished without one."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the other end is waited for, in seconds."""

    open_s: float = 5.0
    """For the connection, from the name's address to the end of the handshake."""
    ask_every_s: float = 1.0
    """Between one sign of life and the question for the next."""
    sign_s: float = 2.5
    """For the sign that was asked for, be it one byte."""
    close_s: float = 1.0
    """For the goodbye."""


class Wire:
    """An open connection: frames in, frames out."""

    def __init__(self, connection: "_Connection", patience: Patience) -> None:
        self._connection = connection
        self._patience = patience
        self._is_dead = False

    @classmethod
    async def open(cls, address: Address, patience: Patience = Patience()) -> Self:
        """Connect and shake hands.

        Raises:
            ConnectError: and its kinds; the message says what failed and what to do.
        """
        try:
            connection = await _SameOrigin(
                address.url,
                additional_headers=dict(address.headers),
                user_agent_header=f"grokvoice/{__version__}",
                compression=None,
                max_size=_LARGEST_MESSAGE,
                write_limit=_UNSENT_BYTES,
                open_timeout=patience.open_s,
                close_timeout=patience.close_s,
                ping_interval=None,
                proxy=None if address.is_loopback else True,
                logger=_logger,
                create_connection=_Connection,
                happy_eyeballs_delay=None if address.is_loopback else _NEXT_ADDRESS_S,
            )
        except (OSError, WebSocketException, ValueError, ImportError) as error:
            raise _as_ours(error, address, patience) from error
        _keep_little_unsent(connection)
        return cls(cast("_Connection", connection), patience)  # made by `create_connection`

    async def receive(self) -> str | bytes | Closed:
        """Wait for the next frame; once `Closed` has been returned there is none."""
        try:
            return await self._connection.recv()
        except ConnectionClosed as closed:
            return self._as_closed(closed)

    async def send(self, text: str) -> bool:
        """Send a text frame, waiting for room; returns False if the connection is over."""
        try:
            await self._connection.send(text)
        except ConnectionClosed:
            return False
        return True

    async def receipt(self) -> bool:
        """Wait until the other machine has all that was sent so far; False if it never will.

        TCP keeps the order, so the answer to a ping is a receipt for everything before it.
        """
        try:
            await (await self._connection.ping())
        except ConnectionClosed:
            return False
        return True

    async def watch(self) -> None:
        """Hang up when the other end gives no sign of life; `receive` then tells so.

        To be run beside `receive`; returns when the connection is over.
        """
        with contextlib.suppress(ConnectionClosed):
            while not self._is_dead:
                self._is_dead = not await self._gives_sign()
            self.abort()

    async def close(self) -> None:
        """Close with the normal code; the other end has a second to say goodbye as well."""
        try:
            async with asyncio.timeout(self._patience.close_s):
                await self._connection.close()
        except TimeoutError:  # not even our goodbye got out
            self.abort()

    def abort(self) -> None:
        """Drop the connection at once, whatever was still on its way."""
        self._connection.transport.abort()

    async def _gives_sign(self) -> bool:
        heard = self._connection.heard
        heard.clear()
        await asyncio.sleep(self._patience.ask_every_s)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience.sign_s):
                await self._connection.ping()
                await heard.wait()
        return heard.is_set()

    def _as_closed(self, closed: ConnectionClosed) -> Closed:
        if closed.rcvd is not None:
            return Closed(code=closed.rcvd.code, reason=closed.rcvd.reason)
        if closed.sent is not None and closed.sent.code != _NORMAL:
            return Closed(code=closed.sent.code, reason=f"we hung up: {closed.sent.reason}")
        reason = "it stopped answering" if self._is_dead else "the connection broke off"
        return Closed(code=_BROKEN_OFF, reason=reason)


class _Connection(ClientConnection):
    """Notes that something came in, be it part of a frame."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.heard = asyncio.Event()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.heard.set()
        super().data_received(data)


class _SameOrigin(connect):
    """Follows a redirect only to the server the user named: the key is for no other."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        try:
            target = super().process_redirect(exc)
        except InvalidURI as error:
            return SecurityError(f"redirects to {error.uri}, which is no WebSocket address")
        if isinstance(target, str) and origin_of(target) != origin_of(self.uri):
            return SecurityError(f"redirects to {Address(url=target).origin}, a foreign server")
        return target


def proxy_for(address: Address) -> str:
    """Return scheme, host and port of the proxy that leads there; "" if none does.

    Raises:
        ConnectError: it is not one.
    """
    try:
        proxy = None if address.is_loopback else get_proxy(parse_uri(address.url))
        return Address(url=proxy).origin if proxy else ""
    except (InvalidURI, ValueError) as error:
        raise _as_ours(error, address, Patience()) from error


def _keep_little_unsent(connection: ClientConnection) -> None:
    """Have the kernel take little in advance, and give up on unacknowledged data; where it can."""
    raw = connection.transport.get_extra_info("socket")
    for name, value in _SOCKET_OPTIONS.items():
        option = getattr(socket, name, None)  # which of them exist differs between systems
        if option is not None:
            raw.setsockopt(socket.IPPROTO_TCP, option, value)


def _as_ours(error: Exception, address: Address, patience: Patience) -> ConnectError:
    """Say a foreign error in our words."""
    match error:
        case InvalidStatus():
            response = error.response
            wait_s = seconds_to_wait(response.headers.get("Retry-After"), datetime.now(UTC))
            return refused(address, response.status_code, bytes(response.body), wait_s)
        case InvalidProxy() | ProxyError() | ImportError():
            return _proxy_failed(error, address.origin)
        case OSError():
            return network_failed(error, address, patience.open_s)
        case SecurityError():
            return ConnectError(f"{address.origin} {error}. Check the URL.", may_retry=False)
        case InvalidURI() | ValueError():
            return ConnectError(
                f"{address.origin} cannot be connected to. Check the URL.", may_retry=False
            )
        case _:
            return ConnectError(f"{address.origin} does not speak WebSocket: {error}.")


def _proxy_failed(error: Exception, where: str) -> ConnectError:
    """Word a failure of the proxy; its address, which may hold a password, is not repeated."""
    match error:
        case InvalidProxy():
            reason = error.msg
        case ImportError():
            reason = "SOCKS needs the package python-socks"
        case _:
            reason = str(error)
    is_passing = isinstance(error, InvalidProxyStatus) and error.response.status_code >= 500
    return ConnectError(
        f"The proxy for {where} cannot be used: {reason}. Check HTTPS_PROXY and ALL_PROXY.",
        may_retry=is_passing,
    )
