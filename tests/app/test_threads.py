import asyncio
import contextvars
import subprocess
import sys
import threading

import pytest

from grokvoice.app.threads import DaemonThreads


def test_a_call_gives_its_result_and_keeps_the_context() -> None:
    name = contextvars.ContextVar("name", default="nobody")

    async def scene() -> str:
        asyncio.get_running_loop().set_default_executor(DaemonThreads())
        name.set("ara")
        async with asyncio.timeout(5):
            return await asyncio.to_thread(name.get)

    assert asyncio.run(scene()) == "ara"


def test_what_a_call_raises_reaches_whoever_waits_for_it() -> None:
    def fail() -> None:
        raise KeyError("x")

    async def scene() -> None:
        asyncio.get_running_loop().set_default_executor(DaemonThreads())
        async with asyncio.timeout(5):
            await asyncio.to_thread(fail)

    with pytest.raises(KeyError, match="x"):
        asyncio.run(scene())


def test_a_call_that_was_cancelled_before_its_thread_ran_is_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting: list[threading.Thread] = []

    def wait_to_run(thread: threading.Thread) -> None:
        waiting.append(thread)

    monkeypatch.setattr(threading.Thread, "start", wait_to_run)
    calls: list[str] = []
    future = DaemonThreads().submit(calls.append, "made")

    future.cancel()
    waiting[0].run()

    assert calls == []


def test_a_call_that_hangs_keeps_neither_the_loop_nor_the_program_from_ending() -> None:
    script = """
import asyncio, threading
from grokvoice.app.threads import DaemonThreads

async def main():
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
    async with asyncio.timeout(0.01):
        await asyncio.to_thread(threading.Event().wait)

try:
    asyncio.run(main())
except TimeoutError:
    print("over")
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, timeout=5, text=True)

    assert (done.returncode, done.stdout) == (0, "over\n")
