"""The loudspeaker's end of the playout queue: what a sound card's callback may touch.

Theory of operation. Positions count the frames that went through the ring since the beginning.
The event loop writes `PlayoutOrders`, the callback writes `PlayoutReader`; each looks at the
other's numbers and changes only its own. All lists only grow: the n-th flush order is the position
where generation n ends, and its answer is the position where the loudspeaker stopped taking it.

A block is one stretch of sound of one generation, then silence. Sound begins at the start of a
block. It ends where the queue ran dry or where a flush faded it out; whatever the last sample was,
the silence is entered on a falling ramp from it, and none is heard twice.
"""

from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Final

import numpy as np

from grokvoice.audio.envelope import EDGE_FRAMES, Envelope, scale
from grokvoice.audio.pacing import Pacer, warped
from grokvoice.audio.pcm import Samples, ms_to_frames
from grokvoice.audio.preroll import PreRoll
from grokvoice.audio.ring import Ring

FADE_FRAMES: Final = ms_to_frames(10)
"""Frames of the real sound over which a flush fades it out."""

_FALL: Final = np.arange(EDGE_FRAMES - 1, -1, -1) / EDGE_FRAMES
_FADE: Final = np.arange(FADE_FRAMES - 1, -1, -1) / FADE_FRAMES


class Restarts(Flag):
    """What the card is restarted for, which drops what it was given and has not sounded yet."""

    NEVER = 0
    TO_BEGIN = auto()
    """A reply is heard at once, in place of the silence that the card still holds."""
    TO_END = auto()
    """A flush is silence at once."""


@dataclass(slots=True)
class PlayoutOrders:
    """What the event loop asks of the loudspeaker; written by the event loop only."""

    finish_mark: int = 0
    """The position up to which nothing more will follow: played without a pre-roll."""
    flush_marks: list[int] = field(default_factory=list)
    """For each flush the position where its generation ends."""
    is_ducked: bool = False
    """Whether the sound is to be quieter for now."""


class PlayoutReader:
    """Takes sound out of the ring, and answers orders; runs in the callback's thread.

    Args:
        ring: What to read; this is its one consumer.
        orders: What the event loop asks.
        preroll: How much must wait before a sound begins that is not finished.
        restarts: What waits a block for a `restart`, which has it happen at once.
    """

    def __init__(
        self, ring: Ring, orders: PlayoutOrders, preroll: PreRoll, restarts: Restarts
    ) -> None:
        self._ring = ring
        self._orders = orders
        self._preroll = preroll
        self._restarts = restarts
        self._may_hesitate = Restarts.TO_BEGIN in restarts
        self._may_put_off = Restarts.TO_END in restarts
        self._envelope = Envelope()
        self._pacer = Pacer()
        self._is_restarted = False
        self._waited = 0
        self._fade_left = FADE_FRAMES
        self._fall_left = 0
        self._last_sample = 0
        self.is_sounding = False
        """Whether the block given last was sound to its end."""
        self.ends: list[int] = []
        """For each flush obeyed the position where the loudspeaker stopped taking sound."""
        self.underruns = 0
        """Times a sound ran dry before it was finished."""
        self.silence_frames = 0
        """Frames in which the queue gave nothing, ramps after the last frame included."""

    @property
    def can_begin(self) -> bool:
        """Whether a restart would have a sound begin sooner: enough waits, or all there will be."""
        is_idle = not (self.is_sounding or self._is_restarted)
        return is_idle and self._has_enough(self._ring.written)

    def read_into(self, out: Samples) -> None:
        """Fill a whole block with sound, then silence."""
        frames = self._sound(out)
        if frames:
            self._last_sample = int(out[frames - 1])
            self._fall_left = EDGE_FRAMES
        self._hush(out[frames:])

    def restart(self, heard: int) -> None:
        """Go back to what was heard, answer every order there, and begin anew without delay.

        Only while no callback can run.

        Args:
            heard: A position; what was taken behind it never sounded. Not far back.
        """
        oldest = self._orders.flush_marks[len(self.ends) - 1] if self.ends else 0
        self._ring.rewind_to(max(heard, oldest))
        self.settle()
        self._is_restarted = self._has_enough(self._ring.written)

    def settle(self) -> None:
        """Answer every order at once and start anew; only while no callback can run."""
        while self._is_told_to_flush():
            self._end_generation()
        self.is_sounding = False
        self._fall_left = 0

    def _is_told_to_flush(self) -> bool:
        return len(self.ends) < len(self._orders.flush_marks)

    def _sound(self, out: Samples) -> int:
        """Fill the start of `out` from the queue and return how many frames."""
        # Looked at before the orders: what is written after a flush belongs to the next generation.
        limit = self._ring.written
        if self._is_told_to_flush():
            if self._may_put_off:
                return self._put_off(out)
            if self.is_sounding:
                return self._fade_out(out)
        while self._is_told_to_flush():
            self._end_generation()
        if not self.is_sounding and not self._begin(limit, len(out)):
            return 0
        frames = self._take(out, limit)
        if frames < len(out):
            self._run_dry()
        return frames

    def _has_enough(self, limit: int) -> bool:
        start = self._ring.read
        if limit <= start:
            return False
        is_enough = self._preroll.is_enough(limit - start, self._waited)
        return is_enough or self._orders.finish_mark > start

    def _begin(self, limit: int, frames: int) -> bool:
        """Whether a sound begins now: enough waits, and it is silent."""
        if self._fall_left or not self._has_enough(limit):
            self._waited += frames if limit > self._ring.read else 0
            return False
        may_hesitate, self._may_hesitate = self._may_hesitate, False
        if may_hesitate and not self._is_restarted:
            return False
        self._is_restarted = False
        self.is_sounding = True
        self._envelope.begin(is_ducked=self._orders.is_ducked)
        self._pacer.begin()
        return True

    def _take(self, out: Samples, limit: int) -> int:
        """Read what there is for `out`, up to a position, and shape it; returns how many frames."""
        waiting = limit - self._ring.read
        slip = self._pacer.push(waiting, len(out)) if waiting > len(out) else 0
        if slip:
            paced = np.empty(len(out) + slip, np.int16)
            self._ring.read_into(paced)
            out[:] = warped(paced, len(out))
            frames = len(out)
        else:
            frames = self._ring.read_into(out[:waiting])
        left = None if limit == self._orders.finish_mark else limit - self._ring.read
        if left is not None:
            self._preroll.took(left)
        self._envelope.shape(out[:frames], is_ducked=self._orders.is_ducked, left=left)
        return frames

    def _put_off(self, out: Samples) -> int:
        """Go on as if there were no flush yet: a restart is on its way that ends it sooner."""
        self._may_put_off = False
        mark = self._orders.flush_marks[len(self.ends)]
        return self._take(out, mark) if self.is_sounding else 0

    def _fade_out(self, out: Samples) -> int:
        """Obey a flush in mid-sound: let it die away over the frames that follow, then end it.

        Its level stays as it is: a ducked sound must not swell again while it fades.
        """
        mark = self._orders.flush_marks[len(self.ends)]
        frames = self._ring.read_into(out[: min(self._fade_left, mark - self._ring.read)])
        self._envelope.fade(out[:frames])
        scale(out[:frames], _FADE[FADE_FRAMES - self._fade_left :])
        self._fade_left -= frames
        if not self._fade_left or self._ring.read == mark:
            self._end_generation()
        return frames

    def _end_generation(self) -> None:
        """Answer the oldest flush, and only then jump over what it threw away."""
        mark = self._orders.flush_marks[len(self.ends)]
        self.ends.append(self._ring.read)
        self._ring.discard_to(mark)
        self._fade_left = FADE_FRAMES
        self._may_put_off = Restarts.TO_END in self._restarts
        self._preroll.ended()
        self._fall_silent()

    def _run_dry(self) -> None:
        """Fall silent: a normal end if the sound was finished here, an underrun otherwise."""
        self._fall_silent()
        if self._ring.read == self._orders.finish_mark:
            self._preroll.ended()
            return
        self.underruns += 1
        self._preroll.ran_dry()

    def _fall_silent(self) -> None:
        self.is_sounding = False
        self._waited = 0
        self._may_hesitate = Restarts.TO_BEGIN in self._restarts

    def _hush(self, rest: Samples) -> None:
        """Fill with silence, entered on a ramp from the last sample that sounded."""
        rest.fill(0)
        self.silence_frames += len(rest)
        falling = min(len(rest), self._fall_left)
        if falling:
            rest[:falling] = self._last_sample
            scale(rest[:falling], _FALL[EDGE_FRAMES - self._fall_left :])
            self._fall_left -= falling
