"""The simulator behind a real socket: a WebSocket server on this machine's loopback interface.

Any program that speaks the realtime API can use it in place of the service. It binds 127.0.0.1 and
nothing else, refuses pages of foreign origin (a browser lets any page open `ws://127.0.0.1`), and
bounds the number of connections and the size of frames (faults K7).
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeAlias
from urllib.parse import parse_qs
from uuid import uuid4

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from grokvoice.protocol.codec import FromClient, FromServer
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.conversations import Conversations
from grokvoice.simulator.brain.messages import Connected
from grokvoice.simulator.brain.plans import Planner
from grokvoice.simulator.connection import Connection, Direction
from grokvoice.simulator.hearing import Hearing
from grokvoice.simulator.http_answers import Answer, answer_to, refusal
from grokvoice.simulator.mind.assistant import Assistant
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.speech import engine

_logger = logging.getLogger(__name__)
_logger.addHandler(logging.NullHandler())  # a bad handshake is the client's affair

_HOST: Final = "127.0.0.1"
_LARGEST_FRAME: Final = 16 * 2**20
_HANDSHAKE_TIMEOUT_S: Final = 2.0
_CLOSE_TIMEOUT_S: Final = 0.3
_SHUTDOWN_TIMEOUT_S: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Something that crossed the wire, for whoever watches."""

    direction: Direction
    event: FromClient | FromServer
    at: float
    """Seconds of `time.monotonic`."""
    connection: int
    """1 for the first connection of the simulator."""


Observer: TypeAlias = Callable[[Traced], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a simulator is set up."""

    port: int = 0
    """0 lets the system choose."""
    quirks: Quirks = field(default_factory=Quirks)
    new_planner: Callable[[], Planner] = Assistant
    """Makes the mind behind each connection."""
    observer: Observer | None = None
    token: str = ""
    """The bearer token clients must show; "" takes any, and none."""
    most_connections: int = 16


class _WebSocket:
    """A `Socket` as the websockets library has it."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket

    async def send(self, frame: str | bytes) -> None:
        with suppress(ConnectionClosed):  # `receive` is about to tell
            await self._socket.send(frame)

    async def receive(self) -> str | bytes | None:
        try:
            return await self._socket.recv()
        except ConnectionClosed:
            return None

    async def close(self, code: int, reason: str) -> None:
        await self._socket.close(code, reason)

    def stall(self) -> None:
        self._socket.transport.pause_reading()


def _tracking(transports: set[asyncio.Transport]) -> type[ServerConnection]:
    """Make connections note their transports, those included that never finish a handshake."""

    class TrackedConnection(ServerConnection):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            transports.add(self.transport)

        def connection_lost(self, exc: Exception | None) -> None:
            transports.discard(self.transport)
            super().connection_lost(exc)

    return TrackedConnection


class Simulator:
    """A local stand-in for the service, to be used as an asynchronous context manager.

    Example:
        async with Simulator(Options(quirks=Quirks(pace="fast"))) as simulator:
            await client.connect(simulator.url)
    """

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()
        self._hearing = Hearing()
        self._conversations = Conversations()
        self._workers = ThreadPoolExecutor(thread_name_prefix="simulator")
        self._transports: set[asyncio.Transport] = set()
        self._open = 0
        self._refused = 0
        self._count = 0
        self._server: Server | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def url(self) -> str:
        """Where to connect."""
        return f"ws://{_HOST}:{self._port}/v1/realtime"

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know about this machine's ears and voice; mostly empty."""
        return (*self._hearing.notices, *filter(None, [engine().notice]))

    async def __aenter__(self) -> Self:
        """Begin to listen.

        Raises:
            OSError: the port is taken.
        """
        self._server = await serve(
            self._serve,
            _HOST,
            self._options.port,
            process_request=self._answer_request,
            select_subprotocol=_choose_subprotocol,
            compression=None,
            max_size=_LARGEST_FRAME,
            open_timeout=_HANDSHAKE_TIMEOUT_S,
            close_timeout=_CLOSE_TIMEOUT_S,
            ping_interval=None,  # the service's own keep-alive is an event
            create_connection=_tracking(self._transports),
            logger=_logger,
        )
        self._port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop listening and let every client go, within a second."""
        if self._server:
            self._server.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(_SHUTDOWN_TIMEOUT_S):
                    await self._server.wait_closed()
        for transport in tuple(self._transports):  # clients that do not answer, or never spoke
            transport.abort()
        await asyncio.sleep(0)  # lets asyncio close what was aborted
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, socket: ServerConnection) -> None:
        self._count += 1
        number = self._count
        recogniser = self._hearing.new_recogniser()
        connection = Connection(
            _WebSocket(socket), self._new_brain(), recogniser, self._workers, self._tracer(number)
        )
        self._open += 1
        try:
            await connection.serve(_opening(socket.request))
        finally:
            self._open -= 1

    def _new_brain(self) -> Brain:
        return Brain(
            lambda: str(uuid4()),
            self._options.new_planner(),
            self._hearing.new_detector(),
            self._options.quirks,
            self._conversations,
        )

    def _tracer(self, number: int) -> Callable[[Direction, FromClient | FromServer], None]:
        observer = self._options.observer

        def trace(direction: Direction, event: FromClient | FromServer) -> None:
            if observer:
                at = time.monotonic()
                observer(Traced(direction=direction, event=event, at=at, connection=number))

        return trace

    def _answer_request(self, _socket: ServerConnection, request: Request) -> Response | None:
        answer = answer_to(
            request.path,
            dict(request.headers.raw_items()),
            token=self._options.token,
            is_full=self._open >= self._options.most_connections,
        )
        answer = answer or self._refusal()
        return _response(answer) if answer else None

    def _refusal(self) -> Answer | None:
        """Refuse a handshake that is otherwise fine, as often as the quirks say."""
        quirks = self._options.quirks
        if not quirks.refuse_status or 0 < quirks.refuse_times <= self._refused:
            return None
        self._refused += 1
        wait_s = quirks.retry_after_s or None
        return refusal(quirks.refuse_status, "refused by quirk", retry_after_s=wait_s)


def _opening(request: Request | None) -> Connected:
    query = parse_qs(request.path.partition("?")[2]) if request else {}
    return Connected(
        wall=datetime.now().astimezone(),
        model=query.get("model", [""])[0],
        conversation_id=query.get("conversation_id", [""])[0],
    )


def _response(answer: Answer) -> Response:
    headers = Headers({"Content-Type": "application/json", **answer.headers})
    headers["Content-Length"] = str(len(answer.body))
    return Response(answer.status, answer.reason, headers, answer.body)


def _choose_subprotocol(
    _socket: ServerConnection, offered: Sequence[Subprotocol]
) -> Subprotocol | None:
    """Agree to the first: a browser's secret, or the older names (reference, 1.2)."""
    return offered[0] if offered else None
