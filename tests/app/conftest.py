"""A sound card that is none, and a simulator beside the program under test."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from grokvoice.simulator.server import Options, Simulator
from tests.adapters.conftest import library, no_proxies

__all__ = ["library", "no_proxies", "serve"]


@contextmanager
def running(options: Options) -> Iterator[str]:
    """Run a simulator on a thread with a loop of its own; gives its URL."""
    url: list[str] = []
    is_up, may_end = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with Simulator(options) as simulator:
            url.append(simulator.url)
            is_up.set()
            await may_end.wait()

    def work() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve())

    thread = threading.Thread(target=work, name="simulator")
    thread.start()
    try:
        assert is_up.wait(5)
        yield url[0]
    finally:
        loop.call_soon_threadsafe(may_end.set)
        thread.join(5)


@pytest.fixture
def serve() -> Iterator[Callable[[Options], str]]:
    """Give a starter of simulators; they end with the test."""
    with ExitStack() as simulators:
        yield lambda options: simulators.enter_context(running(options))
