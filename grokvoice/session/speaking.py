"""The assistant's side of the talk: replies to sound, sound to the ledger, cuts to the wire.

A barge-in takes two steps, because only the sound card knows what was heard:

    interrupt()         stop the sound, cancel the reply if one is open; its frames are dead now
    flushed(frames)     cut every item short at the milliseconds the loudspeaker really took
"""

from typing import Final

from grokvoice.protocol.client_events import ItemTruncate, ResponseCancel, ResponseCreate
from grokvoice.protocol.items import Item, Response
from grokvoice.protocol.server_events import (
    OutputAudioDelta,
    OutputAudioDone,
    OutputTranscriptDelta,
    OutputTranscriptDone,
)
from grokvoice.protocol.values import UNSET
from grokvoice.session.commands import Command, FinishPlayback, FlushPlayback, Play, Send, Show
from grokvoice.session.ledger import Cut, Ledger
from grokvoice.session.recent_ids import RecentIds
from grokvoice.session.replies import Replies
from grokvoice.session.transcript import Transcript
from grokvoice.session.updates import Interrupted, Notice

_BYTES_PER_FRAME: Final = 2
_FRAMES_PER_MS: Final = 24
_MOST_ITEMS: Final = 64
"""Incomplete items at a time; a reply has one or two."""


class Speaking:
    """Coordinates replies, playout ledger and transcript; holds nothing that they could hold."""

    def __init__(self, transcript: Transcript) -> None:
        self.replies = Replies()
        self.ledger = Ledger()
        self.last_frame_at = 0.0
        """When the open reply last gave a sign of life."""
        self.first_sound_at = 0.0
        """When the first sound of the latest reply came in."""
        self.received = 0
        """Whole frames of sound that came in, of whatever reply."""
        self.stale = 0
        """Frames of them that belonged to no reply worth hearing."""
        self._transcript = transcript
        self._items: dict[str, str] = {}  # incomplete items, each with its reply
        self._has_sounded = False
        self._half_samples: dict[str, bytes] = {}
        self._off_wire = RecentIds()
        self._protected: str | None = None  # "" while the reply to protect has not begun

    @property
    def is_interruptible(self) -> bool:
        """Whether a reply is open or can still be heard."""
        return self.replies.open_id is not None or self.ledger.is_interruptible

    @property
    def is_sounding(self) -> bool:
        """Whether a reply is heard, or will go on to be after the network has caught up."""
        is_between = self.replies.open_id is not None and self._has_sounded
        return bool(self.ledger.unheard) or is_between

    @property
    def has_said_all(self) -> bool:
        """Whether the open reply gave sound, and each of its items was declared complete."""
        return self._has_sounded and not self._items_of(self.replies.open_id)

    @property
    def is_protected(self) -> bool:
        """Whether what sounds must not be cut short by speech."""
        return self._protected is not None and self.is_sounding

    def protect_next(self) -> None:
        """Let the reply that begins next be heard in full, whoever speaks."""
        self._protected = ""

    def created(self, response: Response, now: float) -> list[Command]:
        """A reply begins; one that was still open is dead, and what it left unheard is dropped.

        One that its frames have opened already goes on as it is.
        """
        is_open = bool(response.id) and response.id == self.replies.open_id
        buried = self.replies.begin(response.id or None)
        if self._protected == "":
            self._protected = self.replies.open_id
        elif not is_open:
            self._protected = None
        self.last_frame_at = now
        self._has_sounded = self._has_sounded and is_open
        return self._drop(buried) if buried else []

    def done(self, response_id: str | None) -> list[Command]:
        """A reply ended as it should."""
        ended = self.replies.end(response_id)
        if ended is None:
            return []
        commands: list[Command] = [FinishPlayback()]
        for item_id in self._items_of(ended):
            commands += self._complete(item_id)
        return commands

    def cancelled(self, response_id: str | None) -> list[Command]:
        """The server stopped a reply of its own accord: what is queued of it is not to be heard."""
        ended = self.replies.end(response_id)
        return self._drop(ended) if ended else []

    def dropped_by_server(self) -> list[Command]:
        """The server forgot the reply that is open, if one is, and will not say so."""
        open_id = self.replies.open_id
        return self._drop(self.replies.end(open_id)) if open_id else []

    def vanished(self) -> list[Command]:
        """The open reply gave no sign of life for too long: take it for ended."""
        return self.done(self.replies.open_id)

    def lost(self) -> list[Command]:
        """The connection is gone: a reply in flight ends here, a complete one is heard in full."""
        commands = (
            self._drop(self.replies.end(self.replies.open_id)) if self.replies.open_id else []
        )
        for item_id in self.ledger.items:
            self._off_wire.add(item_id)
        self.replies = Replies()
        return commands

    def item(self, item: Item, response_id: str | None, now: float) -> None:
        """A reply opened an item; only messages are spoken."""
        if item.type == "message" and item.id:
            self._accepts(response_id, item.id, now)

    def sound(self, event: OutputAudioDelta, now: float) -> list[Command]:
        """Sound of a reply: queue its whole samples, keep half a one for the next piece."""
        if not self._accepts(event.response_id or None, event.item_id, now):
            self.received += len(event.delta) // _BYTES_PER_FRAME
            self.stale += len(event.delta) // _BYTES_PER_FRAME
            return []
        data = self._half_samples.pop(event.item_id, b"") + event.delta
        if len(data) % _BYTES_PER_FRAME:
            data, self._half_samples[event.item_id] = data[:-1], data[-1:]
        if not data:
            return []
        frames = len(data) // _BYTES_PER_FRAME
        self._items.setdefault(event.item_id, self.replies.open_id or "")  # even one declared over
        if not self._has_sounded:
            self._has_sounded = True
            self.first_sound_at = now
        self.received += frames
        self._transcript.reply_received(event.item_id, frames)
        self.ledger.play(event.item_id, frames)
        return [Play(data)]

    def sound_done(self, event: OutputAudioDone, now: float) -> list[Command]:
        """All sound of an item has arrived."""
        if not self._accepts(event.response_id or None, event.item_id, now):
            return []
        return [FinishPlayback(), *self._complete(event.item_id)]

    def phrase(self, event: OutputTranscriptDelta, now: float) -> None:
        """Words of a reply."""
        if self._accepts(event.response_id or None, event.item_id, now):
            start_s = None if event.start_time is UNSET else event.start_time
            part = event.content_index or 0
            self._transcript.reply_phrase(event.item_id, event.delta, start_s, part)

    def words(self, event: OutputTranscriptDone, now: float) -> None:
        """All words of an item."""
        if self._accepts(event.response_id or None, event.item_id, now):
            self._transcript.reply_text(event.item_id, event.transcript, event.content_index or 0)

    def ask(self, now: float) -> list[Command]:
        """Send `response.create` if one is wanted and nothing stands in its way."""
        return [Send(ResponseCreate())] if self.replies.take_request(now) else []

    def interrupt(self, now: float, *, by_server: bool = False) -> list[Command]:
        """Stop the sound now; cancel the open reply unless the server has dropped it itself."""
        if self.replies.open_id is None:
            return self._silence()
        if by_server:
            return self.dropped_by_server()
        open_id = self.replies.open_id
        named = self.replies.cancel(now)
        return [*self._drop(open_id), Send(ResponseCancel(response_id=named or UNSET))]

    def flushed(self, generation: int, heard: int) -> list[Command]:
        """The loudspeaker obeyed a flush: every item cut short is truncated where it was.

        One whose end was just being taken while the flush was on its way was heard in full.
        """
        cuts = self.ledger.flushed(generation, heard)
        return [command for cut in cuts for command in self._truncate(cut)]

    def _accepts(self, response_id: str | None, item_id: str, now: float) -> bool:
        if not self.replies.accepts(response_id):
            return False
        if len(self._items) == _MOST_ITEMS and item_id not in self._items:
            return False
        self.last_frame_at = now
        if not self._transcript.is_complete(item_id):
            owner = self.replies.open_id or ""
            self._items.setdefault(item_id, owner)
            self._transcript.reply_began(item_id, owner)
        return True

    def _items_of(self, response_id: str | None) -> list[str]:
        return [item for item, owner in self._items.items() if owner == response_id]

    def _silence(self) -> list[Command]:
        return [FlushPlayback(self.ledger.flush())] if self.ledger.is_interruptible else []

    def _drop(self, response_id: str | None) -> list[Command]:
        """Silence a reply that will not go on; items without sound were cut before they began."""
        commands = self._silence()
        for item_id in self._items_of(response_id):
            if not self.ledger.is_flushing(item_id):
                self._forget(item_id)
                self._transcript.reply_cut(item_id, 0)
        return commands

    def _complete(self, item_id: str) -> list[Command]:
        self.ledger.complete(item_id)
        self._transcript.reply_complete(item_id)
        if not self._forget(item_id):
            return []
        text = "A reply ended in the middle of a sample (odd byte count): one byte was dropped."
        return [Show(Notice(code="odd-byte", text=text))]

    def _truncate(self, cut: Cut) -> list[Command]:
        if cut.is_whole:
            self._transcript.reply_heard(cut.item_id, cut.heard)
            return []
        heard_ms = cut.heard // _FRAMES_PER_MS
        self._forget(cut.item_id)
        self._transcript.reply_cut(cut.item_id, cut.heard)
        interrupted = Show(Interrupted(item_id=cut.item_id, heard_ms=heard_ms))
        if cut.item_id in self._off_wire:  # an item of an earlier connection
            return [interrupted]
        return [interrupted, Send(ItemTruncate(item_id=cut.item_id, audio_end_ms=heard_ms))]

    def _forget(self, item_id: str) -> bytes:
        """Close the books on an item; returns the half sample it left, if any."""
        self._items.pop(item_id, None)
        return self._half_samples.pop(item_id, b"")
