"""What the loudspeaker plays, beside what the microphone hears: in step, early, and without holes.

The loudspeaker's thread writes every block it plays into a ring, silence included. The event loop
takes as much of it as it has of the microphone, frame for frame. Both cards have clocks of their
own, so what waits in the ring creeps up or down; and blocks come in bursts, so it jitters.

Theory: an echo is heard at least one device buffer after its block was given, so if little waits
in the ring, the reference is always earlier than the echo: never late. The *margin* is the least
that was left in the ring within a second. Anything from 8 to 32 ms will do. Where the clocks drift,
the margin leaves that band, and is held at its edge by leaving out a sample of the reference now
and then, or giving one twice, as often as the clocks differ: the canceller then sees two cards with
one clock. More than that it does not stand (100 ppm: 20 dB less at the worst moment; 200 ppm: 40),
so other errors are mended gently, or at once where nothing sounds.
Where something is missing there is silence, because nothing was played then.
"""

from typing import Final

import numpy as np

from grokvoice.audio.pcm import Samples, ms_to_frames
from grokvoice.audio.ring import Ring

_WARM_UP: Final = 20
"""Frames of 10 ms until both cards give their blocks regularly."""
_WINDOW: Final = 100
"""Frames of 10 ms over which the margin is the least of what was left."""
_LEAST: Final = ms_to_frames(8)
_AIM: Final = ms_to_frames(20)
_MOST: Final = ms_to_frames(32)
_QUIET: Final = 50
"""Frames of 10 ms of silence after which nothing played can be heard any more."""
_LEAP: Final = ms_to_frames(4)
"""An error above this is mended at once while nothing sounds."""
_TOO_FAR: Final = ms_to_frames(60)
"""An error above this is a card that was opened anew, and mended at once in any case."""

_PPM: Final = 240e-6
"""Slips in each frame of 10 ms that make 1 ppm."""
_MENDING: Final[tuple[list[int], list[float]]] = (
    [0, ms_to_frames(4), ms_to_frames(8)],
    [0.0, 100 * _PPM, 400 * _PPM],
)
"""How often to slip for an error: gently for a small one, as often as any two cards need for 8 ms,
which is all that is left of the margin then."""


class FarEnd:
    """The event loop's end of the ring in which the loudspeaker's sound arrives.

    Args:
        ring: Written by the loudspeaker's thread; this is its one consumer.
    """

    def __init__(self, ring: Ring) -> None:
        self._ring = ring
        self._taken = 0
        self._owed = 0
        self._margin = ring.capacity
        self._error = 0
        self._silent = 0
        self._slips_per_frame = 0.0
        self._due = 0.0
        self.missing = 0
        """Frames for which nothing had been played."""
        self.leaps = 0
        """Errors that were mended at once, which moves the echo for whoever knew where it was."""

    @property
    def waiting(self) -> int:
        """Frames played that were not taken yet."""
        return self._ring.readable

    def take(self, frames: int, left: int) -> Samples:
        """Give what was played beside the next frames of the microphone.

        Args:
            frames: How many; a frame of 10 ms.
            left: Frames of the microphone that will be asked for at once after these.
        """
        self._taken += 1
        if self._taken <= _WARM_UP:
            self._leap(self._ring.readable - left - _AIM)
            return np.zeros(frames, np.int16)
        played = self._read(frames)
        self._silent = 0 if played.any() else self._silent + 1
        self._margin = min(self._margin, self._ring.readable - max(0, left - self._owed))
        if self._taken % _WINDOW == 0:
            self._end_window()
        if self._silent >= _QUIET and abs(self._error) > _LEAP:
            self._leap(self._error)
        return played

    def _read(self, frames: int) -> Samples:
        """Read frames, one of them left out or one given twice when a slip is due."""
        slip = self._take_slip()
        played = np.zeros(frames, np.int16)
        if self._owed:
            self._owed = max(0, self._owed - frames)
            return played
        if slip < 0:  # read one short, and hold its last sample
            got = self._ring.read_into(played[:-1]) + 1
            played[-1] = played[-2]
        else:
            self._ring.discard_to(self._ring.read + slip)
            got = self._ring.read_into(played)
        self.missing += frames - got
        return played

    def _take_slip(self) -> int:
        self._due += self._slips_per_frame
        slip = int(self._due)
        self._due -= slip
        return slip

    def _end_window(self) -> None:
        """Decide from the margin of the window that is over how often to slip in the next."""
        margin, self._margin = self._margin, self._ring.capacity
        self._error = margin - min(max(margin, _LEAST), _MOST)
        if self._error > _TOO_FAR:
            self._leap(self._error)
        rate = float(np.interp(abs(self._error), *_MENDING))
        self._slips_per_frame = rate if self._error > 0 else -rate

    def _leap(self, error: int) -> None:
        """Skip what is too much, or owe as much silence as is too little."""
        self.leaps += 1
        if error > 0:
            self._ring.discard_to(self._ring.read + error)
        else:
            self._owed = -error
        self._error = 0
        self._slips_per_frame = 0.0
