"""What was said so far, as the server would have to be told it again.

A fold over the updates that are shown: what the user said, and what was *heard* of the replies.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.items import Item
from grokvoice.session.commands import Command, Send
from grokvoice.session.context import (
    ChatContext,
    Entry,
    FunctionCall,
    FunctionOutput,
    Message,
    entry_of,
)
from grokvoice.session.updates import (
    AssistantFinal,
    ItemForgotten,
    ItemTold,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
)

_MOST_KEPT: Final = 400
"""Entries kept; ten times what is ever told again."""


class Memory:
    """Remembers the conversation.

    Args:
        context: What was said before it.
    """

    def __init__(self, context: ChatContext) -> None:
        self.context = context

    def note(self, update: Update) -> None:
        """Take an update; those that are not about what was said are ignored."""
        match update:
            case UserFinal():
                entry = Message(role="user", text=update.text, id=update.item_id)
                self._add(entry)
            case AssistantFinal() if update.heard:
                entry = Message(role="assistant", text=update.heard, id=update.item_id)
                self._add(entry)
            case ToolCalled() if not update.is_hosted:
                self._add(
                    FunctionCall(
                        call_id=update.call_id, name=update.name, arguments=update.arguments
                    )
                )
            case ToolReturned():
                self._add(FunctionOutput(call_id=update.call_id, output=update.output))
            case ItemTold():
                if told := entry_of(update.item):
                    self._add(told, after=update.after_item_id)
            case ItemForgotten():
                self.context = self.context.forget(update.item_id)
            case _:
                pass

    def told_again(self) -> tuple[Item, ...]:
        """What `replay` tells: the newest 40 entries or 8,000 characters."""
        return self.context.truncate().to_items()

    def replay(self) -> list[Command]:
        """Tell it all again."""
        return _sendings(self.told_again())

    def is_known(self, listed: Sequence[Item]) -> bool:
        """Whether a server that lists these items remembers the user, or has nobody to remember."""
        was_there = any(_is_users(entry) for entry in self.context.entries)
        return not was_there or any(item.role == "user" for item in listed)

    def untold(self, listed: Sequence[Item]) -> list[Command]:
        """Tell what is not among these items.

        A server that lists the user's words lacks only what came last and was lost on its way; one
        that lists none of them is told everything, its own words too, or questions and answers
        would come apart.
        """
        if not self.is_known(listed):
            return self.replay()
        entries = self.context.truncate().entries
        missing = Counter(map(_key, entries))
        missing.subtract(_listed_key(item) for item in listed)
        tail: list[Entry] = []
        for entry in reversed(entries):
            if _is_assistants(entry):
                continue
            if missing[_key(entry)] <= 0:
                break
            missing[_key(entry)] -= 1
            tail.append(entry)
        return _sendings(ChatContext(tuple(reversed(tail))).to_items())

    def _add(self, entry: Entry, *, after: str | None = None) -> None:
        self.context = self.context.add(entry, after=after)
        if len(self.context.entries) > _MOST_KEPT:
            self.context = ChatContext(self.context.entries[-_MOST_KEPT // 2 :])


def _sendings(items: Iterable[Item]) -> list[Command]:
    return [Send(ItemCreate(item=item)) for item in items]


def _is_users(entry: Entry) -> bool:
    return isinstance(entry, Message) and entry.role == "user"


def _is_assistants(entry: Entry) -> bool:
    return isinstance(entry, Message) and entry.role == "assistant"


def _key(entry: Entry) -> tuple[str, str]:
    """What an entry is known by on any connection: item ids change, words and calls do not."""
    match entry:
        case Message():
            return entry.role, entry.text.strip()
        case FunctionCall():
            return "function_call", entry.call_id
        case FunctionOutput():
            return "function_call_output", entry.call_id
        case _:
            assert_never(entry)


def _listed_key(item: Item) -> tuple[str, str]:
    if item.type == "message":
        return item.role or "", item.text.strip()
    return item.type, item.call_id or ""


def carries_text(item: Item) -> bool:
    """Whether an item is charged as a text item (reference, 1.7)."""
    return item.type in {"message", "force_message"} and bool(item.text)
