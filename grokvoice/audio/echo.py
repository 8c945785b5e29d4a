"""What keeps Grok from hearing itself: a ladder of four steps, each simpler than the one above.

    aec     the echo is cancelled; both may speak at a time
    gate    while Grok speaks, only what is clearly louder than its echo gets through
    half    while Grok speaks, nothing gets through: only a key interrupts
    off     everything gets through: right for headphones

It starts where the user wants, and goes down by itself when the echo comes through all the same,
but never to `off`. What does not get through is sent as silence, so that no frame is ever missing.
When a card loses sound, the canceller loses track of the echo for a while: until it has found it
again, what it gives must pass the gate as well.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, assert_never

import numpy as np

from grokvoice.audio.chunker import Chunker
from grokvoice.audio.echo_gate import EchoGate
from grokvoice.audio.echo_meter import CLEAR_DB, EchoMeter, Floor, Levels
from grokvoice.audio.far_end import FarEnd
from grokvoice.audio.pcm import FLOOR_DBFS, Samples, level_dbfs
from grokvoice.audio.webrtc import FRAME, EchoCanceller

Step: TypeAlias = Literal["aec", "gate", "half", "off"]

_BELOW: Final[dict[Step, Step]] = {"aec": "gate", "gate": "half"}
_FAINTEST_DBFS: Final = -60.0
"""No voice is softer at a microphone that is of any use."""
_SHAKEN: Final = 300
"""Frames of 10 ms with sound in which the canceller is not trusted after a card lost some."""
_LET_THROUGH_DB: Final = 6.0
"""Echo loses 20 dB and more in the canceller, a voice over it one or two."""
_UNTOUCHED_DB: Final = 2.0
"""The same for a canceller that is still learning, and lets some of the echo through."""


@dataclass(frozen=True, slots=True)
class CleanFrame:
    """10 ms of the microphone, ready to be sent."""

    samples: Samples
    is_voiced: bool
    """Whether it is as loud as a voice while something is played, and no echo of that."""


class EchoGuard:
    """Cleans the microphone's sound, and knows how well that works.

    Args:
        step: Where to start.
        far_end: What the loudspeaker plays.
    """

    def __init__(self, step: Step, far_end: FarEnd) -> None:
        self.step: Step = step
        """The step in use."""
        self._far_end = far_end
        self._canceller = EchoCanceller()
        self._gate = EchoGate()
        self._meter = EchoMeter()
        self._chunker = Chunker(FRAME)
        self._room = Floor()
        self._near_before = FLOOR_DBFS
        self._jolts = 0
        self._shaken = 0

    @property
    def removed_db(self) -> float | None:
        """Decibels taken off the echo in the last seconds of it; None if there was none."""
        return self._meter.removed_db

    @property
    def is_sounding(self) -> bool:
        """Whether what was played may still be heard."""
        return self._meter.is_sounding

    def shake(self) -> None:
        """Note that the echo comes earlier or later from now on, because a card lost sound."""
        if self._meter.has_learned:  # before, there is nothing to be wrong about
            self._shaken = _SHAKEN

    def clean(self, near: Samples) -> list[CleanFrame]:
        """Take what the microphone heard, any amount of it, and give what is complete."""
        frames = self._chunker.push(near)
        return [
            self._clean(frame, left=(len(frames) - number) * FRAME)
            for number, frame in enumerate(frames, start=1)
        ]

    def _clean(self, near: Samples, left: int) -> CleanFrame:
        far = self._far_end.take(FRAME, left)
        self._steady()
        near_dbfs = level_dbfs(near)
        clean = self._let_through(near, near_dbfs, far)
        if self.step == "aec":  # whose output is about a frame late
            near_dbfs, self._near_before = self._near_before, near_dbfs
        levels = Levels(near_dbfs, level_dbfs(far), level_dbfs(clean))
        self._meter.push(levels)
        if self._meter.is_failing:
            self._step_down()
        return CleanFrame(clean, self._is_voiced(levels))

    def _let_through(self, near: Samples, near_dbfs: float, far: Samples) -> Samples:
        match self.step:
            case "aec":
                clean = self._canceller.clean(near, far)
                return clean if self._passes(near_dbfs) or not self._shaken else clean * 0
            case "gate":
                return near if self._passes(near_dbfs) else np.zeros_like(near)
            case "half" if self._meter.is_sounding:
                return np.zeros_like(near)
            case "half" | "off":
                return near
            case _:
                assert_never(self.step)

    def _passes(self, near_dbfs: float) -> bool:
        """Whether the gate lets a frame through; it learns from each while something sounds."""
        if not self._meter.is_sounding:
            return True
        return self._gate.opens(near_dbfs, self._meter.recent_peak)

    def _steady(self) -> None:
        """Trust the canceller a little more, unless what was played has a hole or has moved."""
        if self._meter.is_sounding:  # it finds its way back only with something to hear
            self._shaken = max(0, self._shaken - 1)
        jolts, self._jolts = self._jolts, self._far_end.missing + self._far_end.leaps
        if self._jolts > jolts:
            self.shake()

    def _is_voiced(self, levels: Levels) -> bool:
        self._room.push(levels.clean)
        is_loud = levels.clean > max(_FAINTEST_DBFS, self._room.dbfs + CLEAR_DB)
        may_lose_db = _LET_THROUGH_DB if self._meter.has_learned else _UNTOUCHED_DB
        is_let_through = levels.clean > levels.near - may_lose_db
        is_trusted = self._meter.is_settled and not self._shaken
        return is_trusted and is_loud and is_let_through

    def _step_down(self) -> None:
        below = _BELOW.get(self.step)
        if below is not None:
            self.step = below
            self._meter.forgive()
