import asyncio
import os
import signal
import sys

import pytest

from grokvoice.app.suspension import letting_go, on_suspension

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no Ctrl-Z")


async def pressed() -> None:
    """Press Ctrl-Z, and let what it does be done."""
    os.kill(os.getpid(), signal.SIGTSTP)
    for _ in range(3):
        await asyncio.sleep(0)


def test_what_is_let_go_is_let_go_before_anything_else_happens() -> None:
    done: list[str] = []

    async def run() -> None:
        with on_suspension(lambda: done.append("stopped")):
            with letting_go(lambda: done.append("let go")):
                await pressed()
            await pressed()

    asyncio.run(run())

    assert done == ["let go", "stopped", "stopped"]


def test_where_nobody_else_cares_the_program_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setattr(
        signal, "raise_signal", lambda number: done.append((number, signal.getsignal(number)))
    )

    async def run() -> None:
        with letting_go(lambda: done.append("let go")):
            await pressed()

    before = signal.getsignal(signal.SIGTSTP)
    asyncio.run(run())

    assert done == ["let go", (signal.SIGTSTP, signal.SIG_DFL)]
    assert signal.getsignal(signal.SIGTSTP) == before


def test_what_is_ignored_stays_so() -> None:
    done: list[str] = []

    async def run() -> None:
        with letting_go(lambda: done.append("let go")):
            await pressed()

    before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        asyncio.run(run())
    finally:
        signal.signal(signal.SIGTSTP, before)

    assert done == []
