"""What is to go out on one connection, in order, and never more than a second behind the voice."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, TypeAlias

from grokvoice.audio.pcm import bytes_to_frames
from grokvoice.protocol.client_events import AnyClientEvent, InputAudioAppend

_LONGEST_WAIT_S: Final = 1.0
"""A slow network must not make the talk lag behind: older sound is left out (faults, N17)."""

LeftOut: TypeAlias = Callable[[int, int], None]
"""Told after how many frames of the connection's sound there is a gap, and of how many frames."""


class Outbox:
    """A queue whose sound grows stale; all else waits for as long as it takes, and is never lost.

    Args:
        clock: The loop's time, in seconds.
        left_out: Told of sound that will not go out.
    """

    def __init__(self, clock: Callable[[], float], left_out: LeftOut) -> None:
        self._clock = clock
        self._left_out = left_out
        self._waiting: deque[tuple[float, AnyClientEvent | None]] = deque()
        self._has_some = asyncio.Event()
        self._taken = 0

    def put(self, event: AnyClientEvent) -> None:
        """Put an event behind all others."""
        self._add(event)
        self._leave_out()

    def end(self) -> None:
        """Let nothing follow: `take` gives None once all before it has been taken."""
        self._add(None)

    async def take(self) -> AnyClientEvent | None:
        """Wait for the next event; None when there will be none."""
        while True:
            await self._has_some.wait()
            self._leave_out()
            if self._waiting:
                return self._pop()
            self._has_some.clear()

    def _add(self, event: AnyClientEvent | None) -> None:
        self._waiting.append((self._clock(), event))
        self._has_some.set()

    def _pop(self) -> AnyClientEvent | None:
        _, event = self._waiting.popleft()
        if isinstance(event, InputAudioAppend):
            self._taken += bytes_to_frames(len(event.audio))
        return event

    def _leave_out(self) -> None:
        """Forget whole chunks that waited too long, the oldest first."""
        stale_before = self._clock() - _LONGEST_WAIT_S
        kept = deque[tuple[float, AnyClientEvent | None]]()
        while self._waiting and self._waiting[0][0] < stale_before:
            put_at, event = self._waiting.popleft()
            if isinstance(event, InputAudioAppend):
                self._left_out(self._taken, bytes_to_frames(len(event.audio)))
            else:
                kept.append((put_at, event))
        self._waiting.extendleft(reversed(kept))
