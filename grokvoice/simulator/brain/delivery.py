"""In which pieces, and when, the sound and the words of a reply go out.

Recorded: the first piece lasts 489 ms and takes some half a second to come; further pieces of half
to nearly one second follow every 0.15 s or so, about four times faster than real time; the rest of
a sentence comes in a burst of small pieces. The words of the first phrase follow its first sound;
those of later phrases precede theirs. Between sentences the service thinks for a moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from grokvoice.audio.pcm import RATE_HZ, ms_to_frames
from grokvoice.simulator.brain.phrases import Phrase

_FIRST_MS: Final = 489
_PIECES_MS: Final = (520, 795, 642, 581, 703, 520, 612, 887, 1240)
_GAPS_S: Final = (0.15, 0.16, 0.22, 0.13, 0.17, 0.30, 0.12)
_BURST_MS: Final = 400
"""What is left of a phrase when it is broken into a burst."""
_BURST_PIECE_MS: Final = 306
_BURST_GAP_S: Final = 0.005
_PHRASE_GAP_S: Final = 0.3


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of the item's sound to send."""

    at_s: float
    """Seconds after the first piece."""
    phrase: int
    start: int
    """First frame at 24 kHz."""
    stop: int
    """Frame behind the last."""

    @property
    def duration_ms(self) -> int:
        """How long it plays."""
        return (self.stop - self.start) * 1000 // RATE_HZ


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a phrase to send."""

    at_s: float
    phrase: int


def deliveries(phrases: tuple[Phrase, ...]) -> tuple[Sound | Words, ...]:
    """Plan the way out of one item's sound, in the order of sending.

    Args:
        phrases: The phrases with their frames, in order.

    Returns:
        Every frame once, every phrase's words once, with times that never go back.
    """
    plan: list[Sound | Words] = []
    sizes, gaps = cycle(_PIECES_MS), cycle(_GAPS_S)
    at_s = 0.0
    for number, phrase in enumerate(phrases):
        if number:
            at_s += _PHRASE_GAP_S
            plan.append(Words(at_s, number))
        start = phrase.start
        for frames in _pieces(phrase.frames, sizes, is_first=number == 0):
            plan.append(Sound(at_s, number, start, start + frames))
            if number == 0 and start == phrase.start:
                plan.append(Words(at_s, number))
            start += frames
            at_s += next(gaps) if frames > ms_to_frames(_BURST_PIECE_MS) else _BURST_GAP_S
    return tuple(plan)


def _pieces(frames: int, sizes: Iterator[int], *, is_first: bool) -> Iterator[int]:
    """Divide a phrase: a short beginning, large pieces, and a burst at the end."""
    left = frames
    wanted = ms_to_frames(_FIRST_MS if is_first else next(sizes))
    while left > ms_to_frames(_BURST_MS) and wanted < left:
        yield wanted
        left -= wanted
        wanted = ms_to_frames(next(sizes))
    while left > 0:
        piece = min(left, ms_to_frames(_BURST_PIECE_MS))
        yield piece
        left -= piece
