"""Each call once, whoever asks again: a reconnect, or a model that repeats itself (faults T11)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from grokvoice.session.events import ToolFinished

_MOST_ANSWERS: Final = 64
"""Kept to be given again; of older calls only the ids are known."""


class Once:
    """Which calls were begun, and their answers."""

    def __init__(self) -> None:
        self._begun: set[str] = set()
        self._answers: dict[str, asyncio.Future[ToolFinished]] = {}

    async def run(
        self, call_id: str, work: Callable[[], Awaitable[ToolFinished]]
    ) -> ToolFinished | None:
        """Do the work if this is the first time; else wait for what came, or comes, of that.

        Returns:
            The answer; None if it was given so long ago that it is not known any more.
        """
        if call_id in self._begun:
            earlier = self._answers.get(call_id)
            return await asyncio.shield(earlier) if earlier else None
        self._begun.add(call_id)
        answer: asyncio.Future[ToolFinished] = asyncio.get_running_loop().create_future()
        self._answers[call_id] = answer
        while len(self._answers) > _MOST_ANSWERS:
            del self._answers[next(iter(self._answers))]
        try:
            finished = await work()
        except asyncio.CancelledError:
            answer.cancel()
            raise
        answer.set_result(finished)
        return finished
