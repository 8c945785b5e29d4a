"""The conversation in words, in the order in which it was begun, each item shown once.

Theory: an entry is opened when its item is first heard of, a user's at the start of the speech, so
that the lines stand in the order of the talk even when a user's words arrive after the answer to
them. Finals leave in that order: a reply that was heard in full waits a moment for the words before
it. Deltas do not wait.

Grok repeats itself: `.updated` is cumulative, `.completed` comes several times, items are
announced twice and an empty announcement may follow a full one (reference, 5.2 and 5.4). All of it
is keyed by item id, the newest words replace the older ones, and nothing replaces words by silence.
"""

from dataclasses import dataclass, field
from typing import Final

from grokvoice.session.phrases import Words, whole_words
from grokvoice.session.recent_ids import RecentIds
from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    Update,
    UserFinal,
    UserPartial,
)

PATIENCE_S: Final = 1.5
"""How long a finished reply waits for the user's words that came before it."""

_MOST_OPEN: Final = 64
"""Entries that may wait for their end; a talk has a handful."""


@dataclass(slots=True)
class _UserEntry:
    item_id: str
    text: str = ""
    shown: str = ""
    is_final: bool = False


@dataclass(slots=True)
class _AssistantEntry:
    item_id: str
    response_id: str
    words: Words = field(default_factory=Words)
    received: int = 0
    heard: int = 0
    shown: str = ""
    is_complete: bool = False
    is_cut: bool = False
    has_changed: bool = True
    """Whether there may be more to show."""

    @property
    def is_final(self) -> bool:
        return self.is_cut or (self.is_complete and self.heard >= self.received)

    @property
    def heard_text(self) -> str:
        heard = self.words.heard(self.heard, self.received, is_complete=self.is_complete)
        return heard if len(heard) >= len(self.shown) else self.shown


class Transcript:
    """Folds what was said into updates; each method notes a fact, `take` gives what to show."""

    def __init__(self) -> None:
        self._entries: dict[str, _UserEntry | _AssistantEntry] = {}
        self._closed = RecentIds()
        self._blocked_since: float | None = None
        self._answered = RecentIds()
        self.turns = 0
        """Replies of which something was heard."""

    def deadline(self) -> float | None:
        """When `take` should be called even if nothing happens."""
        return None if self._blocked_since is None else self._blocked_since + PATIENCE_S

    def response_of(self, item_id: str) -> str:
        """The reply an unfinished item belongs to; "" if it is not known."""
        entry = self._reply(item_id)
        return entry.response_id if entry else ""

    def is_complete(self, item_id: str) -> bool:
        """Whether all of a reply's item has arrived, or whatever else would come too late."""
        entry = self._reply(item_id)
        return item_id in self._closed or (entry is not None and entry.is_complete)

    @property
    def awaits_user(self) -> bool:
        """Whether any of the user's items has no final words yet."""
        return any(map(_is_open_user, self._entries.values()))

    def drop_unfinished_user(self) -> bool:
        """Forget a user's item that has no final words; returns whether there was one."""
        open_ids = [e.item_id for e in self._entries.values() if _is_open_user(e)]
        for item_id in open_ids:
            del self._entries[item_id]
            self._closed.add(item_id)
        return bool(open_ids)

    def user_spoke(self, item_id: str, text: str = "", *, is_final: bool = False) -> None:
        """Note a user's item and the words it has so far; empty words replace nothing."""
        if item_id in self._closed:
            return
        entry = self._entries.setdefault(item_id, _UserEntry(item_id))
        self._make_room()
        if isinstance(entry, _UserEntry) and not entry.is_final:
            entry.text = text or entry.text
            entry.is_final = is_final

    def reply_began(self, item_id: str, response_id: str) -> None:
        """Note an assistant's item."""
        if item_id not in self._closed:
            self._entries.setdefault(item_id, _AssistantEntry(item_id, response_id))
            self._make_room()

    def reply_phrase(self, item_id: str, text: str, start_s: float | None, part: int = 0) -> None:
        """Note a phrase of a reply and the second of its sound at which it begins."""
        if entry := self._changing(item_id):
            entry.words.add(text, start_s, part)

    def reply_text(self, item_id: str, text: str, part: int = 0) -> None:
        """Note all words of a reply, or of a part of it."""
        entry = self._changing(item_id)
        if entry and text:
            entry.words.settle(text, part)

    def reply_received(self, item_id: str, frames: int) -> None:
        """Note that more of a reply's sound has arrived."""
        if entry := self._changing(item_id):
            entry.received += frames

    def reply_heard(self, item_id: str, frames: int) -> None:
        """Note how much of a reply was heard in all."""
        if entry := self._changing(item_id):
            entry.heard = frames

    def reply_complete(self, item_id: str) -> None:
        """Note that no more of a reply will arrive."""
        if entry := self._changing(item_id):
            entry.is_complete = True

    def reply_cut(self, item_id: str, heard: int) -> None:
        """Note that a reply was cut short after `heard` frames, unless it was over by then."""
        entry = self._changing(item_id)
        if entry and not entry.is_final:
            entry.heard = heard
            entry.is_cut = True

    def take(self, now: float, speaking_item: str | None = None) -> list[Update]:
        """Give everything that became showable, in order.

        Args:
            now: When.
            speaking_item: The user's item being spoken; its words are waited for as long as it
                takes, because a resumed turn stands before the reply that was dropped for it.
        """
        updates = [update for entry in self._entries.values() for update in _news(entry)]
        return updates + self._take_finals(now, speaking_item)

    def close(self) -> list[Update]:
        """Give what is left as it stands: the conversation is over."""
        updates: list[Update] = []
        for entry in list(self._entries.values()):
            if isinstance(entry, _AssistantEntry) and not entry.is_final:
                entry.is_cut = True
            updates += self._finish(entry)
        return updates

    def _reply(self, item_id: str) -> _AssistantEntry | None:
        entry = self._entries.get(item_id)
        return entry if isinstance(entry, _AssistantEntry) else None

    def _changing(self, item_id: str) -> _AssistantEntry | None:
        """Give an assistant's item of which more may have to be shown."""
        entry = self._reply(item_id)
        if entry:
            entry.has_changed = True
        return entry

    def _make_room(self) -> None:
        """Take the oldest entry for finished where nobody finishes any."""
        if len(self._entries) > _MOST_OPEN:
            oldest = next(iter(self._entries.values()))
            if isinstance(oldest, _UserEntry):
                oldest.is_final = True
            else:
                oldest.is_cut = True

    def _take_finals(self, now: float, speaking_item: str | None) -> list[Update]:
        updates: list[Update] = []
        for entry in list(self._entries.values()):
            if not entry.is_final and not self._gives_way(entry, now, speaking_item):
                return updates
            updates += self._finish(entry)
            if isinstance(entry, _AssistantEntry):
                self._blocked_since = None
        return updates

    def _gives_way(
        self, entry: _UserEntry | _AssistantEntry, now: float, speaking_item: str | None
    ) -> bool:
        """Whether an unfinished user's entry has kept finished replies waiting for too long."""
        is_waiting = any(_is_heard(other) for other in self._entries.values())
        if not is_waiting or isinstance(entry, _AssistantEntry) or entry.item_id == speaking_item:
            self._blocked_since = None
            return False
        if self._blocked_since is None:
            self._blocked_since = now
        return now >= self._blocked_since + PATIENCE_S

    def _finish(self, entry: _UserEntry | _AssistantEntry) -> list[Update]:
        del self._entries[entry.item_id]
        self._closed.add(entry.item_id)
        if isinstance(entry, _UserEntry):
            return [UserFinal(item_id=entry.item_id, text=entry.text)] if entry.text else []
        if not entry.words.text and not entry.received:
            return []
        if (entry.heard or not entry.received) and entry.response_id not in self._answered:
            self._answered.add(entry.response_id)
            self.turns += 1
        return [_final(entry)]


def _is_open_user(entry: _UserEntry | _AssistantEntry) -> bool:
    return isinstance(entry, _UserEntry) and not entry.is_final


def _is_heard(entry: _UserEntry | _AssistantEntry) -> bool:
    return isinstance(entry, _AssistantEntry) and entry.is_final


def _news(entry: _UserEntry | _AssistantEntry) -> list[Update]:
    if isinstance(entry, _UserEntry):
        if entry.is_final or entry.text == entry.shown:
            return []
        entry.shown = entry.text
        return [UserPartial(item_id=entry.item_id, text=entry.text)]
    if not entry.has_changed:
        return []
    entry.has_changed = False
    heard = entry.heard_text
    if not heard.startswith(entry.shown) or heard == entry.shown:
        return []
    fresh, entry.shown = heard[len(entry.shown) :], heard
    return [AssistantDelta(item_id=entry.item_id, text=fresh)]


def _final(entry: _AssistantEntry) -> AssistantFinal:
    text = entry.words.text
    heard = entry.heard_text if entry.is_cut else text
    if not text.startswith(heard):  # the final words are not those that were shown
        heard = whole_words(text, len(heard))
    return AssistantFinal(
        item_id=entry.item_id,
        text=text,
        heard=heard,
        unheard=text[len(heard) :],
        is_interrupted=entry.is_cut,
    )
