"""What stands between the event loop and the loudspeaker: every frame is accounted for.

Replies arrive much faster than they sound, so nothing may be lost and everything may be taken back.
A *generation* is what was written between two flushes. Frames are counted per generation, because
that is what a truncation needs: how much of this was heard, and not how much was sent.

    written == played + flushed + buffered        at any moment when neither side is at work

The event loop uses `PlayoutQueue`, the sound card's callback its `reader`; no method of the one may
be called from the other's thread.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from grokvoice.audio.pcm import Samples, ms_to_frames
from grokvoice.audio.playout_reader import PlayoutOrders, PlayoutReader, Restarts
from grokvoice.audio.preroll import PreRoll
from grokvoice.audio.ring import Ring

PREROLL_MS: Final = 100
"""Sound that must wait before a reply begins.

The service's first delta is 60 to 500 ms and the next follow at several times real time, so this
costs next to nothing. See `PreRoll`.
"""

RING_FRAMES: Final = 1 << 19
"""22 seconds, 1 MB; what is longer waits on the event loop's side of the ring."""

_CARD_FRAMES: Final = ms_to_frames(60)
"""What a card takes at once when it starts: its buffer of two blocks, and the next."""
_KEPT: Final = 16
"""One part in so many of the ring, 1.4 s, is for what a card was given and may be taken back."""


@dataclass(frozen=True, slots=True)
class PlayoutCounts:
    """Where every frame went, and what the listener missed."""

    written: int
    """Frames handed in since the beginning."""
    played: int
    """Frames of them the loudspeaker took."""
    flushed: int
    """Frames of them thrown away unplayed."""
    buffered: int
    """Frames of them that wait."""
    underruns: int
    """Times a sound ran dry before it was finished."""
    silence: int
    """Frames in which the loudspeaker was given nothing."""


class PlayoutQueue:
    """Accepts any amount of sound, plays it in order, and takes back what was not played.

    Args:
        preroll_ms: Sound that must wait before a reply begins; 0 begins at once.
        ring_frames: Size of the ring; the length of what can be queued is not limited by it.
        restarts: What the card is restarted for (`PlayoutReader.restart`).
    """

    def __init__(
        self,
        *,
        preroll_ms: int = PREROLL_MS,
        ring_frames: int = RING_FRAMES,
        restarts: Restarts = Restarts.NEVER,
    ) -> None:
        self._ring = Ring(ring_frames, kept=ring_frames // _KEPT)
        self._orders = PlayoutOrders()
        ahead = _CARD_FRAMES if Restarts.TO_BEGIN in restarts else 0
        preroll = PreRoll(ms_to_frames(preroll_ms), ahead)
        self.reader: Final = PlayoutReader(self._ring, self._orders, preroll, restarts)
        """The loudspeaker's end."""
        self._spill: deque[Samples] = deque()
        self._spilled_frames = 0
        self._dropped_frames = 0
        self._taken_answers = 0

    @property
    def generation(self) -> int:
        """The generation that is written now: the number of flushes so far."""
        return len(self._orders.flush_marks)

    @property
    def position(self) -> int:
        """Where the loudspeaker stands, in frames on a scale of this queue; see `frames_of`."""
        return self._ring.read

    def write(self, samples: Samples) -> None:
        """Queue sound behind everything else of this generation; all of it is accepted.

        Args:
            samples: Belongs to the queue from now on; a part of it may wait outside the ring.
        """
        self._spill.append(samples)
        self._spilled_frames += len(samples)
        self.top_up()

    def top_up(self) -> None:
        """Move what did not fit into the ring; due every few seconds while sound waits."""
        while self._spill and self._ring.writable:
            samples = self._spill.popleft()
            taken = self._ring.write(samples[: self._ring.writable])
            self._spilled_frames -= taken
            if taken < len(samples):
                self._spill.appendleft(samples[taken:])

    def finish(self) -> None:
        """Say that nothing follows for now: play the rest, and call its end no underrun."""
        self._orders.finish_mark = self._ring.written + self._spilled_frames

    def flush(self) -> int:
        """Forget what was not played and return the number of the generation that begins.

        The loudspeaker fades out over the next 10 ms of the old one; `take_flushed` tells when it
        has. Sound written from now on waits for that.
        """
        self._dropped_frames += self._spilled_frames
        self._spilled_frames = 0
        self._spill.clear()
        mark = self._ring.written
        self._orders.finish_mark = min(self._orders.finish_mark, mark)
        self._orders.flush_marks.append(mark)
        return self.generation

    def duck(self, *, is_ducked: bool) -> None:
        """Make what sounds quieter, or bring its level back; on a ramp of 10 ms, from now on."""
        self._orders.is_ducked = is_ducked

    def take_flushed(self) -> list[tuple[int, int]]:
        """Return each flush obeyed since the last call, oldest first.

        Returns:
            The generation that ended, and the frames of it the loudspeaker took, fade included.
        """
        answered = range(self._taken_answers, len(self.reader.ends))
        self._taken_answers = answered.stop
        return [(generation, self.played(generation)) for generation in answered]

    def settle(self) -> None:
        """Complete every flush on the loudspeaker's behalf; only while no callback can run."""
        self.reader.settle()

    def played(self, generation: int) -> int:
        """Return how many frames of a generation the loudspeaker took, silence not counted."""
        return self.frames_of(generation, self._ring.read)

    def frames_of(self, generation: int, position: int) -> int:
        """Return how many frames of a generation were taken before the loudspeaker's `position`.

        Args:
            generation: From 0 to `generation`.
            position: A past or present value of `position`, looked at before this call.
        """
        # The reader answers a flush before it jumps: a position behind the jump implies the answer.
        ends = self.reader.ends
        end = ends[generation] if generation < len(ends) else position
        return max(0, min(position, end) - self._start(generation))

    def counts(self) -> PlayoutCounts:
        """Return where every frame went."""
        position = self._ring.read
        ends = self.reader.ends[:]
        position = max(position, self._start(len(ends)))
        skipped = sum(self._orders.flush_marks[: len(ends)]) - sum(ends)
        return PlayoutCounts(
            written=self._ring.written + self._spilled_frames + self._dropped_frames,
            played=position - skipped,
            flushed=skipped + self._dropped_frames,
            buffered=self._ring.written - position + self._spilled_frames,
            underruns=self.reader.underruns,
            silence=self.reader.silence_frames,
        )

    def _start(self, generation: int) -> int:
        return self._orders.flush_marks[generation - 1] if generation else 0
