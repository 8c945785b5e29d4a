"""When a reply is over, for programs that wait for its words."""

import asyncio

import pytest

from grokvoice.app.answer import words_of_reply
from grokvoice.errors import ServerError
from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Notice,
    SessionEnded,
    State,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
)
from tests.virtual_time import run_virtually

THINKING, SPEAKING, LISTENING = (
    StateChanged(state) for state in (State.THINKING, State.SPEAKING, State.LISTENING)
)
CALLED = ToolCalled(call_id="c", name="f", arguments="{}", is_hosted=False)
RETURNED = ToolReturned(call_id="c", name="f", output="", is_error=False)


def said(text: str) -> AssistantFinal:
    return AssistantFinal(item_id="i", text=text, heard=text, unheard="", is_interrupted=False)


def collect(*moments: list[Update]) -> list[str | None]:
    """Show updates, moment by moment; returns what was collected after each, or None."""

    async def scenario() -> list[str | None]:
        shown: asyncio.Queue[Update] = asyncio.Queue()
        async with asyncio.TaskGroup() as tasks:
            reply = tasks.create_task(words_of_reply(shown))
            found: list[str | None] = []
            for moment in moments:
                for update in moment:
                    shown.put_nowait(update)
                await asyncio.wait([reply], timeout=1.0)
                found.append(reply.result() if reply.done() else None)
        return found

    return run_virtually(scenario())


def test_a_reply_is_over_when_nobody_speaks_any_more() -> None:
    assert collect(
        [LISTENING], [THINKING], [SPEAKING], [said("Hello."), said("And?")], [LISTENING]
    ) == [None, None, None, None, "Hello. And?"]


def test_a_reply_is_not_over_while_a_tool_of_it_runs() -> None:
    assert collect(
        [THINKING, SPEAKING, said("One moment."), CALLED, LISTENING],
        [RETURNED, THINKING],
        [SPEAKING, said("Rain.")],
        [LISTENING],
    ) == [None, None, None, "One moment. Rain."]


def test_a_tool_that_wants_no_reply_ends_it() -> None:
    assert collect([THINKING, said("Off."), CALLED, LISTENING], [RETURNED]) == [None, "Off."]


def test_a_tool_that_the_server_runs_is_not_waited_for() -> None:
    hosted = ToolCalled(call_id="h", name="web_search", arguments="{}", is_hosted=True)

    assert collect([THINKING, hosted, said("Found."), LISTENING]) == ["Found."]


@pytest.mark.parametrize(
    ("update", "problem"),
    [
        (ErrorShown(code="x", text="it broke"), "it broke"),
        (Notice(code="no-reply", text="nothing came"), "nothing came"),
        (Notice(code="reply-failed", text="it failed"), "it failed"),
        (SessionEnded(exit_code=0, reason="hung up", elapsed_s=1, turns=0), "hung up"),
    ],
)
def test_a_reply_that_does_not_come_is_an_error(update: Update, problem: str) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        collect([Notice(code="other", text=""), update])

    assert caught.group_contains(ServerError, match=problem)
