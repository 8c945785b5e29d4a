"""What went out of the microphone's sound on one connection, frame by frame.

The server counts the frames it was sent, the microphone those it captured. The two part where sound
was muted or left out, and where silence was put in.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

_MOST_STRETCHES: Final = 64
"""Kept apart; of what lies further back only the sums are known."""


@dataclass(slots=True)
class _Stretch:
    """Frames that follow one another on the wire and in the microphone alike."""

    first: int
    """The microphone's number of the first one; of silence, that of the next to be captured."""
    frames: int
    is_silence: bool = False


class SentSound:
    """Translates positions on the wire, in frames since the connection began."""

    def __init__(self) -> None:
        self.frames = 0
        """All that was sent."""
        self.captured = 0
        """What the microphone captured of it."""
        self._stretches: deque[_Stretch] = deque()
        self._before = 0
        self._captured_before = 0

    @property
    def ends_in_sound(self) -> bool:
        """Whether the last that was sent came from the microphone."""
        return bool(self._stretches) and not self._stretches[-1].is_silence

    def add(self, first: int, frames: int, *, is_silence: bool = False) -> None:
        """Note that more was sent.

        Args:
            first: How many frames the microphone had captured before these.
            frames: How many they are.
            is_silence: Whether they were put in.
        """
        self.frames += frames
        self.captured += 0 if is_silence else frames
        last = self._stretches[-1] if self._stretches else None
        if last and not is_silence and not last.is_silence and last.first + last.frames == first:
            last.frames += frames
        else:
            self._stretches.append(_Stretch(first, frames, is_silence))
            self._forget_oldest()

    def leave_out(self, at: int, frames: int) -> range:
        """Note that a whole chunk at a position did not go out after all.

        Returns:
            The microphone's numbers of its frames; empty if they were put in, or are not known.
        """
        start = self._before
        for index, stretch in enumerate(self._stretches):
            if start <= at < start + stretch.frames:
                return self._take_out(index, at - start, frames)
            start += stretch.frames
        return range(0)

    def captured_in(self, position: int) -> int:
        """How many of the frames before a position the microphone captured."""
        count, start = max(0, min(position, self._captured_before)), self._before
        for stretch in self._stretches:
            if not stretch.is_silence:
                count += min(stretch.frames, max(0, position - start))
            start += stretch.frames
        return count

    def number_at(self, position: int) -> int:
        """How many frames the microphone had captured when the one before a position was."""
        number, start = 0, self._before
        for stretch in self._stretches:
            into = 0 if stretch.is_silence else min(stretch.frames, max(0, position - start))
            number = stretch.first + into
            start += stretch.frames
            if position <= start:
                break
        return number

    def _take_out(self, index: int, offset: int, frames: int) -> range:
        whole = self._stretches[index]
        frames = min(frames, whole.frames - offset)
        begin = whole.first + (0 if whole.is_silence else offset)
        lost = range(begin, begin + (0 if whole.is_silence else frames))
        rest = whole.frames - offset - frames
        parts = (
            _Stretch(whole.first, offset, whole.is_silence),
            _Stretch(lost.stop, rest, whole.is_silence),
        )
        del self._stretches[index]
        for part in reversed(parts):
            if part.frames:
                self._stretches.insert(index, part)
        self.frames -= frames
        self.captured -= len(lost)
        self._forget_oldest()
        return lost

    def _forget_oldest(self) -> None:
        while len(self._stretches) > _MOST_STRETCHES:
            stretch = self._stretches.popleft()
            self._before += stretch.frames
            self._captured_before += 0 if stretch.is_silence else stretch.frames
