"""Each call once."""

import asyncio

import pytest

from grokvoice.session.events import ToolFinished
from grokvoice.tools.once import Once


def test_a_call_is_run_once_and_its_answer_given_again() -> None:
    runs: list[str] = []

    async def work() -> ToolFinished:
        runs.append("a")
        return ToolFinished(call_id="a", output=str(len(runs)))

    async def scenario() -> list[ToolFinished | None]:
        once = Once()
        return [await once.run("a", work), await once.run("a", work)]

    answers = asyncio.run(scenario())

    assert answers == [ToolFinished(call_id="a", output="1")] * 2
    assert runs == ["a"]


def test_who_asks_again_while_it_runs_waits_for_the_same_answer() -> None:
    async def scenario() -> list[str]:
        once, may_end = Once(), asyncio.Event()

        async def work() -> ToolFinished:
            await may_end.wait()
            return ToolFinished(call_id="a", output="done")

        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            calls = [tasks.create_task(once.run("a", work)) for _ in range(2)]
            may_end.set()
        return [answer.output for call in calls if (answer := call.result())]

    assert asyncio.run(scenario()) == ["done", "done"]


def test_a_run_that_is_cancelled_is_not_begun_again() -> None:
    async def hang() -> ToolFinished:
        await asyncio.Event().wait()
        raise AssertionError

    async def scenario() -> None:
        once = Once()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await once.run("a", hang)
        with pytest.raises(asyncio.CancelledError):
            await once.run("a", hang)

    asyncio.run(scenario())


def test_of_very_old_calls_only_the_id_is_known() -> None:
    async def work() -> ToolFinished:
        return ToolFinished(call_id="x", output="")

    async def scenario() -> ToolFinished | None:
        once = Once()
        for number in range(65):
            await once.run(str(number), work)
        return await once.run("0", work)

    assert asyncio.run(scenario()) is None
