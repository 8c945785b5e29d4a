"""Tools that the server runs itself: remote MCP servers, and the searches (reference, 5.8)."""

import json
from collections.abc import Iterable
from dataclasses import replace

from grokvoice.protocol.items import ErrorInfo
from grokvoice.protocol.response_events import (
    McpListToolsCompleted,
    McpListToolsFailed,
    McpListToolsInProgress,
)
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.plans import CallFunction, CallMcp, Step
from grokvoice.simulator.brain.tool_names import RESERVED

_LISTING_S = 0.2


def list_mcp_tools(desk: Desk) -> None:
    """Tell how asking each remote MCP server for its tools goes."""
    for _ in (tool for tool in desk.settings.tools if tool.type == "mcp"):
        _list_one(desk, desk.new_id())


def with_server_tools(desk: Desk, steps: Iterable[Step]) -> list[Step]:
    """Let the server's own tools take part in a reply, as the quirks have it."""
    planned = [_failing(step) if desk.quirks.mcp == "failing" else step for step in steps]
    if not desk.quirks.reserved_call:
        return planned
    return [*_reserved_calls(desk), *planned]


def _list_one(desk: Desk, item_id: str) -> None:
    def finish() -> None:
        if desk.quirks.mcp == "unlisted":
            error = ErrorInfo(type="connection_error", message="cannot reach the MCP server")
            desk.send(McpListToolsFailed(item_id=item_id, error=error))
        else:
            desk.send(McpListToolsCompleted(item_id=item_id))

    desk.send(McpListToolsInProgress(item_id=item_id))
    desk.later(_LISTING_S, finish)


def _failing(step: Step) -> Step:
    return replace(step, problem="the MCP server failed") if isinstance(step, CallMcp) else step


def _reserved_calls(desk: Desk) -> list[CallFunction]:
    arguments = json.dumps({"query": "news"})
    enabled = [tool.type for tool in desk.settings.tools if tool.type in RESERVED]
    return [CallFunction(min(RESERVED[kind]), arguments) for kind in enabled]
