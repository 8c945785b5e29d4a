from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from grokvoice.session.ledger import Cut, Ledger


def test_a_flush_cuts_every_unfinished_item_where_the_loudspeaker_left_it() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.complete("a")
    ledger.progress(0, 480)
    ledger.play("b", 480)
    ledger.play("c", 480)

    ended = ledger.flush()

    assert ended == 0
    assert ledger.flushed(0, 700) == [Cut("b", 220, 480), Cut("c", 0, 480)]


def test_an_item_that_is_not_complete_is_cut_even_if_all_of_it_was_heard() -> None:
    ledger = Ledger()
    ledger.play("a", 480)

    ledger.flush()

    assert ledger.flushed(0, 480) == [Cut("a", 480, 480)]


def test_a_complete_item_whose_end_was_heard_after_all_is_told_as_whole() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.complete("a")

    ledger.flush()

    assert ledger.flushed(0, 480) == [Cut("a", 480, 480, is_whole=True)]


def test_a_flush_is_reported_once() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.flush()
    ledger.flushed(0, 100)

    assert ledger.flushed(0, 100) == []


def test_sound_may_be_queued_before_the_flush_is_reported() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.flush()

    ledger.play("b", 240)
    told = ledger.progress(1, 100)

    assert told == [("b", 100)]
    assert ledger.flushed(0, 99) == [Cut("a", 99, 480)]
    assert (ledger.heard, ledger.unheard) == (100, 140)


def test_progress_names_the_items_it_went_through_oldest_first() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.play("b", 480)
    ledger.play("c", 480)
    ledger.progress(0, 100)

    told = ledger.progress(0, 600)

    assert told == [("a", 480), ("b", 120)]


def test_progress_neither_goes_back_nor_beyond_what_was_queued() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.progress(0, 300)

    backwards = ledger.progress(0, 200)
    beyond = ledger.progress(0, 9999)

    assert (backwards, beyond) == ([], [("a", 480)])


def test_progress_of_a_generation_that_was_flushed_is_stale() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.flush()
    ledger.play("b", 480)

    assert ledger.progress(0, 400) == []


def test_an_item_is_flushing_until_the_loudspeaker_has_answered() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    before = ledger.is_flushing("a")

    ledger.flush()
    meanwhile = ledger.is_flushing("a"), ledger.is_flushing("b")
    ledger.flushed(0, 0)

    assert (before, meanwhile, ledger.is_flushing("a")) == (False, (True, False), False)


def test_it_is_idle_once_everything_complete_was_heard_and_every_flush_reported() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.progress(0, 480)
    incomplete = ledger.is_idle, ledger.is_interruptible
    ledger.complete("a")
    heard = ledger.is_idle, ledger.is_interruptible
    ledger.flush()
    flushing = ledger.is_idle, ledger.is_interruptible
    ledger.flushed(0, 480)

    assert incomplete == (False, True)
    assert heard == (True, False)
    assert flushing == (False, False)
    assert ledger.is_idle


def test_an_item_that_goes_on_after_another_is_cut_once_with_all_that_was_heard_of_it() -> None:
    ledger = Ledger()
    ledger.play("a", 100)
    ledger.play("b", 100)
    ledger.play("a", 100)

    told = ledger.progress(0, 250)
    ledger.flush()

    assert told == [("a", 150), ("b", 100)]
    assert ledger.flushed(0, 260) == [Cut("a", 160, 200), Cut("b", 100, 100)]


def test_items_are_known_until_they_were_heard_or_reported() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.flush()
    ledger.play("b", 480)
    both = ledger.items
    ledger.flushed(0, 100)
    ledger.complete("b")
    ledger.progress(1, 480)

    assert (both, ledger.items) == ({"a", "b"}, set())


def test_every_frame_was_played_or_thrown_away_or_is_still_to_be_heard() -> None:
    ledger = Ledger()
    sums = []
    ledger.play("a", 480)
    ledger.progress(0, 100)
    sums.append(ledger.sums)
    ledger.flush()
    ledger.play("b", 240)
    sums.append(ledger.sums)
    ledger.flushed(0, 150)
    sums.append(ledger.sums)
    ledger.progress(1, 240)
    sums.append(ledger.sums)

    assert sums == [(100, 0, 380), (0, 0, 720), (150, 330, 240), (390, 330, 0)]


def test_a_loudspeaker_cannot_have_taken_more_than_was_queued() -> None:
    ledger = Ledger()
    ledger.play("a", 480)
    ledger.flush()

    assert ledger.flushed(0, 9999) == [Cut("a", 480, 480)]
    assert ledger.sums == (480, 0, 0)


def test_what_was_never_queued_cannot_be_completed() -> None:
    ledger = Ledger()

    ledger.complete("a")

    assert ledger.is_idle


@dataclass
class Tape:
    """The ledger again, one list member for each frame: slow, and hard to get wrong."""

    frames: list[str] = field(default_factory=list)
    complete: set[str] = field(default_factory=set)
    heard: int = 0

    def heard_of(self, item: str, position: int) -> int:
        return self.frames[:position].count(item)

    def is_over(self, item: str, position: int) -> bool:
        is_heard = self.heard_of(item, position) == self.frames.count(item)
        return is_heard and item in self.complete

    def unfinished(self) -> list[str]:
        return [item for item in dict.fromkeys(self.frames) if not self.is_over(item, self.heard)]

    def cuts(self, position: int) -> list[Cut]:
        return [
            Cut(
                item,
                self.heard_of(item, position),
                self.frames.count(item),
                is_whole=self.is_over(item, position),
            )
            for item in self.unfinished()
        ]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("play"), st.sampled_from("abc"), st.integers(1, 50)),
        st.tuples(st.just("complete"), st.sampled_from("abc"), st.just(0)),
        st.tuples(st.just("progress"), st.just(""), st.integers(0, 60)),
        st.tuples(st.just("flush"), st.just(""), st.integers(0, 60)),
    ),
    max_size=40,
)


@given(STEPS)
def test_any_talk_is_accounted_for_to_the_frame(steps: list[tuple[str, str, int]]) -> None:
    ledger = Ledger()
    tape = Tape()
    queued = 0

    for step, item, frames in steps:
        if step == "play" and item not in tape.complete:
            ledger.play(item, frames)
            tape.frames += [item] * frames
            queued += frames
        elif step == "complete" and item in tape.frames:
            ledger.complete(item)
            tape.complete.add(item)
        elif step == "progress":
            before, tape.heard = tape.heard, min(tape.heard + frames, len(tape.frames))
            touched = dict.fromkeys(tape.frames[before : tape.heard])
            told = ledger.progress(ledger.generation, before + frames)
            assert sorted(told) == sorted((i, tape.heard_of(i, tape.heard)) for i in touched)
        elif step == "flush":
            taken = min(tape.heard + frames, len(tape.frames))
            assert ledger.flushed(ledger.flush(), taken) == tape.cuts(taken)
            tape = Tape(complete=tape.complete)
        assert (ledger.heard, ledger.unheard) == (tape.heard, len(tape.frames) - tape.heard)
        assert sum(ledger.sums) == queued
        assert ledger.is_interruptible == bool(tape.unfinished())
        assert ledger.is_idle == (not ledger.is_interruptible)
