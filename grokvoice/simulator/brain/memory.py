"""The room of the conversation: its items, as clients see them and as the model remembers them."""

from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from grokvoice.audio.pcm import ms_to_frames
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.simulator.brain.phrases import Phrase, heard_part

Role: TypeAlias = Literal["user", "assistant", "system", "call", "output"]


_LONGEST_TEXT: Final = 4000
"""Letters of one item that the model attends to: no client can make it think for minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One item as the model sees it."""

    role: Role
    text: str
    """What was said; a call's arguments; a call's output."""
    name: str = ""
    """The function called, for `call`."""
    call_id: str = ""
    """Ties an `output` to its `call`."""


_MOST_SEEN: Final = 200
"""Items that fit into the model's mind; an hour of talk must not be looked through each time."""


@dataclass(slots=True)
class Entry:
    """An item of the conversation and what is known of its sound."""

    item: Item
    seen_text: str
    """What the model believes it said or heard."""
    phrases: tuple[Phrase, ...] = ()
    """The whole sound of an assistant item, the part not yet sent included."""
    is_awaiting_transcript: bool = False
    """It was said, but is not yet understood; replies wait for it."""
    is_cut: bool = False
    """The client told how much of it was heard."""
    _seen: tuple[Item, str, Remembered] | None = field(default=None, init=False, compare=False)
    """How the model saw it last, and what that was made of."""

    @property
    def id(self) -> str:
        """The item's id."""
        return self.item.id or ""

    def remembered(self) -> Remembered:
        """Return the item as the model sees it; it is asked with every reply."""
        seen = self._seen
        if seen is None or seen[0] is not self.item or seen[1] is not self.seen_text:
            seen = self._seen = self.item, self.seen_text, _remembered(self.item, self.seen_text)
        return seen[2]


class Memory:
    """The items of one conversation in their order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    @property
    def last_id(self) -> str | None:
        """The id of the last item; None while there is none."""
        return self.entries[-1].id if self.entries else None

    def find(self, item_id: str) -> Entry | None:
        """Return the entry of an item; None if there is none."""
        return next((entry for entry in reversed(self.entries) if entry.id == item_id), None)

    def add(self, entry: Entry, *, after: str | None = None) -> None:
        """Put an item behind the item `after`, or last if that is None or unknown."""
        before = self.find(after) if after else None
        place = len(self.entries) if before is None else self.entries.index(before) + 1
        self.entries.insert(place, entry)

    def remove(self, item_id: str) -> bool:
        """Forget an item; False if there was none of this id."""
        entry = self.find(item_id)
        if entry:
            self.entries.remove(entry)
        return entry is not None

    def awaits_transcript(self) -> bool:
        """Whether something that was said is not yet understood."""
        return any(entry.is_awaiting_transcript for entry in self.entries[-_MOST_SEEN:])

    def as_seen(self) -> tuple[Remembered, ...]:
        """Return the conversation as the model sees it: its newest items that have words."""
        seen = [entry.remembered() for entry in self.entries[-_MOST_SEEN:]]
        return tuple([one for one in seen if one.text or one.name or one.call_id])


def truncate(entry: Entry, audio_end_ms: int) -> str:
    """Cut what the model remembers of a spoken item to what was heard, and return it."""
    kept = heard_part(entry.phrases, ms_to_frames(audio_end_ms)).strip()
    entry.is_cut = True
    entry.seen_text = kept
    entry.item = replace(entry.item, content=(ContentPart(type="audio", transcript=kept),))
    return kept


def _remembered(item: Item, seen_text: str) -> Remembered:
    call_id = item.call_id or ""
    match item.type:
        case "function_call":
            name, text = item.name or "", (item.arguments or "")[:_LONGEST_TEXT]
            return Remembered(role="call", text=text, name=name, call_id=call_id)
        case "function_call_output":
            text = (item.output or "")[:_LONGEST_TEXT]
            return Remembered(role="output", text=text, call_id=call_id)
        case _:
            return Remembered(role=_message_role(item), text=seen_text[:_LONGEST_TEXT])


def _message_role(item: Item) -> Literal["user", "assistant", "system"]:
    match item.role:
        case "assistant":
            return "assistant"
        case "system":
            return "system"
        case _:
            return "user"
