"""The room of what clients do to the conversation: create, delete, truncate, retrieve items."""

from dataclasses import replace

from grokvoice.protocol.client_events import ItemCreate, ItemTruncate
from grokvoice.protocol.conversation_events import (
    ItemAdded,
    ItemDeleted,
    ItemRetrieved,
    ItemTruncated,
)
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.values import UNSET
from grokvoice.simulator.brain import refusals
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.memory import Entry, truncate
from grokvoice.simulator.brain.messages import Transcribe
from grokvoice.simulator.brain.replies import Replies

_TOOL_TYPES = frozenset({"function_call", "function_call_output"})


class Items:
    """Obeys `conversation.item.*` events."""

    def __init__(self, desk: Desk, replies: Replies) -> None:
        self._desk = desk
        self._replies = replies

    def create(self, event: ItemCreate) -> None:
        """Add an item and acknowledge it, or speak it if it is a forced message."""
        item = event.item
        if item.type == "force_message":
            is_interruptible = item.interruptible is not False
            self._replies.force(item.text, is_interruptible=is_interruptible)
        elif item.id and self._desk.memory.find(item.id):
            self._desk.refuse(refusals.item_exists(item.id))
        else:
            self._add(item, after=event.previous_item_id or None)

    def delete(self, item_id: str) -> None:
        """Forget an item."""
        if self._desk.memory.remove(item_id):
            named = "" if self._desk.quirks.empty_deleted_id else item_id
            self._desk.send(ItemDeleted(item_id=named))
        else:
            self._desk.refuse(refusals.item_not_found(item_id))

    def truncate(self, event: ItemTruncate) -> None:
        """Cut what the model remembers of a reply to what was heard."""
        entry = self._desk.memory.find(event.item_id)
        if self._desk.quirks.truncation == "refused":
            self._desk.refuse(refusals.cannot_truncate("not while it is being spoken"))
        elif entry is None or not entry.phrases:
            self._desk.refuse(refusals.cannot_truncate(f"no spoken item {event.item_id!r}"))
        elif event.audio_end_ms < 0:
            self._desk.refuse(refusals.cannot_truncate("audio_end_ms is negative"))
        else:
            self._cut(entry, event)

    def _cut(self, entry: Entry, event: ItemTruncate) -> None:
        is_obeyed = self._desk.quirks.truncation == "obeyed"
        kept = truncate(entry, event.audio_end_ms) if is_obeyed else entry.seen_text
        self._desk.send(
            ItemTruncated(
                item_id=event.item_id,
                content_index=event.content_index,
                audio_end_ms=event.audio_end_ms,
                transcript=kept,
            )
        )

    def retrieve(self, item_id: str) -> None:
        """Tell an item; xAI does not support it, clients of OpenAI's dialect need it."""
        entry = self._desk.memory.find(item_id)
        if entry:
            self._desk.send(ItemRetrieved(item=entry.item))
        else:
            self._desk.refuse(refusals.item_not_found(item_id))

    def understand(self, item_id: str, text: str) -> None:
        """Learn what a recorded part of an item says."""
        entry = self._desk.memory.find(item_id)
        if entry and entry.is_awaiting_transcript:
            entry.is_awaiting_transcript = False
            entry.seen_text = f"{entry.seen_text} {text}".strip()
        self._replies.think()

    def _add(self, wanted: Item, after: str | None) -> None:
        desk = self._desk
        item = _acknowledged(wanted, desk.new_id())
        before = None if item.type in _TOOL_TYPES else after or desk.memory.last_id
        entry = Entry(item=item, seen_text=item.text)
        desk.memory.add(entry, after=after)
        desk.billing.add_input(item.text)
        desk.send(ItemAdded(item=item, previous_item_id=before))
        self._listen(wanted, entry)

    def _listen(self, wanted: Item, entry: Entry) -> None:
        """Have recorded parts transcribed if the client does not say what they say."""
        parts = [part for part in wanted.content or () if part.audio and not part.transcript]
        if not parts:
            return
        entry.is_awaiting_transcript = True
        pcm = b"".join(
            self._desk.settings.input_format.decode_for_hearing(part.audio or b"") for part in parts
        )
        self._desk.ask(Transcribe(job=entry.id, pcm=pcm, is_final=True))


def _acknowledged(wanted: Item, new_id: str) -> Item:
    """Tell a client's item the way the service does: complete, and without its sound."""
    is_tool = wanted.type in _TOOL_TYPES
    return Item(
        id=wanted.id or new_id,
        object="realtime.item",
        type=wanted.type,
        status="completed",
        role="tool" if is_tool else wanted.role,
        content=tuple(_silent(part) for part in wanted.content or ()) or UNSET,
        call_id=wanted.call_id,
        name=wanted.name,
        arguments=wanted.arguments,
        output=wanted.output,
    )


def _silent(part: ContentPart) -> ContentPart:
    return part if part.audio is UNSET else replace(part, audio=UNSET)
