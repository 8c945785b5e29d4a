"""The loudspeaker's end of the playout queue: what a sound card's callback may touch.

Theory of operation. Positions count the frames that went through the ring since the beginning.
The event loop writes `PlayoutOrders`, the callback writes `PlayoutReader`; each looks at the
other's numbers and changes only its own. All lists only grow: the n-th flush order is the position
where generation n ends, and its answer is the position where the loudspeaker stopped taking it.

A block is one stretch of sound of one generation, then silence. Sound begins at the start of a
block, on a rising ramp. It ends where the queue ran dry or where a flush faded it out; whatever the
last sample was, the silence is entered on a falling ramp from it. So no frame is altered because
the queue might run dry, and none is heard twice. A ducked sound is scaled on its way, frame by
frame, and counted as if it were loud.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from grokvoice.audio.pcm import Samples, ms_to_frames
from grokvoice.audio.ring import Ring

EDGE_FRAMES: Final = ms_to_frames(5)
"""Length of the ramps at the beginning of a sound and after its last frame."""

FADE_FRAMES: Final = ms_to_frames(10)
"""Frames of the real sound over which a flush fades it out."""

DUCKED: Final = 0.25
"""The level of a ducked sound: 12 dB down is clearly quieter and can still be followed."""

_DEEPEST: Final = 4
"""How many times the pre-roll may be deepened to, each underrun doubling it."""

_DUCK_STEP: Final = (1 - DUCKED) / ms_to_frames(10)
"""Change of level from frame to frame, until it is where it should be."""

_RISE: Final = np.arange(1, EDGE_FRAMES + 1) / EDGE_FRAMES
_FALL: Final = np.arange(EDGE_FRAMES - 1, -1, -1) / EDGE_FRAMES
_FADE: Final = np.arange(FADE_FRAMES - 1, -1, -1) / FADE_FRAMES


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
        preroll_frames: How much must wait before a sound begins that is not finished.
    """

    def __init__(self, ring: Ring, orders: PlayoutOrders, preroll_frames: int) -> None:
        self._ring = ring
        self._orders = orders
        self._first_preroll = self._preroll = preroll_frames
        self._is_sounding = False
        self._rise_left = 0
        self._fade_left = FADE_FRAMES
        self._fall_left = 0
        self._last_sample = 0
        self._level = 1.0
        self.ends: list[int] = []
        """For each flush obeyed the position where the loudspeaker stopped taking sound."""
        self.underruns = 0
        """Times a sound ran dry before it was finished."""
        self.silence_frames = 0
        """Frames in which the queue gave nothing, ramps after the last frame included."""

    def read_into(self, out: Samples) -> None:
        """Fill a whole block with sound, then silence."""
        frames = self._sound(out)
        if frames:
            self._last_sample = int(out[frames - 1])
            self._fall_left = EDGE_FRAMES
        self._hush(out[frames:])

    def settle(self) -> None:
        """Answer every order at once and start anew; only while no callback can run."""
        while self._is_told_to_flush():
            self._end_generation()
        self._is_sounding = False
        self._fall_left = 0

    def _is_told_to_flush(self) -> bool:
        return len(self.ends) < len(self._orders.flush_marks)

    def _sound(self, out: Samples) -> int:
        """Fill the start of `out` from the queue and return how many frames."""
        # Looked at before the orders: what is written after a flush belongs to the next generation.
        limit = self._ring.written
        if self._is_told_to_flush() and self._is_sounding:
            return self._fade_out(out)
        while self._is_told_to_flush():
            self._end_generation()
        if not self._is_sounding and not self._may_begin(limit):
            return 0
        frames = self._take(out[: limit - self._ring.read], self._wanted_level())
        if frames < len(out):
            self._run_dry()
        return frames

    def _may_begin(self, limit: int) -> bool:
        """Whether a sound begins now: enough waits, or all there will be, and it is silent."""
        start = self._ring.read
        waiting = limit - start
        is_enough = waiting >= self._preroll or self._orders.finish_mark > start
        if self._fall_left or not (waiting > 0 and is_enough):
            return False
        self._is_sounding = True
        self._rise_left = EDGE_FRAMES
        self._level = self._wanted_level()
        return True

    def _wanted_level(self) -> float:
        return DUCKED if self._orders.is_ducked else 1.0

    def _take(self, out: Samples, wanted_level: float) -> int:
        """Read what there is for `out`, on the rising ramp if the sound is young."""
        frames = self._ring.read_into(out)
        if wanted_level != self._level or self._level != 1.0:
            self._scale_to(wanted_level, out[:frames])
        rising = min(frames, self._rise_left)
        if rising:
            _scale(out[:rising], _RISE[EDGE_FRAMES - self._rise_left :])
            self._rise_left -= rising
        return frames

    def _scale_to(self, wanted_level: float, out: Samples) -> None:
        """Go on at the present level, and on a ramp to another if one is wanted."""
        step = _DUCK_STEP if wanted_level > self._level else -_DUCK_STEP
        ramp = self._level + step * np.arange(1, len(out) + 1)
        levels = np.clip(ramp, min(self._level, wanted_level), max(self._level, wanted_level))
        _scale(out, levels)
        self._level = float(levels[-1]) if len(out) else self._level

    def _fade_out(self, out: Samples) -> int:
        """Obey a flush in mid-sound: let it die away over the frames that follow, then end it.

        Its level stays as it is: a ducked sound must not swell again while it fades.
        """
        mark = self._orders.flush_marks[len(self.ends)]
        frames = self._take(out[: min(self._fade_left, mark - self._ring.read)], self._level)
        _scale(out[:frames], _FADE[FADE_FRAMES - self._fade_left :])
        self._fade_left -= frames
        if not self._fade_left or self._ring.read == mark:
            self._end_generation()
        return frames

    def _end_generation(self) -> None:
        """Answer the oldest flush, and only then jump over what it threw away."""
        mark = self._orders.flush_marks[len(self.ends)]
        self.ends.append(self._ring.read)
        self._ring.discard_to(mark)
        self._is_sounding = False
        self._fade_left = FADE_FRAMES
        self._preroll = self._first_preroll

    def _run_dry(self) -> None:
        """Fall silent: a normal end if the sound was finished here, an underrun otherwise."""
        self._is_sounding = False
        if self._ring.read == self._orders.finish_mark:
            self._preroll = self._first_preroll
            return
        self.underruns += 1
        self._preroll = min(2 * self._preroll, _DEEPEST * self._first_preroll)

    def _hush(self, rest: Samples) -> None:
        """Fill with silence, entered on a ramp from the last sample that sounded."""
        rest.fill(0)
        self.silence_frames += len(rest)
        falling = min(len(rest), self._fall_left)
        if falling:
            rest[:falling] = self._last_sample
            _scale(rest[:falling], _FALL[EDGE_FRAMES - self._fall_left :])
            self._fall_left -= falling


def _scale(samples: Samples, gains: NDArray[np.float64]) -> None:
    """Multiply in place, by as many of the gains as there are samples."""
    np.multiply(samples, gains[: len(samples)], out=samples, casting="unsafe")
