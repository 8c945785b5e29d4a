from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from grokvoice.adapters.microphone import Wake, unheard
from grokvoice.adapters.speaker import QueuedSpeaker, SpeakerStats
from grokvoice.audio.pcm import Samples
from grokvoice.audio.playout_reader import FADE_FRAMES

if TYPE_CHECKING:
    from tests.adapters.conftest import ManualClock

BLOCK = 480
LEAD_S = 0.06
SECOND = bytes(48_000)


class Card(QueuedSpeaker):
    """A loudspeaker that asks for a block when the test does, and sounds it 60 ms later."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__("card", clock.now)
        self.clock = clock

    def start(self, wake: Wake) -> None:
        self._begin(wake)

    def stop(self) -> None:
        self._end()

    def ask(self, blocks: int = 1) -> Samples:
        out = np.zeros(BLOCK, np.int16)
        for _ in range(blocks):
            self._give(out, self.clock.time_s + LEAD_S)
            self.clock.time_s += BLOCK / 24_000
        return out


def test_sound_is_heard_when_its_time_has_come(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(SECOND)

    heard = [card.progress() for _ in range(6) if card.ask() is not None]

    assert heard == [(0, 0), (0, 0), (0, 0), (0, 480), (0, 960), (0, 1440)]
    assert card.stats().played == 6 * BLOCK


def test_a_block_is_heard_little_by_little(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(SECOND)
    card.ask()

    clock.time_s += LEAD_S - 0.02 + 0.005

    assert (card.progress(), card.pending_frames) == ((0, 120), 24_000 - 120)


def test_a_finished_reply_is_heard_to_its_last_frame(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(bytes(2 * 700))
    card.finish()

    card.ask(2)
    clock.time_s += LEAD_S

    assert (card.progress(), card.pending_frames) == ((0, 700), 0)
    assert card.stats() == SpeakerStats(
        written=700, played=700, flushed=0, buffered=0, underruns=0, xruns=0
    )


def test_a_flush_wakes_when_the_loudspeaker_has_obeyed(clock: ManualClock) -> None:
    card, woken = Card(clock), []
    card.start(lambda: woken.append(card.take_flushed()))
    card.play(SECOND)
    card.ask(2)

    generation = card.flush()
    before = card.take_flushed()
    card.ask(2)

    assert (generation, before) == (1, [])
    assert woken == [[(0, 2 * BLOCK + FADE_FRAMES)]]


def test_after_a_flush_only_the_new_generation_is_counted(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(SECOND)
    card.ask(2)
    card.flush()

    card.play(bytes(2 * 5000))
    pending = card.pending_frames
    card.ask(2)
    clock.time_s += LEAD_S

    assert pending == 5000
    assert (card.progress(), card.pending_frames) == ((1, BLOCK), 5000 - BLOCK)


def test_a_flush_is_complete_at_once_where_no_loudspeaker_runs(clock: ManualClock) -> None:
    card = Card(clock)
    card.play(SECOND)

    card.flush()

    assert card.take_flushed() == [(0, 0)]


def test_a_stop_completes_the_flushes_that_wait(clock: ManualClock) -> None:
    card, woken = Card(clock), []
    card.start(lambda: woken.append(True))
    card.play(SECOND)
    card.ask(2)
    card.flush()

    card.stop()

    assert card.take_flushed() == [(0, 2 * BLOCK)]
    assert woken


def test_a_long_reply_is_moved_on_by_asking_for_progress(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(SECOND * 100)
    card.finish()

    for _ in range(100):
        card.ask(50)
        card.progress()
    clock.time_s += LEAD_S

    assert card.progress() == (0, 2_400_000)
    assert card.stats().underruns == 0


def test_the_level_is_that_of_what_the_loudspeaker_takes(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(np.full(24_000, -32768, np.int16).tobytes())
    before = card.level_dbfs

    card.ask()

    assert (before, card.level_dbfs) == (-90.0, 0.0)


def test_a_speaker_that_was_not_asked_to_stop_has_not_failed(clock: ManualClock) -> None:
    card = Card(clock)

    assert (card.name, card.failure) == ("card", None)


def test_a_sound_can_be_made_quieter_and_loud_again(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(np.full(24_000, 8_000, np.int16).tobytes())
    card.ask()

    card.duck()
    quiet = card.ask()[-1]
    card.restore()
    loud = card.ask()[-1]

    assert (quiet, loud) == (2_000, 8_000)


def test_a_reply_that_ran_dry_is_a_gap_and_no_room_hears_of_it(clock: ManualClock) -> None:
    card = Card(clock)
    card.start(unheard)
    card.play(SECOND)

    card.ask(60)

    assert (card.gaps, card.played, card.is_abandoned) == ((1, 0), None, False)


def test_whoever_overhears_gets_all_that_is_heard_and_when(clock: ManualClock) -> None:
    card, overheard = Card(clock), []
    card.overhear(lambda samples, at_s: overheard.append((samples.tolist(), at_s)))
    card.start(unheard)

    first = card.ask().tolist()
    card.play(SECOND)
    second = card.ask().tolist()

    assert overheard == [(first, 100.0 + LEAD_S), (second, 100.02 + LEAD_S)]
