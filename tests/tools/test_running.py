"""Functions away from the loop, each to one outcome."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable

import pytest

from grokvoice.protocol.values import JsonObject
from grokvoice.tools import running
from grokvoice.tools.declaring import StopResponse, ToolError
from grokvoice.tools.functions import function_from
from grokvoice.tools.results import Outcome
from grokvoice.tools.running import MOST_ABANDONED, Runner
from grokvoice.tools.threads import in_thread


def same(text: str) -> str:
    return text


class Mute(Exception):  # noqa: N818 - it is one that cannot even tell what it is
    def __str__(self) -> str:
        raise RuntimeError("no words")


def run(function: Callable[..., object], arguments: JsonObject | None = None) -> Outcome:
    """Run a function once, on a runner of its own."""

    async def scenario() -> Outcome:
        runner = Runner(same, print)
        async with asyncio.timeout(5):
            outcome = await runner.run(function_from(function), arguments or {})
        runner.close()
        return outcome

    return asyncio.run(scenario())


def raising(problem: BaseException) -> Callable[[], object]:
    def fail() -> object:
        """Fail."""
        raise problem

    return fail


def raising_later(problem: BaseException) -> Callable[[], object]:
    async def fail() -> object:
        """Fail."""
        raise problem

    return fail


def add(a: int, b: int = 2) -> int:
    """Add."""
    return a + b


async def add_later(a: int, b: int = 2) -> dict[str, int]:
    """Add, some time."""
    await asyncio.Event().wait() if a < 0 else None
    return {"sum": a + b}


@pytest.mark.parametrize(("function", "text"), [(add, "5"), (add_later, '{"sum": 5}')])
def test_what_a_function_returns_is_the_outcome(function: Callable[..., object], text: str) -> None:
    assert run(function, {"a": 3}) == Outcome(text=text)


@pytest.mark.parametrize("make", [raising, raising_later])
@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (ToolError("Oslo is not on the map."), "Oslo is not on the map."),
        (ValueError("bad"), "ValueError: bad"),
        (ValueError(), "ValueError"),
        (SystemExit(3), "SystemExit: 3"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (BaseException("odd"), "BaseException: odd"),
        (asyncio.CancelledError(), "CancelledError"),
        (MemoryError(), "MemoryError"),
        (Mute(), "Mute"),
    ],
)
def test_whatever_a_function_raises_is_an_outcome(
    make: Callable[[BaseException], Callable[[], object]], problem: BaseException, told: str
) -> None:
    outcome = run(make(problem))

    assert (json.loads(outcome.text), outcome.is_error) == ({"error": told}, True)


@pytest.mark.parametrize("make", [raising, raising_later])
def test_a_function_may_want_no_reply(
    make: Callable[[BaseException], Callable[[], object]],
) -> None:
    assert run(make(StopResponse("off"))) == Outcome(text="off", wants_reply=False)


def test_a_wrapper_that_does_not_await_is_awaited_only_if_it_can_be() -> None:
    import functools

    @functools.wraps(add_later)
    def wrapped(a: int, b: int = 2) -> object:
        return a * b

    assert run(wrapped, {"a": 3}) == Outcome(text="6")


def test_a_traceback_is_for_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        outcome = run(raising(ValueError("bad")))

    assert "Traceback" not in outcome.text
    assert [(one.levelname, one.message) for one in caplog.records if one.exc_info] == [
        ("DEBUG", "tool fail failed")
    ]


def test_a_function_that_hangs_is_left_behind_and_counted_until_it_ends() -> None:
    may_end = threading.Event()

    def hang() -> None:
        """Hang."""
        may_end.wait(5)

    async def scenario() -> list[int]:
        runner, counts = Runner(same, print), []
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await runner.run(function_from(hang), {})
        counts.append(runner.abandoned)
        may_end.set()
        for thread in threading.enumerate():
            if thread.name == "tool hang":
                thread.join(5)
        return [*counts, runner.abandoned]

    assert asyncio.run(scenario()) == [1, 0]


def test_when_too_many_hang_no_more_are_begun() -> None:
    may_end = threading.Event()

    def hang() -> None:
        """Hang."""
        may_end.wait(5)

    async def scenario() -> Outcome:
        runner = Runner(same, print)
        for _ in range(MOST_ABANDONED):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await runner.run(function_from(hang), {})
        return await runner.run(function_from(add), {"a": 1})

    outcome = asyncio.run(scenario())
    may_end.set()

    assert outcome.text == '{"error": "refused: 16 earlier calls still hang"}'


def test_an_asynchronous_function_that_takes_too_long_is_cancelled() -> None:
    was_cancelled = threading.Event()

    async def hang() -> None:
        """Hang."""
        try:
            await asyncio.Event().wait()
        finally:
            was_cancelled.set()

    async def scenario() -> int:
        runner = Runner(same, print)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await runner.run(function_from(hang), {})
        await in_thread(lambda: was_cancelled.wait(5), "watcher")
        runner.close()
        return runner.abandoned

    assert (asyncio.run(scenario()), was_cancelled.is_set()) == (0, True)


def test_asynchronous_functions_share_a_loop() -> None:
    loops = []

    async def where() -> None:
        """Note the loop."""
        loops.append(asyncio.get_running_loop())

    async def scenario() -> None:
        runner = Runner(same, print)
        async with asyncio.timeout(5):
            await runner.run(function_from(where), {})
            await runner.run(function_from(where), {})
        runner.close()

    asyncio.run(scenario())

    assert loops[0] is loops[1]


def test_who_blocks_the_shared_loop_is_named_and_later_calls_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "_LOOK_S", 0.01)
    monkeypatch.setattr("grokvoice.tools.threads._LATE_S", 0.0)
    may_end, warnings = threading.Event(), []

    async def block() -> str:
        """Block."""
        may_end.wait(5)
        return "ended"

    async def scenario() -> tuple[Outcome, Outcome]:
        warned = asyncio.Event()

        def warn(text: str) -> None:
            warnings.append(text)
            warned.set()

        runner = Runner(same, warn)
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            blocked = tasks.create_task(runner.run(function_from(block), {}))
            await warned.wait()
            later = await runner.run(function_from(add_later), {"a": 1})
            may_end.set()
        runner.close()
        return later, blocked.result()

    outcomes = asyncio.run(scenario())

    assert outcomes == (Outcome(text='{"sum": 3}'), Outcome(text="ended"))
    assert warnings == [
        "block blocks all asynchronous tools: it waits without await. "
        "Make it a plain function (def instead of async def)."
    ]
