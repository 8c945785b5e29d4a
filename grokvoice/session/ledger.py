"""The playout ledger: which item each queued frame belongs to, and how much of it was heard.

Theory: the core queues sound (`play`) and flushes it (`flush`); the loudspeaker reports how many
frames it took. Frames are counted anew in each *generation*, that is after each flush, because
sound is queued for the next generation before the loudspeaker has said where it left the last one.
What was heard of an item is therefore known twice: roughly while it sounds (`progress`), exactly
when its generation was flushed (`flushed`). Wall clocks take no part in this.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """An item that was flushed before all of it was known to be heard."""

    item_id: str
    heard: int
    """Frames that were heard; 0 if the item never began."""
    queued: int
    """Frames that were received; `0 <= heard <= queued`."""
    is_whole: bool = False
    """Whether the item was complete and its end was heard after all: nothing was cut off."""


@dataclass(slots=True)
class _Sound:
    """One item's sound: the stretches of a generation's frames that hold it, in order."""

    stretches: list[range]
    is_complete: bool = False

    @property
    def queued(self) -> int:
        return sum(len(stretch) for stretch in self.stretches)

    def queue(self, start: int, end: int) -> None:
        last = self.stretches[-1]
        if last.stop == start:
            self.stretches[-1] = range(last.start, end)
        else:
            self.stretches.append(range(start, end))

    def heard_at(self, position: int) -> int:
        return sum(len(range(s.start, min(s.stop, position))) for s in self.stretches)

    def is_over_at(self, position: int) -> bool:
        return self.is_complete and position >= self.stretches[-1].stop


@dataclass(frozen=True, slots=True)
class _Flushing:
    """A generation that ended and was not reported yet."""

    sounds: dict[str, _Sound]
    queued: int


class Ledger:
    """Knows, for every item with sound, what was queued of it and what was heard."""

    def __init__(self) -> None:
        self.generation = 0
        self._played_before = 0
        self._thrown_away = 0
        self._heard = 0
        self._queued = 0
        self._sounds: dict[str, _Sound] = {}  # unfinished items, in order of their first frame
        self._flushing: dict[int, _Flushing] = {}

    @property
    def unheard(self) -> int:
        """Frames queued in this generation that were not heard yet."""
        return self._queued - self._heard

    @property
    def heard(self) -> int:
        """Frames of this generation that were heard."""
        return self._heard

    @property
    def is_idle(self) -> bool:
        """Whether every item is complete and was heard in full, and no flush is under way."""
        return not self._flushing and not self._sounds

    @property
    def is_interruptible(self) -> bool:
        """Whether a flush would cut any item short."""
        return bool(self._sounds)

    @property
    def items(self) -> set[str]:
        """Items of which something is still to be heard, or to be reported."""
        flushing = (item for ended in self._flushing.values() for item in ended.sounds)
        return {*self._sounds, *flushing}

    @property
    def sums(self) -> tuple[int, int, int]:
        """Frames played, thrown away by flushes, and still to be heard or reported."""
        buffered = self.unheard + sum(ended.queued for ended in self._flushing.values())
        return self._played_before + self._heard, self._thrown_away, buffered

    def is_flushing(self, item_id: str) -> bool:
        """Whether the loudspeaker has yet to say how much of an item was heard."""
        return any(item_id in ended.sounds for ended in self._flushing.values())

    def play(self, item_id: str, frames: int) -> None:
        """Note that `frames` of an item were queued behind all others."""
        start = self._queued
        self._queued += frames
        if sound := self._sounds.get(item_id):
            sound.queue(start, self._queued)
        else:
            self._sounds[item_id] = _Sound([range(start, self._queued)])

    def complete(self, item_id: str) -> None:
        """Note that nothing more will be queued of an item."""
        if sound := self._sounds.get(item_id):
            sound.is_complete = True
            self._forget_finished()

    def progress(self, generation: int, heard: int) -> list[tuple[str, int]]:
        """Take the loudspeaker's rough report.

        Args:
            generation: The generation it speaks of; reports of an earlier one are stale.
            heard: Frames of it heard so far; never goes back.

        Returns:
            The items concerned, oldest first, each with the frames of it heard so far.
        """
        if generation != self.generation or heard <= self._heard:
            return []
        before, self._heard = self._heard, min(heard, self._queued)
        told = [
            (item_id, sound.heard_at(self._heard))
            for item_id, sound in self._sounds.items()
            if sound.heard_at(self._heard) > sound.heard_at(before)
        ]
        self._forget_finished()
        return told

    def flush(self) -> int:
        """Begin a new generation; returns the one that ends."""
        ended = self.generation
        self._flushing[ended] = _Flushing(self._sounds, self._queued)
        self.generation += 1
        self._heard = self._queued = 0
        self._sounds = {}
        return ended

    def flushed(self, generation: int, heard: int) -> list[Cut]:
        """Take the loudspeaker's exact report on a generation that was flushed.

        Returns:
            Every item that was flushed, oldest first; empty for a generation already reported.
        """
        ended = self._flushing.pop(generation, None)
        if ended is None:
            return []
        self._played_before += min(heard, ended.queued)
        self._thrown_away += max(0, ended.queued - heard)
        return [
            Cut(item_id, sound.heard_at(heard), sound.queued, is_whole=sound.is_over_at(heard))
            for item_id, sound in ended.sounds.items()
        ]

    def _forget_finished(self) -> None:
        self._sounds = {
            item_id: sound
            for item_id, sound in self._sounds.items()
            if not sound.is_over_at(self._heard)
        }
