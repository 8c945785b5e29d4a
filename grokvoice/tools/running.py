"""Running the user's functions: away from the event loop, each to exactly one outcome.

A plain function gets a thread of its own. All `async` functions share one loop in one thread, as
they would in a program of their own, so that they may share connections and locks. If one of them
blocks that loop, it is named, and calls that come later get a new loop.
"""

import asyncio
import inspect
import logging
import threading
from collections.abc import Callable
from typing import Final

from grokvoice.protocol.values import JsonObject
from grokvoice.tools.declaring import StopResponse, ToolError
from grokvoice.tools.functions import Function
from grokvoice.tools.results import Outcome, Redact, failed, result_text
from grokvoice.tools.threads import LoopThread, in_thread

logger = logging.getLogger(__name__)

MOST_ABANDONED: Final = 16
"""Calls that hang in threads at the same time; then no more are begun."""
_LOOK_S: Final = 0.6
"""How often it is looked whether the loop of the asynchronous functions still turns."""


class Runner:
    """Runs functions.

    Args:
        redact: Takes secrets out of what the model is told.
        warn: Told, on the loop's thread, what the user should know.
    """

    def __init__(self, redact: Redact, warn: Callable[[str], None]) -> None:
        self._redact = redact
        self._warn = warn
        self._loops: list[LoopThread] = []
        self._left: list[threading.Event] = []

    @property
    def abandoned(self) -> int:
        """How many calls in threads still run though nobody waits for them."""
        self._left = [ended for ended in self._left if not ended.is_set()]
        return len(self._left)

    async def run(self, function: Function, arguments: JsonObject) -> Outcome:
        """Call a function with arguments that its schema accepts; never raises on its account.

        A caller who stops waiting (a time-out) cancels an asynchronous function, and leaves a plain
        one behind.
        """
        if self.abandoned >= MOST_ABANDONED:
            return failed(f"refused: {self.abandoned} earlier calls still hang", self._redact)
        if function.is_async:
            return await self._await(function, arguments)
        return await self._call(function, arguments)

    def close(self) -> None:
        """Let the loops of the asynchronous functions end."""
        for thread in self._loops:
            thread.close()

    async def _call(self, function: Function, arguments: JsonObject) -> Outcome:
        ended = threading.Event()

        def work() -> Outcome:
            outcome = _called(function, arguments, self._redact)
            ended.set()
            return outcome

        try:
            return await in_thread(work, f"tool {function.name}")
        except asyncio.CancelledError:
            self._left.append(ended)
            raise

    async def _await(self, function: Function, arguments: JsonObject) -> Outcome:
        if not self._loops:
            self._loops.append(LoopThread("async tools"))
        thread = self._loops[-1]
        future = thread.start(_awaited(function, arguments, self._redact))
        try:
            while not future.done():
                await asyncio.wait([future], timeout=_LOOK_S)
                if not future.done() and (blocker := thread.blocker()):
                    self._leave(thread, blocker)
            return future.result()
        finally:
            future.cancel()

    def _leave(self, thread: LoopThread, blocker: str) -> None:
        """Begin a new loop for calls to come; those in the blocked one may still end there."""
        if thread is not self._loops[-1]:
            return
        self._loops.append(LoopThread("async tools"))
        self._warn(
            f"{blocker} blocks all asynchronous tools: it waits without await. "
            "Make it a plain function (def instead of async def)."
        )


def _called(function: Function, arguments: JsonObject, redact: Redact) -> Outcome:
    try:
        result = function.call(**_keywords(function, arguments))
        return Outcome(text=result_text(result, redact))
    except BaseException as problem:  # noqa: BLE001 - a user's tool may raise anything, SystemExit too
        return _explained(function, problem, redact)


async def _awaited(function: Function, arguments: JsonObject, redact: Redact) -> Outcome:
    if task := asyncio.current_task():
        task.set_name(function.name)
    try:
        result = function.call(**_keywords(function, arguments))
        awaited = await result if inspect.isawaitable(result) else result
        return Outcome(text=result_text(awaited, redact))
    except BaseException as problem:  # as above
        if task and task.cancelling():
            raise
        return _explained(function, problem, redact)


def _keywords(function: Function, arguments: JsonObject) -> dict[str, object]:
    keywords = function.read(arguments)
    return keywords if isinstance(keywords, dict) else {}


def _explained(function: Function, problem: BaseException, redact: Redact) -> Outcome:
    """Return what the model is told of an exception: its kind and its message."""
    logger.debug("tool %s failed", function.name, exc_info=problem)
    try:
        match problem:
            case StopResponse():
                return Outcome(text=result_text(problem.output, redact), wants_reply=False)
            case ToolError():
                return failed(str(problem), redact)
            case _:
                return failed(f"{type(problem).__name__}: {problem}".removesuffix(": "), redact)
    except BaseException:  # noqa: BLE001 - even the message is the tool's own code
        return failed(type(problem).__name__, redact)
