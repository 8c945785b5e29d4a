"""The part of a reply that is not heard: the calls it makes."""

from dataclasses import replace

from grokvoice.protocol.conversation_events import ItemAdded
from grokvoice.protocol.items import ErrorInfo, Item
from grokvoice.protocol.response_events import (
    FunctionArgumentsDelta,
    FunctionArgumentsDone,
    McpArgumentsDelta,
    McpArgumentsDone,
    McpCallCompleted,
    McpCallFailed,
    McpCallInProgress,
    OutputItemAdded,
    OutputItemDone,
)
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.memory import Entry
from grokvoice.simulator.brain.plans import CallFunction, CallMcp
from grokvoice.simulator.brain.reply import Reply


def announce_call(desk: Desk, reply: Reply, call: CallFunction) -> None:
    """Send the five events of a function call, at once and with whole arguments (recordings).

    The item is announced twice: by the reply with the role "user", in the conversation as "tool".
    """
    item = Item(
        id=desk.new_id(),
        object="realtime.item",
        type="function_call",
        status="in_progress",
        role="user",
        call_id=f"call-{desk.new_id()}-{reply.calls}",
        name=call.name,
        arguments="",
    )
    done = replace(item, status="completed", arguments=call.arguments)
    reply.calls += 1
    reply.output.append(done)
    desk.memory.add(Entry(item=replace(done, role="tool"), seen_text=""))
    desk.send(OutputItemAdded(item=item, response_id=reply.id, output_index=0))
    desk.send(ItemAdded(item=replace(item, role="tool")))
    desk.send(
        FunctionArgumentsDelta(
            item_id=item.id, response_id=reply.id, call_id=item.call_id, delta=call.arguments
        )
    )
    desk.send(
        FunctionArgumentsDone(
            item_id=item.id,
            response_id=reply.id,
            output_index=0,
            call_id=item.call_id,
            name=call.name,
            arguments=call.arguments,
        )
    )
    desk.send(OutputItemDone(item=done, response_id=reply.id, output_index=0))


def announce_mcp_call(desk: Desk, reply: Reply, call: CallMcp) -> None:
    """Send the events of a call the server makes itself; its result is never shown (DOC)."""
    item_id, call_id = desk.new_id(), f"call-{desk.new_id()}-{reply.calls}"
    reply.calls += 1
    desk.send(
        McpArgumentsDelta(
            response_id=reply.id, item_id=item_id, call_id=call_id, delta=call.arguments
        )
    )
    desk.send(
        McpArgumentsDone(
            response_id=reply.id,
            item_id=item_id,
            call_id=call_id,
            name=call.name,
            arguments=call.arguments,
        )
    )
    desk.send(McpCallInProgress(item_id=item_id, output_index=0))
    if call.problem:
        error = ErrorInfo(type="tool_execution_error", message=call.problem)
        desk.send(McpCallFailed(item_id=item_id, output_index=0, error=error))
    else:
        desk.send(McpCallCompleted(item_id=item_id, output_index=0))
