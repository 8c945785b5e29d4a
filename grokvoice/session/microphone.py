"""Microphone sound on its way to the wire, every frame of it accounted for.

    captured == acknowledged + in_flight + waiting + sum(dropped) + muted      at any moment

Sound waits while there is no configured session, the newest few seconds of it. What was sent is *in
flight* until the other machine is known to have it. When a connection is lost, the newest few
seconds of what was in flight go out once more on the next one, and so does what had arrived of a
turn in the middle of which it broke, because the server that heard it is gone.
"""

from collections import Counter, deque
from typing import Final

from grokvoice.protocol.client_events import InputAudioAppend

FRAMES_PER_SECOND: Final = 24_000
_BYTES_PER_FRAME: Final = 2


class MicrophoneGate:
    """Lets chunks through, keeps them for later, or counts them as not sent.

    Args:
        backlog_s: How much sound is kept for a session that is not there.
    """

    def __init__(self, backlog_s: float) -> None:
        self.is_muted = False
        self.captured = 0
        self.acknowledged = 0
        self.in_flight = 0
        self.muted = 0
        self.dropped: Counter[str] = Counter()
        self._waiting = _Chunks()
        self._recent = _Chunks()
        self._backlog = int(backlog_s * FRAMES_PER_SECOND)
        self._is_open = False
        self._sent_here = 0
        self._acknowledged_here = 0
        self.last_chunk_at = 0.0
        """When the newest sound that was let through, or waits, was captured."""

    @property
    def waiting(self) -> int:
        """Frames kept until they can be sent."""
        return self._waiting.frames

    def push(self, pcm: bytes, now: float) -> list[InputAudioAppend]:
        """Take a chunk whose last sample was captured at `now`; returns what may be sent."""
        frames = len(pcm) // _BYTES_PER_FRAME
        self.captured += frames
        if self.is_muted:
            self.muted += frames
            return []
        self._waiting.append(pcm)
        self.last_chunk_at = now
        if self._is_open:
            return self._drain()
        self.dropped["overflow"] += self._waiting.trim(self._backlog)
        return []

    def open(self) -> list[InputAudioAppend]:
        """Let sound through from now on; returns what waited."""
        self._is_open = True
        return self._drain()

    def receipt(self, frames: int) -> None:
        """Note that the other machine has so many of the frames sent on this connection."""
        news = max(0, min(frames, self._sent_here) - self._acknowledged_here)
        self._acknowledged_here += news
        self.acknowledged += news
        self.in_flight -= news

    def turn_began(self, audio_ms: int) -> None:
        """Note that what was sent before this position was heard, and is not needed again."""
        self._recent.trim(max(0, self._sent_here - audio_ms * FRAMES_PER_SECOND // 1000))

    def close(self, *, is_turn_open: bool) -> None:
        """Note that the connection is gone.

        Args:
            is_turn_open: Whether what had arrived is of no use, because the turn was not over.
        """
        self._is_open = False
        if not is_turn_open:
            self._recent.trim(self.in_flight)
        again = self._recent.frames
        self.acknowledged -= max(0, again - self.in_flight)
        self.dropped["offline"] += max(0, self.in_flight - again)
        self._waiting.prepend(self._recent)
        self.dropped["overflow"] += self._waiting.trim(self._backlog)
        self._recent = _Chunks()
        self.in_flight = self._sent_here = self._acknowledged_here = 0

    def captured_at(self, audio_ms: int) -> float:
        """When the sound at a position of the server's input buffer was captured.

        Args:
            audio_ms: Milliseconds since the first audio of the connection, as `audio_end_ms`;
                one after the last is taken for that.
        """
        behind_s = self._sent_here / FRAMES_PER_SECOND - audio_ms / 1000
        return self.last_chunk_at - max(0.0, behind_s)

    def _drain(self) -> list[InputAudioAppend]:
        ready, self._waiting = self._waiting, _Chunks()
        self._sent_here += ready.frames
        self.in_flight += ready.frames
        for pcm in ready:
            self._recent.append(pcm)
        self._recent.trim(self._backlog)
        return [InputAudioAppend(audio=pcm) for pcm in ready]


class _Chunks(deque[bytes]):
    """Chunks in order, and how many frames they hold."""

    frames = 0

    def append(self, pcm: bytes, /) -> None:
        super().append(pcm)
        self.frames += len(pcm) // _BYTES_PER_FRAME

    def prepend(self, older: "_Chunks") -> None:
        self.extendleft(reversed(older))
        self.frames += older.frames

    def trim(self, most: int) -> int:
        """Forget the oldest chunks above so many frames; returns the frames forgotten."""
        before = self.frames
        while self.frames > most:
            self.frames -= len(self.popleft()) // _BYTES_PER_FRAME
        return before - self.frames
