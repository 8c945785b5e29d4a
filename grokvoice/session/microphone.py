"""Microphone sound on its way to the wire, every frame of it accounted for.

    captured == acknowledged + in_flight + waiting + sum(dropped) + muted      at any moment

Sound waits while there is no configured session, the newest few seconds of it. What was sent is *in
flight* until the other machine is known to have it. When a connection is lost, the newest few
seconds of what was in flight go out once more on the next one, and so does what had arrived of a
turn in the middle of which it broke, because the server that heard it is gone.

A server that ends turns by silence needs to hear some when the microphone is closed behind a word.
It is put in, and counted nowhere: nobody captured it.
"""

from collections import Counter, deque
from typing import Final, NamedTuple

from grokvoice.protocol.client_events import InputAudioAppend
from grokvoice.session.sent_sound import SentSound

FRAMES_PER_SECOND: Final = 24_000
FRAMES_PER_MS: Final = 24
_BYTES_PER_FRAME: Final = 2
_SILENCE_FRAMES: Final = 2_400
"""Of each piece of silence that is put in."""


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
        self.last_chunk_at = 0.0
        """When the newest sound that was let through, or waits, was captured."""
        self._captured_until = 0.0
        self._waiting = _Chunks()
        self._recent = _Chunks()
        self._backlog = int(backlog_s * FRAMES_PER_SECOND)
        self._is_open = False
        self._sent = SentSound()
        self._acknowledged_here = 0
        self._silence = 0

    @property
    def waiting(self) -> int:
        """Frames kept until they can be sent."""
        return self._waiting.frames

    def push(self, pcm: bytes, now: float) -> list[InputAudioAppend]:
        """Take a chunk whose last sample was captured at `now`; returns what may be sent."""
        chunk = _Chunk(self.captured, pcm)
        self.captured += chunk.frames
        self._captured_until = now
        if self.is_muted:
            self.muted += chunk.frames
            return []
        self._waiting.append(chunk)
        self.last_chunk_at = now
        if self._is_open:
            return self._drain()
        self.dropped["overflow"] += self._waiting.trim(self._backlog)
        return []

    def open(self) -> list[InputAudioAppend]:
        """Let sound through from now on; returns what waited."""
        self._is_open = True
        return [*self._drain(), *self._fall_silent()]

    def mute(self, silence: int) -> list[InputAudioAppend]:
        """Let nothing through from now on.

        Args:
            silence: Frames of it that end a turn which was being spoken; 0 if silence ends none.
        """
        self.is_muted = True
        self._silence = silence
        return self._fall_silent() if self._is_open else []

    def receipt(self, frames: int) -> None:
        """Note that the other machine has so many of the frames sent on this connection."""
        arrived = self._sent.captured_in(min(frames, self._sent.frames))
        self._acknowledge(max(arrived, self._acknowledged_here))

    def left_out(self, at: int, frames: int) -> None:
        """Note that a whole chunk never went out: the network was too slow for it.

        Args:
            at: How many frames had gone out before it.
            frames: How many it has.
        """
        lost = self._sent.leave_out(at, frames)
        self._recent.discard(lost)
        self.dropped["slow"] += len(lost)
        self.in_flight -= len(lost)
        if lost:  # whoever acknowledged more cannot have had it
            self._acknowledge(min(self._sent.captured_in(at), self._acknowledged_here))

    def turn_began(self, audio_ms: int) -> None:
        """Note that what was sent before this position was heard, and is not needed again."""
        heard = self._sent.captured_in(audio_ms * FRAMES_PER_MS)
        self._recent.trim(self._sent.captured - heard)

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
        self._sent = SentSound()
        self.in_flight = self._acknowledged_here = 0

    def captured_at(self, audio_ms: int) -> float:
        """When the sound at a position of the server's input buffer was captured.

        Args:
            audio_ms: Milliseconds since the first audio of the connection, as `audio_end_ms`;
                one after the last is taken for that.
        """
        if not self._sent.frames:
            return self._captured_until
        behind = self.captured - self._sent.number_at(audio_ms * FRAMES_PER_MS)
        return self._captured_until - behind / FRAMES_PER_SECOND

    def _acknowledge(self, frames: int) -> None:
        """Take this many of the frames sent on this connection for arrived."""
        news = frames - self._acknowledged_here
        self._acknowledged_here += news
        self.acknowledged += news
        self.in_flight -= news

    def _drain(self) -> list[InputAudioAppend]:
        ready, self._waiting = self._waiting, _Chunks()
        self.in_flight += ready.frames
        for chunk in ready:
            self._sent.add(chunk.first, chunk.frames)
            self._recent.append(chunk)
        self._recent.trim(self._backlog)
        return [InputAudioAppend(audio=chunk.pcm) for chunk in ready]

    def _fall_silent(self) -> list[InputAudioAppend]:
        """Give the silence that a closed microphone owes to what was said before."""
        if not (self.is_muted and self._sent.ends_in_sound):
            return []
        count = -(-self._silence // _SILENCE_FRAMES)
        self._sent.add(self.captured, count * _SILENCE_FRAMES, is_silence=True)
        return [InputAudioAppend(audio=bytes(_SILENCE_FRAMES * _BYTES_PER_FRAME))] * count


class _Chunk(NamedTuple):
    """Sound, and how many frames the microphone had captured before."""

    first: int
    pcm: bytes

    @property
    def frames(self) -> int:
        return len(self.pcm) // _BYTES_PER_FRAME


class _Chunks(deque[_Chunk]):
    """Chunks in order, and how many frames they hold."""

    frames = 0

    def append(self, chunk: _Chunk, /) -> None:
        super().append(chunk)
        self.frames += chunk.frames

    def prepend(self, older: "_Chunks") -> None:
        self.extendleft(reversed(older))
        self.frames += older.frames

    def trim(self, most: int) -> int:
        """Forget the oldest chunks above so many frames; returns the frames forgotten."""
        before = self.frames
        while self.frames > most:
            self.frames -= self.popleft().frames
        return before - self.frames

    def discard(self, numbers: range) -> None:
        """Forget the chunk with these frames, if it is there."""
        for chunk in [chunk for chunk in self if chunk.first in numbers]:
            self.remove(chunk)
            self.frames -= chunk.frames
