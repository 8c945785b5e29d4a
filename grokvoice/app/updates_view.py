"""A view for programs: every update goes to whoever listens."""

import asyncio
import contextlib
from collections.abc import Iterator

from grokvoice.session.updates import Update


class QueueView:
    """Hands each update to all subscribers, in order."""

    def __init__(self) -> None:
        self._queues: list[asyncio.Queue[Update]] = []

    @contextlib.contextmanager
    def subscribed(self) -> Iterator[asyncio.Queue[Update]]:
        """Give a queue that gets every update from now on."""
        queue: asyncio.Queue[Update] = asyncio.Queue()
        self._queues.append(queue)
        try:
            yield queue
        finally:
            self._queues.remove(queue)

    def show(self, update: Update, at_s: float) -> None:
        """Hand an update on; when it happened is the listener's own affair."""
        del at_s
        for queue in self._queues:
            queue.put_nowait(update)

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        """Do nothing: programs ask for levels where they need them."""

    def close(self) -> None:
        """Do nothing: the last update says that all is over."""
