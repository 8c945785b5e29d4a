import pytest

from grokvoice.protocol.items import ErrorInfo
from grokvoice.protocol.response_events import McpCallFailed
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.simulator.brain.calls import announce_call, announce_mcp_call
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.brain.messages import SendEvent
from grokvoice.simulator.brain.plans import CallFunction, CallMcp
from grokvoice.simulator.brain.reply import Reply
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import counted_ids


@pytest.fixture
def desk() -> Desk:
    return Desk(counted_ids(), Quirks())


def sent(desk: Desk) -> list[AnyServerEvent | UnknownEvent]:
    return [one.event for one in desk.take_commands() if isinstance(one, SendEvent)]


def test_a_call_is_announced_twice_and_told_whole(desk: Desk) -> None:
    reply = Reply(id="r", began_at=0.0)

    announce_call(desk, reply, CallFunction("get", '{"city":"Oslo"}'))

    assert [event.wire_type for event in sent(desk)] == [
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "response.output_item.done",
    ]


def test_a_call_joins_the_reply_and_the_conversation(desk: Desk) -> None:
    reply = Reply(id="r", began_at=0.0)

    announce_call(desk, reply, CallFunction("get", "{}"))
    announce_call(desk, reply, CallFunction("get", "{}"))

    first, second = reply.output
    assert [item.call_id for item in reply.output] == [
        "call-00000000-0000-4000-8000-000000000002-0",
        "call-00000000-0000-4000-8000-000000000009-1",
    ]
    assert (first.role, first.status, second.arguments) == ("user", "completed", "{}")
    assert desk.memory.as_seen()[0] == Remembered(
        role="call", text="{}", name="get", call_id=str(first.call_id)
    )


def test_a_remote_call_is_only_watched(desk: Desk) -> None:
    reply = Reply(id="r", began_at=0.0)

    announce_mcp_call(desk, reply, CallMcp("search", "{}"))

    assert [event.wire_type for event in sent(desk)] == [
        "response.mcp_call_arguments.delta",
        "response.mcp_call_arguments.done",
        "response.mcp_call.in_progress",
        "response.mcp_call.completed",
    ]
    assert (reply.output, desk.memory.entries) == ([], [])


def test_a_remote_call_can_fail(desk: Desk) -> None:
    announce_mcp_call(desk, Reply(id="r", began_at=0.0), CallMcp("search", "{}", "down"))

    last = sent(desk)[-1]
    assert isinstance(last, McpCallFailed)
    assert last.error == ErrorInfo(type="tool_execution_error", message="down")
