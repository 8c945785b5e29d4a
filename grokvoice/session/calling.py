"""The model's function calls, from announcement to the reply that speaks of their results.

Functions the server runs itself (web search and the like) may be announced like ours under names
that are reserved for them; they are shown and never answered (reference, 4.3 and 5.8).
"""

import json
from collections.abc import Iterable
from typing import Final

from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.items import Item
from grokvoice.protocol.server_events import McpArgumentsDone
from grokvoice.session.commands import Command, RunTool, Send, Show
from grokvoice.session.events import ToolFinished
from grokvoice.session.tool_calls import Call, ToolCalls
from grokvoice.session.updates import ToolCalled, ToolReturned

RESERVED_NAMES: Final = frozenset(
    {
        *("web_search", "browse_page", "collections_search", "file_search"),
        *("x_keyword_search", "x_semantic_search", "x_user_search", "x_thread_fetch"),
    }
)
_LONGEST_ARGUMENTS: Final = 256 * 1024


class Calling:
    """Turns announcements into calls, and results into outputs, each once.

    Args:
        functions: Names of the functions that we run.
    """

    def __init__(self, functions: frozenset[str]) -> None:
        self.functions = functions
        """Replaced when more of them have come."""
        self._calls = ToolCalls()
        self._open: dict[str, Call] = {}
        self._orphans: set[str] = set()

    @property
    def is_running(self) -> bool:
        """Whether any call has no answer yet."""
        return bool(self._open)

    def announced(self, item: Item, response_id: str) -> list[Command]:
        """A call is complete; the same one may be announced three times."""
        if item.type != "function_call" or not item.call_id or not item.name:
            return []
        call = Call(
            call_id=item.call_id,
            name=item.name,
            arguments=item.arguments or "{}",
            item_id=item.id or "",
        )
        is_ours = call.name in self.functions
        if not is_ours and call.name in RESERVED_NAMES:
            return self._show_hosted(call)
        verdict = self._calls.begin(call, response_id)
        if verdict is None:
            return []
        self._open[call.call_id] = call
        refusal = verdict or (_broken(call.arguments) if is_ours else f"unknown tool {call.name!r}")
        shown = ToolCalled(
            call_id=call.call_id, name=call.name, arguments=call.arguments, is_hosted=False
        )
        if refusal:
            finished = ToolFinished(call_id=call.call_id, output=_error(refusal), is_error=True)
            return [Show(shown), *self.finished(finished)]
        return [Show(shown), RunTool(call)]

    def finished(self, event: ToolFinished) -> list[Command]:
        """A call has its answer: send it, whatever became of the reply that wanted it."""
        if not self._calls.finish(event.call_id, wants_reply=event.wants_reply):
            return []
        call = self._open.pop(event.call_id)
        returned = ToolReturned(
            call_id=call.call_id, name=call.name, output=event.output, is_error=event.is_error
        )
        output = Item(type="function_call_output", call_id=call.call_id, output=event.output)
        items = [output]
        if call.call_id in self._orphans:  # the call itself is unknown to this connection
            self._orphans.discard(call.call_id)
            items = [_call_item(call), output]
        return [Show(returned), *(Send(ItemCreate(item=item)) for item in items)]

    def landed(self, call_id: str) -> None:
        """The server has announced an output."""
        self._calls.landed(call_id)

    def user_turn(self) -> None:
        """The user began to speak, or typed."""
        self._calls.user_turn()

    def user_fell_silent(self) -> None:
        """The user has said a turn to its end."""
        self._calls.user_fell_silent()

    def take_reply_wish(self, open_reply: str | None) -> bool:
        """Whether all calls of a response are answered and a reply to them is due, once."""
        return self._calls.take_reply_wish(open_reply)

    def lost(self) -> None:
        """The connection is gone: what still runs will be told to another one."""
        self._orphans |= self._open.keys()

    def resumed(self, known: Iterable[str]) -> None:
        """The next connection knows these calls of the one before."""
        self._orphans.difference_update(known)

    def hosted(self, event: McpArgumentsDone) -> list[Command]:
        """The server is about to call a tool of a remote MCP server."""
        call = Call(
            call_id=event.call_id or event.item_id or "",
            name=event.name or "mcp",
            arguments=event.arguments,
        )
        return self._show_hosted(call)

    def _show_hosted(self, call: Call) -> list[Command]:
        if not self._calls.is_new(call.call_id):
            return []
        shown = ToolCalled(
            call_id=call.call_id, name=call.name, arguments=call.arguments, is_hosted=True
        )
        return [Show(shown)]


def _call_item(call: Call) -> Item:
    return Item(
        type="function_call", call_id=call.call_id, name=call.name, arguments=call.arguments
    )


def _broken(arguments: str) -> str:
    """What is wrong with a call's arguments; "" if they are a JSON object of sensible size."""
    if len(arguments) > _LONGEST_ARGUMENTS:
        return f"arguments of {len(arguments)} characters are too long"
    try:
        value = json.loads(arguments)
    except (ValueError, RecursionError):
        return "arguments are no JSON"
    return "" if isinstance(value, dict) else "arguments are no JSON object"


def _error(text: str) -> str:
    return json.dumps({"error": text})
