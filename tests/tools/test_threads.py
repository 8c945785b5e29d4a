"""Threads that can be left behind, and a loop in one."""

import asyncio
import threading

import pytest

from grokvoice.tools import threads
from grokvoice.tools.threads import LoopThread, in_thread


def test_work_is_done_in_a_daemon_of_its_own() -> None:
    async def scenario() -> threading.Thread:
        async with asyncio.timeout(5):
            return await in_thread(threading.current_thread, "worker")

    worker = asyncio.run(scenario())

    assert (worker.name, worker.daemon) == ("worker", True)


def test_a_thread_that_is_left_behind_disturbs_nobody_when_it_ends() -> None:
    may_end, has_ended = threading.Event(), threading.Event()

    def work() -> None:
        may_end.wait(5)
        has_ended.set()

    async def scenario() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await in_thread(work, "late")
        may_end.set()
        async with asyncio.timeout(5):
            await in_thread(lambda: has_ended.wait(5), "watcher")

    asyncio.run(scenario())

    assert has_ended.is_set()


def test_a_thread_may_outlive_its_loop() -> None:
    may_end = threading.Event()

    async def scenario() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await in_thread(lambda: may_end.wait(5), "orphan")

    asyncio.run(scenario())
    may_end.set()

    for thread in threading.enumerate():
        if thread.name == "orphan":
            thread.join(5)
    assert "orphan" not in [thread.name for thread in threading.enumerate()]


def test_a_coroutine_runs_over_there() -> None:
    async def where() -> str:
        return threading.current_thread().name

    async def scenario() -> str:
        thread = LoopThread("over there")
        async with asyncio.timeout(5):
            name = await thread.start(where())
        thread.close()
        return name

    assert asyncio.run(scenario()) == "over there"


def test_cancelling_over_here_cancels_over_there() -> None:
    is_running, was_cancelled = threading.Event(), threading.Event()

    async def hang() -> None:
        try:
            is_running.set()
            await asyncio.Event().wait()
        finally:
            was_cancelled.set()

    async def scenario() -> None:
        thread = LoopThread("there")
        future = thread.start(hang())
        async with asyncio.timeout(5):
            await in_thread(is_running.wait, "watcher")
            future.cancel()
            await in_thread(was_cancelled.wait, "watcher")
        thread.close()

    asyncio.run(scenario())

    assert was_cancelled.is_set()


def test_closing_cancels_what_runs_over_there() -> None:
    was_cancelled = threading.Event()
    is_running = threading.Event()

    async def hang() -> None:
        try:
            is_running.set()
            await asyncio.Event().wait()
        finally:
            was_cancelled.set()

    async def scenario() -> bool:
        thread = LoopThread("there")
        future = thread.start(hang())
        async with asyncio.timeout(5):
            await in_thread(is_running.wait, "watcher")
            thread.close()
            await in_thread(was_cancelled.wait, "watcher")
            await asyncio.wait([future])
        return future.cancelled()

    assert asyncio.run(scenario())


def test_closing_may_let_what_runs_over_there_come_to_its_end() -> None:
    may_end = threading.Event()

    async def end_by_itself() -> str:
        await asyncio.to_thread(may_end.wait, 5)
        return "ended"

    async def scenario() -> str:
        thread = LoopThread("there", patience_s=5)
        future = thread.start(end_by_itself())
        async with asyncio.timeout(5):
            thread.close()
            may_end.set()
            return await future

    assert asyncio.run(scenario()) == "ended"


def test_the_task_that_blocks_the_loop_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_LATE_S", 0.0)
    may_end, is_running = threading.Event(), threading.Event()

    async def block() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name("culprit")
        is_running.set()
        may_end.wait(5)

    async def scenario() -> list[str | None]:
        thread = LoopThread("there")
        future = thread.start(block())
        async with asyncio.timeout(5):
            await in_thread(is_running.wait, "watcher")
            names = [thread.blocker(), thread.blocker()]
            may_end.set()
            await future
        thread.close()
        return names

    assert asyncio.run(scenario()) == [None, "culprit"]


def test_nobody_blocks_a_loop_that_turns() -> None:
    async def nothing() -> None: ...

    async def scenario() -> list[str | None]:
        thread = LoopThread("there")
        names = []
        for _ in range(3):
            names.append(thread.blocker())
            async with asyncio.timeout(5):
                await thread.start(nothing())
        thread.close()
        return names

    assert asyncio.run(scenario()) == [None, None, None]
