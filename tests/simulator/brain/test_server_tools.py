import pytest

from grokvoice.protocol.items import ErrorInfo
from grokvoice.protocol.response_events import McpListToolsFailed
from grokvoice.protocol.settings import SessionSettings, Tool
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.messages import SendEvent
from grokvoice.simulator.brain.plans import CallFunction, CallMcp, Speak
from grokvoice.simulator.brain.server_tools import list_mcp_tools, with_server_tools
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import counted_ids


def desk(quirks: Quirks, *kinds: str) -> Desk:
    mine = Desk(counted_ids(), quirks)
    mine.settings.change(SessionSettings(tools=tuple(Tool(type=kind) for kind in kinds)))
    return mine


def listed(mine: Desk) -> list[SendEvent]:
    list_mcp_tools(mine)
    while action := mine.agenda.take(1.0):
        action()
    return [one for one in mine.take_commands() if isinstance(one, SendEvent)]


def test_each_remote_server_is_asked_for_its_tools() -> None:
    kinds = [one.event.wire_type for one in listed(desk(Quirks(), "mcp", "web_search", "mcp"))]

    assert kinds == ["mcp_list_tools.in_progress"] * 2 + ["mcp_list_tools.completed"] * 2


def test_a_remote_server_can_be_out_of_reach() -> None:
    last = listed(desk(Quirks(mcp="unlisted"), "mcp"))[-1].event

    assert isinstance(last, McpListToolsFailed)
    assert last.error == ErrorInfo(type="connection_error", message="cannot reach the MCP server")


@pytest.mark.parametrize(
    ("quirk", "problem"), [("works", ""), ("failing", "the MCP server failed")]
)
def test_remote_calls_work_or_fail(quirk: str, problem: str) -> None:
    quirks = Quirks(mcp="failing" if quirk == "failing" else "works")

    steps = with_server_tools(desk(quirks), [Speak("One moment."), CallMcp("search", "{}")])

    assert steps == [Speak("One moment."), CallMcp("search", "{}", problem)]


def test_internal_functions_of_server_tools_can_be_called() -> None:
    mine = desk(Quirks(reserved_call=True), "web_search", "function", "file_search")

    steps = with_server_tools(mine, [Speak("Done.")])

    assert steps == [
        CallFunction("browse_page", '{"query": "news"}'),
        CallFunction("collections_search", '{"query": "news"}'),
        Speak("Done."),
    ]
