"""One connection in virtual time: text that takes its time both ways, until the cable is cut."""

from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from grokvoice.protocol.codec import decode_client, decode_server, encode
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.session.events import ConnectionLost, Event, Received
from grokvoice.simulator.rehearsal import Rehearsal

NOTICED_AFTER_S: Final = 4.5
"""What the socket's watch takes to notice a dead peer, measured (adapters/websocket.py)."""


class Cut(Enum):
    """How a connection ends."""

    ABORT = auto()
    """At once, on both sides; what was on its way is lost."""
    CLOSE = auto()
    """By the server, with 1011, behind all that it has said; what it was told meanwhile is lost."""
    BLACK_HOLE = auto()
    """Without a word: nothing arrives any more, and only the silence is noticed."""


class Cable:
    """Joins the core to one server.

    Args:
        server: Connected already; runs on the cable's clock.
        latency_s: One way.
        spoil: What becomes of every frame to the client.
    """

    def __init__(
        self, server: Rehearsal, latency_s: float, spoil: Callable[[str], str | bytes] = str
    ) -> None:
        self.server = server
        self.is_cut = False
        self._latency_s = latency_s
        self._spoil = spoil
        self._to_server: deque[tuple[float, str]] = deque()
        self._to_client: deque[tuple[float, str | bytes | ConnectionLost]] = deque()
        self._is_dead = False

    def send(self, text: str, now: float) -> None:
        """Put a frame of the client's on its way."""
        if not self.is_cut:
            self._to_server.append((now + self._latency_s, text))

    def cut(self, how: Cut, now: float) -> None:
        """End the connection."""
        self.is_cut = True
        self._to_server.clear()
        match how:
            case Cut.ABORT:
                self._to_client.clear()
                self._to_client.append((now, ConnectionLost(code=1006)))
            case Cut.CLOSE:
                self._to_client.append((now + self._latency_s, ConnectionLost(code=1011)))
            case Cut.BLACK_HOLE:
                self._to_client.clear()
                lost = ConnectionLost(code=1006, reason="it stopped answering")
                self._to_client.append((now + NOTICED_AFTER_S, lost))

    def deadline(self) -> float | None:
        """When something is due at either end."""
        moments = [queue[0][0] for queue in (self._to_server, self._to_client) if queue]
        if not self.is_cut and (due := self.server.deadline()) is not None:
            moments.append(due)
        return min(moments, default=None)

    def arrivals(self, now: float) -> list[Event]:
        """Let everything happen that is due, and give what reaches the client."""
        if not self.is_cut:
            self._run_server(now)
        arrived: list[Event] = []
        while self._to_client and self._to_client[0][0] <= now:
            held = self._to_client.popleft()[1]
            if isinstance(held, ConnectionLost):
                arrived.append(held)
            else:
                arrived.append(Received(decode_server(held)))
        return arrived

    def _run_server(self, now: float) -> None:
        self.server.run_until(now)
        while self._to_server and self._to_server[0][0] <= now:
            self.server.receive(decode_client(self._to_server.popleft()[1]))
        for sent in self.server.take_sent():
            assert not isinstance(sent.event, BinaryFrame | str)
            self._to_client.append((now + self._latency_s, self._spoil(encode(sent.event))))
        if (closed := self.server.closed) is not None:
            self.is_cut = True
            lost = ConnectionLost(code=closed.code, reason=closed.reason)
            self._to_client.append((now + self._latency_s, lost))
