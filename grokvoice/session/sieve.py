"""What of the server's frames gets through: nothing twice, and nothing that cannot be read.

A broken frame is left out whole, and one that came already on the same connection is taken for an
echo of whatever stands in between (faults, S1, S3 and S9). Both are counted. An `event_id` alone
makes no echo: there are servers that give the same one to everything.
"""

from collections import Counter

from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.session.commands import Command, Show
from grokvoice.session.recent_ids import RecentIds
from grokvoice.session.updates import Notice


class Sieve:
    """Decides about one frame after another."""

    def __init__(self) -> None:
        self._seen = RecentIds()
        self._left_out = Counter[str]()
        self._has_warned = False

    def renew(self) -> None:
        """Note a new connection: some servers count their ids from one again."""
        self._seen = RecentIds()

    def take(self, event: FromServer) -> list[Command] | None:
        """Give None to let a frame through, else what is shown instead of it: mostly nothing."""
        match event:
            case MalformedEvent():
                return self._leave_out(f"{event.wire_type or 'a frame'}: {event.problem}")
            case BinaryFrame():
                return self._leave_out(f"{len(event.data)} bytes without a type")
            case UnknownEvent():
                return None
            case _ if event.event_id and self._is_echo(f"{event.event_id} {_content(event)}"):
                self._left_out["sent twice"] += 1
                return []
            case _:
                return None

    def summary(self) -> list[Command]:
        """Say in the end how many frames were left out, if any were."""
        counted = ", ".join(f"{count} {what}" for what, count in sorted(self._left_out.items()))
        text = f"Frames of the server's that were left out: {counted}."
        return [Show(Notice(code="frames-left-out", text=text, level="info"))] if counted else []

    def _leave_out(self, problem: str) -> list[Command]:
        self._left_out["unreadable"] += 1
        if self._has_warned:
            return []
        self._has_warned = True
        text = f"The server sent what cannot be read ({problem}); such frames are left out."
        return [Show(Notice(code="unreadable-frame", text=text))]

    def _is_echo(self, mark: str) -> bool:
        is_echo = mark in self._seen
        self._seen.add(mark)
        return is_echo


def _content(event: AnyServerEvent) -> int:
    """A number that differs for events that do, but for lists and objects of a free form."""
    try:
        return hash(event)
    except TypeError:  # such a list or object is in it
        return 0
