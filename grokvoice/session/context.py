"""What was said, as a value: to look at, cut, join, keep as JSON, and tell another session.

A context holds what was *heard*: the words of a reply that nobody heard are not in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal, Self, TypeAlias, assert_never

from grokvoice.errors import UsageError
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.values import JsonObject, JsonValue

Role: TypeAlias = Literal["user", "assistant", "system"]
_ROLES: Final[dict[str, Role]] = {"user": "user", "assistant": "assistant", "system": "system"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something said, heard or typed."""

    role: Role
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCall:
    """A function the model called."""

    call_id: str
    name: str
    arguments: str
    """A JSON object as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionOutput:
    """What a function answered."""

    call_id: str
    output: str


Entry: TypeAlias = Message | FunctionCall | FunctionOutput


@dataclass(frozen=True, slots=True)
class ChatContext:
    """Entries in order, oldest first; every operation gives a new context."""

    entries: tuple[Entry, ...] = ()

    def add(self, entry: Entry, *, after: str | None = None) -> Self:
        """Give this context with one entry more, behind the message of that id, or else last."""
        place = self._place_of(after) if after else None
        if place is None:
            return replace(self, entries=(*self.entries, entry))
        return replace(
            self, entries=(*self.entries[: place + 1], entry, *self.entries[place + 1 :])
        )

    def forget(self, message_id: str) -> Self:
        """Give this context without the message of that id."""
        kept = (e for e in self.entries if not isinstance(e, Message) or e.id != message_id)
        return replace(self, entries=tuple(kept))

    def filter(self, keep: Callable[[Entry], bool]) -> Self:
        """Give the entries that `keep` accepts, less calls and outputs that lost their partner."""
        return replace(self, entries=_paired(entry for entry in self.entries if keep(entry)))

    def truncate(self, *, max_items: int = 40, max_characters: int = 8_000) -> Self:
        """Give the newest entries that fit, never a call without its output or the reverse.

        A long text is shortened to a quarter of the room, lest it leave none for the others.
        """
        kept: list[Entry] = []
        room = max_characters
        for whole in reversed(self.entries[max(0, len(self.entries) - max_items) :]):
            entry = _shortened(whole, max_characters // 4)
            room -= _size(entry)
            if room < 0:
                break
            kept.append(entry)
        return replace(self, entries=_paired(reversed(kept)))

    def merge(self, other: "ChatContext") -> Self:
        """Give this context and what `other` has more, in that order; nothing twice."""
        known = {_identity(entry) for entry in self.entries}
        fresh = tuple(entry for entry in other.entries if _identity(entry) not in known)
        return replace(self, entries=self.entries + fresh)

    def to_items(self) -> tuple[Item, ...]:
        """Give the entries as conversation items that a new session can be told."""
        return tuple(_item(entry) for entry in self.entries)

    def to_json(self) -> list[JsonValue]:
        """Give a JSON list, one object an entry, with `type` telling the kind."""
        return [_as_json(entry) for entry in self.entries]

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """Read what `to_json` gave.

        Raises:
            UsageError: it is no such list; the message names the entry.
        """
        if not isinstance(value, list):
            raise UsageError("a chat context is a JSON list of entries, each with a type.")
        return cls(tuple(_from_json(number, entry) for number, entry in enumerate(value)))

    def _place_of(self, message_id: str) -> int | None:
        ids = (entry.id if isinstance(entry, Message) else None for entry in self.entries)
        return next((place for place, its_id in enumerate(ids) if its_id == message_id), None)


def entry_of(item: Item) -> Entry | None:
    """Give an item of the conversation as an entry; None if it says nothing in words."""
    match item.type:
        case "message" if item.text and item.role in _ROLES:
            return Message(role=_ROLES[item.role], text=item.text, id=item.id or "")
        case "function_call":
            return FunctionCall(
                call_id=item.call_id or "", name=item.name or "", arguments=item.arguments or "{}"
            )
        case "function_call_output":
            return FunctionOutput(call_id=item.call_id or "", output=item.output or "")
        case _:
            return None


def _paired(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    listed = list(entries)
    calls = {entry.call_id for entry in listed if isinstance(entry, FunctionCall)}
    outputs = {entry.call_id for entry in listed if isinstance(entry, FunctionOutput)}
    whole = calls & outputs
    return tuple(e for e in listed if isinstance(e, Message) or e.call_id in whole)


def _size(entry: Entry) -> int:
    match entry:
        case Message():
            return len(entry.text)
        case FunctionCall():
            return len(entry.name) + len(entry.arguments)
        case FunctionOutput():
            return len(entry.output)
        case _:
            assert_never(entry)


def _shortened(entry: Entry, most: int) -> Entry:
    """Cut a text to so many characters; a call stays as it is, for half of JSON is none."""
    if isinstance(entry, FunctionCall) or _size(entry) <= most:
        return entry
    if isinstance(entry, Message):
        return replace(entry, text=_cut(entry.text, most))
    return replace(entry, output=_cut(entry.output, most))


def _cut(text: str, most: int) -> str:
    return text[: max(most - 1, 0)] + "…"


def _identity(entry: Entry) -> tuple[object, ...]:
    match entry:
        case Message():
            return ("message", entry.id) if entry.id else ("message", entry.role, entry.text)
        case FunctionCall():
            return ("call", entry.call_id)
        case FunctionOutput():
            return ("output", entry.call_id)
        case _:
            assert_never(entry)


def _item(entry: Entry) -> Item:
    match entry:
        case Message():
            kind = "output_text" if entry.role == "assistant" else "input_text"
            part = ContentPart(type=kind, text=entry.text)
            return Item(type="message", role=entry.role, content=(part,))
        case FunctionCall():
            return Item(
                type="function_call",
                call_id=entry.call_id,
                name=entry.name,
                arguments=entry.arguments,
            )
        case FunctionOutput():
            return Item(type="function_call_output", call_id=entry.call_id, output=entry.output)
        case _:
            assert_never(entry)


def _as_json(entry: Entry) -> JsonObject:
    match entry:
        case Message():
            named: JsonObject = {"id": entry.id} if entry.id else {}
            return {"type": "message", "role": entry.role, "text": entry.text, **named}
        case FunctionCall():
            return {
                "type": "function_call",
                "call_id": entry.call_id,
                "name": entry.name,
                "arguments": entry.arguments,
            }
        case FunctionOutput():
            return {
                "type": "function_call_output",
                "call_id": entry.call_id,
                "output": entry.output,
            }
        case _:
            assert_never(entry)


def _from_json(number: int, value: JsonValue) -> Entry:
    match value:
        case {"type": "message", "role": str(role), "text": str(text), **rest} if role in _ROLES:
            return Message(role=_ROLES[role], text=text, id=str(rest.get("id", "")))
        case {
            "type": "function_call",
            "call_id": str(call_id),
            "name": str(name),
            "arguments": str(arguments),
        }:
            return FunctionCall(call_id=call_id, name=name, arguments=arguments)
        case {"type": "function_call_output", "call_id": str(call_id), "output": str(output)}:
            return FunctionOutput(call_id=call_id, output=output)
        case _:
            raise UsageError(f"entry {number} of the chat context is no message, call or output.")
