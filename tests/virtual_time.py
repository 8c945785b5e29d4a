"""An event loop whose clock jumps to the next timer whenever nothing else is left to do.

Minutes of waiting pass in milliseconds, and always in the same order. Calls meant for a thread are
made at once. Sockets within the process may be used: with `grace_s` the kernel is given a moment to
deliver what was written before time moves on.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class _Selector(selectors.DefaultSelector):
    def __init__(self, grace_s: float) -> None:
        super().__init__()
        self.now = 1000.0
        self._grace_s = grace_s

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout != 0:
            ready = super().select(self._grace_s)
        if ready or timeout == 0:
            return ready
        assert timeout is not None, "nothing will ever happen any more"
        self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time."""

    def __init__(self, grace_s: float = 0.0) -> None:
        self._virtual = _Selector(grace_s)
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now

    def run_in_executor(
        self,
        executor: object,  # noqa: ARG002 - there are no threads in virtual time
        func: Callable[[*Ts], T],
        *args: *Ts,
    ) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whoever awaits it gets it
            future.set_exception(error)
        return future


def run_virtually(
    work: Coroutine[Any, Any, T], *, grace_s: float = 0.0, within_s: float = 3600.0
) -> T:
    """Run a coroutine in virtual time; it fails if it is not over within an hour of that."""

    async def bounded() -> T:
        async with asyncio.timeout(within_s):
            return await work

    with asyncio.Runner(loop_factory=lambda: VirtualLoop(grace_s)) as runner:
        return runner.run(bounded())


async def pass_time(seconds: float) -> None:
    """Let so much virtual time pass; a loop in real time is refused, for no test may wait."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    future: asyncio.Future[None] = loop.create_future()
    loop.call_later(seconds, future.set_result, None)
    await future


async def next_turn(turns: int = 1) -> None:
    """Let the loop turn, so that all that is ready gets its share."""
    loop = asyncio.get_running_loop()
    for _ in range(turns):
        future: asyncio.Future[None] = loop.create_future()
        loop.call_soon(future.set_result, None)
        await future
