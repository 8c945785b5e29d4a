"""Replies that a program asks for, each known by the program's own name for it.

The server echoes `response.metadata` (reference, 4.7), which tells whose reply begins. A server
that does not is believed to answer in the order it was asked.
"""

from collections import deque

from grokvoice.protocol.client_events import ResponseCreate
from grokvoice.protocol.items import Response
from grokvoice.protocol.settings import ResponseSettings
from grokvoice.protocol.values import UNSET
from grokvoice.session.commands import Command, Send, Show
from grokvoice.session.events import ReplyRequested
from grokvoice.session.replies import Replies
from grokvoice.session.updates import ReplyMatched, ReplyMissed

_KEY = "grokvoice_request"


class Requests:
    """Asks for one named reply at a time.

    Args:
        timeout_s: How long a reply that was asked for may stay away.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._waiting: deque[ReplyRequested] = deque()
        self._asked: ReplyRequested | None = None
        self._asked_at = 0.0
        self._retry_at: float | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether any request has neither its reply nor its failure."""
        return bool(self._waiting) or self._asked is not None

    def add(self, request: ReplyRequested) -> None:
        """Ask for a reply as soon as none is running."""
        self._waiting.append(request)

    def ask(self, replies: Replies, now: float) -> list[Command]:
        """Send the next request if nothing stands in its way."""
        if self._asked or not self._waiting or replies.is_expected:
            return []
        replies.want()
        if not replies.take_request(now):
            self._retry_at = replies.deadline()
            replies.give_up()
            return []
        self._asked, self._asked_at = self._waiting.popleft(), now
        settings = ResponseSettings(
            instructions=self._asked.instructions or UNSET,
            metadata={_KEY: self._asked.request_id},
        )
        return [Send(ResponseCreate(response=settings))]

    def matched(self, response: Response) -> list[Command]:
        """A reply began: say whose it is, if it is one that was asked for."""
        asked = self._asked
        metadata = response.metadata or {}
        if asked is None or metadata.get(_KEY, asked.request_id) != asked.request_id:
            return []
        self._asked = None
        matched = ReplyMatched(request_id=asked.request_id, response_id=response.id or "")
        return [Show(matched)]

    def refused(self) -> bool:
        """Note that our request met a running reply; returns whether it is kept to ask again."""
        if self._asked is None:
            return False
        self._waiting.appendleft(self._asked)
        self._asked = None
        return True

    def failed(self) -> list[Command]:
        """The reply that was asked for will not come."""
        if self._asked is None:
            return []
        request_id, self._asked = self._asked.request_id, None
        return [Show(ReplyMissed(request_id=request_id))]

    def deadline(self) -> float | None:
        """When to stop waiting, or to ask again."""
        return self._retry_at if self._asked is None else self._asked_at + self._timeout_s

    def settle(self, now: float) -> list[Command]:
        """Give up a request whose time is over."""
        due = self.deadline()
        if due is None or now < due:
            return []
        self._retry_at = None
        return self.failed()
