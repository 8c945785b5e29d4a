"""Replies by id: which one is open, which are dead, and whether another must be asked for.

States of the one open reply:

    none ──response.created──► open ──response.done──────────► none
                                │ ├──a newer response.created─► open (the older one is dead)
                                │ └──interrupted by us────────► none, `cancelling` till acknowledged
                                └──(the server just drops it)─► buried by whoever notices

No `response.done` is ever waited for: the server drops replies without one (reference, 6.4, 6.8).
A reply whose `response.created` never came is adopted by its first frame.
"""

from typing import Final

from grokvoice.session.recent_ids import RecentIds

_ACKNOWLEDGE_S: Final = 1.0
"""How long a cancelled reply may keep the next request waiting."""
_ANONYMOUS: Final = "(no response id)"


class Replies:
    """Keeps the open reply and our requests for one."""

    def __init__(self) -> None:
        self.open_id: str | None = None
        self.asked_at: float | None = None
        """When a reply was asked for that has not begun."""
        self._dead = RecentIds()
        self._is_wanted = False
        self._is_refusable = False
        self._cancelling: str | None = None
        self._blocked_until = 0.0

    @property
    def is_expected(self) -> bool:
        """Whether a reply was asked for and has not begun."""
        return self._is_wanted or self.asked_at is not None

    def begin(self, response_id: str | None) -> str | None:
        """Note `response.created`; returns the id of an open reply that this buries, if any."""
        new_id = response_id or _ANONYMOUS
        if new_id in self._dead or new_id == self.open_id:
            return None
        buried = self.end(self.open_id) if self.open_id else None
        self.open_id = new_id
        self.asked_at = None
        return buried

    def is_dead(self, response_id: str | None) -> bool:
        """Whether a reply is over, so that nothing said of it is news."""
        return response_id in self._dead

    def accepts(self, response_id: str | None) -> bool:
        """Whether a frame that names this reply counts; an unknown reply is opened by it."""
        named = response_id or self.open_id or _ANONYMOUS
        if named == self.open_id:
            return True
        if self.open_id is not None or named in self._dead or named == self._cancelling:
            return False
        self.begin(named)
        return True

    def end(self, response_id: str | None) -> str | None:
        """Note that a reply is over; later frames of it are dead. Returns its id if it was open."""
        ended = response_id or self.open_id or _ANONYMOUS
        if ended != _ANONYMOUS:
            self._dead.add(ended)
        if ended == self._cancelling:
            self.acknowledge_cancel()
        if ended != self.open_id:
            return None
        self.open_id = None
        self._blocked_until = 0.0
        self._is_refusable = False
        return ended

    def cancel(self, now: float) -> str | None:
        """Make the open reply dead by our own will; returns the id to name on the wire."""
        cancelled = self.end(self.open_id)
        self._cancelling = cancelled
        self._blocked_until = now + _ACKNOWLEDGE_S
        return None if cancelled == _ANONYMOUS else cancelled

    def acknowledge_cancel(self) -> None:
        """Note that the server took our cancel, or had nothing to cancel."""
        self._cancelling = None
        self._blocked_until = 0.0

    def want(self) -> None:
        """Ask for a reply as soon as none is running."""
        self._is_wanted = True

    def refused(self, now: float) -> None:
        """Note that our request met a running reply: ask again when that has ended.

        That reply may have been announced already, but it does not know of the turn we asked for:
        the request was refused because the turn came too late for it.
        """
        self._is_wanted = self._is_wanted or self._is_refusable
        self.asked_at = None
        self._blocked_until = now + _ACKNOWLEDGE_S

    def give_up(self) -> None:
        """Expect no reply any more."""
        self._is_wanted = False
        self._is_refusable = False
        self.asked_at = None

    def take_request(self, now: float) -> bool:
        """Whether `response.create` must be sent now."""
        is_free = self.open_id is None and now >= self._blocked_until
        if not (self._is_wanted and is_free):
            return False
        self._is_wanted = False
        self._is_refusable = True
        self.asked_at = now
        return True

    def deadline(self) -> float | None:
        """When a waiting request should be tried again."""
        return self._blocked_until if self._is_wanted and self.open_id is None else None
