"""A loudspeaker and a microphone on a virtual clock; nothing sounds, every frame is counted."""

from collections import Counter, deque
from dataclasses import dataclass, field

import numpy as np

from grokvoice.session.events import MicrophoneChunk, PlaybackFlushed, PlaybackProgressed

RATE_HZ = 24_000
BLOCK_FRAMES = 480
BLOCK_S = 0.02
_FADE_FRAMES = 240
_CHUNK_FRAMES = 2400
_CHUNK_S = 0.1
_TINY_S = 1e-9

LoudspeakerEvent = PlaybackProgressed | PlaybackFlushed


@dataclass(slots=True)
class _Generation:
    number: int
    queue: deque[tuple[int, int]] = field(default_factory=deque)
    """Stretches of one sample value each, and their frames: the values tell whose sound it is."""
    queued: int = 0
    taken: int = 0
    is_flushing: bool = False


class VirtualLoudspeaker:
    """Takes sound in blocks of 20 ms, and says what of it was heard a while later.

    Args:
        output_delay_s: From taking a block to hearing it.
        report_every_blocks: How often it says how far it is.
    """

    def __init__(self, output_delay_s: float, report_every_blocks: int = 5) -> None:
        self.queued: Counter[int] = Counter()
        """Frames handed in, by the value of their samples."""
        self.taken: Counter[int] = Counter()
        """Frames taken, by the value of their samples."""
        self._delay_s = output_delay_s
        self._report_every = report_every_blocks
        self._generations = deque([_Generation(0)])
        self._blocks = 0
        self._flushed: list[PlaybackFlushed] = []
        self._history: deque[tuple[float, int]] = deque()
        self._heard = 0
        self._told = 0

    def play(self, pcm: bytes, now: float) -> None:
        """Queue sound whose samples all have the same value."""
        self._advance(now)
        value = int.from_bytes(pcm[:2], "little")
        assert pcm[:2] == pcm[-2:], "the sound of two items in one piece"
        frames = len(pcm) // 2
        self._generations[-1].queue.append((value, frames))
        self._generations[-1].queued += frames
        self.queued[value] += frames

    def flush(self, generation: int, now: float) -> None:
        """Fade out with the next block, and begin another generation."""
        self._advance(now)
        assert generation == self._generations[-1].number, "a flush of another generation"
        self._generations[-1].is_flushing = True
        self._generations.append(_Generation(generation + 1))

    def deadline(self) -> float | None:
        """When there will be something to tell."""
        current = self._generations[0]
        if current.is_flushing:
            return (self._blocks + 1) * BLOCK_S
        if current.queued == self._told:
            return None
        return (self._blocks // self._report_every + 1) * self._report_every * BLOCK_S

    def take_events(self, now: float) -> list[LoudspeakerEvent]:
        """What there is to tell now."""
        self._advance(now)
        told: list[LoudspeakerEvent] = [*self._flushed]
        self._flushed.clear()
        while self._history and self._history[0][0] <= now - self._delay_s + _TINY_S:
            self._heard = self._history.popleft()[1]
        if self._heard > self._told:
            self._told = self._heard
            told.append(PlaybackProgressed(self._generations[0].number, self._heard))
        return told

    def _advance(self, now: float) -> None:
        """Take all blocks up to now; whatever came since the last call came after them."""
        blocks = int((now + _TINY_S) / BLOCK_S) - self._blocks
        if not blocks:
            return
        self._blocks += blocks
        if self._generations[0].is_flushing:
            blocks -= 1
            self._take(_FADE_FRAMES)
            while self._generations[0].is_flushing:
                self._end_generation()
        if self._take(blocks * BLOCK_FRAMES):
            self._history.append((self._blocks * BLOCK_S, self._generations[0].taken))

    def _take(self, frames: int) -> int:
        current = self._generations[0]
        before = current.taken
        while frames and current.queue:
            value, there = current.queue.popleft()
            part = min(frames, there)
            if part < there:
                current.queue.appendleft((value, there - part))
            self.taken[value] += part
            current.taken += part
            frames -= part
        return current.taken - before

    def _end_generation(self) -> None:
        ended = self._generations.popleft()
        self._flushed.append(PlaybackFlushed(ended.number, ended.taken))
        self._history.clear()
        self._heard = self._told = 0


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech."""

    start_s: float
    end_s: float


class VirtualMicrophone:
    """Hears somebody speak at given times, as noise; each chunk of 100 ms is told at its end.

    Args:
        utterances: In order, without overlap.
        sleeps_after_s: Silence after which it sends nothing until the next utterance; None sends
            silence for ever.
    """

    def __init__(self, utterances: list[Utterance], sleeps_after_s: float | None = None) -> None:
        noise = np.random.default_rng(1).integers(-3000, 3000, _CHUNK_FRAMES, np.int16)
        self._noise = noise.astype("<i2").tobytes()
        self._silence = bytes(len(self._noise))
        self._utterances = deque(utterances)
        self._sleeps_after_s = sleeps_after_s
        self._spoke_until_s = 0.0
        self._origin_s = 0.0
        self._chunks = 0
        """Told since the origin, which is where it woke up."""

    @property
    def is_done(self) -> bool:
        """Whether nobody will speak any more."""
        return not self._utterances

    def deadline(self) -> float | None:
        """When the next chunk will be complete; None if it sleeps for ever."""
        self._sleep()
        start_s = self._start_s()
        is_asleep = self._is_tired(start_s) and not self._utterances
        return None if is_asleep else start_s + _CHUNK_S

    def take_events(self, now: float) -> list[MicrophoneChunk]:
        """The chunks that are complete now."""
        chunks: list[MicrophoneChunk] = []
        while (due := self.deadline()) is not None and due <= now + _TINY_S:
            chunks.append(MicrophoneChunk(self._chunk(due - _CHUNK_S, due)))
            self._chunks += 1
        return chunks

    def _start_s(self) -> float:
        return self._origin_s + self._chunks * _CHUNK_S

    def _is_tired(self, start_s: float) -> bool:
        after_s = self._sleeps_after_s
        return after_s is not None and start_s > self._spoke_until_s + after_s

    def _sleep(self) -> None:
        """Skip the silence in which nothing is sent, and wake with the next utterance."""
        start_s = self._start_s()
        if self._is_tired(start_s) and self._utterances:
            self._origin_s, self._chunks = max(start_s, self._utterances[0].start_s), 0

    def _chunk(self, start_s: float, end_s: float) -> bytes:
        pcm = self._silence
        while self._utterances and self._utterances[0].start_s < end_s:
            speech = self._utterances[0]
            first = max(0, round((speech.start_s - start_s) * RATE_HZ)) * 2
            last = min(_CHUNK_FRAMES, round((speech.end_s - start_s) * RATE_HZ)) * 2
            pcm = pcm[:first] + self._noise[first:last] + pcm[last:]
            self._spoke_until_s = speech.end_s
            if speech.end_s > end_s:
                break
            self._utterances.popleft()
        return pcm
