from collections.abc import Callable

import numpy as np
import pytest

from grokvoice.audio.envelope import EDGE_FRAMES
from grokvoice.audio.pcm import Samples
from grokvoice.audio.playout_reader import FADE_FRAMES, PlayoutOrders, PlayoutReader, Restarts
from grokvoice.audio.preroll import PreRoll
from grokvoice.audio.ring import Ring

PREROLL = 500
BLOCK = 480

RISING = pytest.approx([100 * (step + 1) for step in range(EDGE_FRAMES)], abs=1)
FALLING = pytest.approx([100 * step for step in reversed(range(EDGE_FRAMES))], abs=1)
FADING = pytest.approx([50 * step for step in reversed(range(FADE_FRAMES))], abs=1)


class RacingRing(Ring):
    """A ring whose producer acts in the very moment the consumer is about to copy."""

    def __init__(self, capacity: int, *, kept: int) -> None:
        super().__init__(capacity, kept=kept)
        self.meanwhile: Callable[[], object] = lambda: None

    def read_into(self, out: Samples) -> int:
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return super().read_into(out)


class Desk:
    """Both ends of a reader in one hand."""

    def __init__(self, restarts: Restarts = Restarts.NEVER) -> None:
        self.ring = RacingRing(1 << 16, kept=1 << 12)
        self.orders = PlayoutOrders()
        preroll = PreRoll(PREROLL)
        self.reader = PlayoutReader(self.ring, self.orders, preroll, restarts)

    def write(self, frames: int, value: int = 12_000) -> None:
        self.ring.write(np.full(frames, value, np.int16))

    def finish(self) -> None:
        self.orders.finish_mark = self.ring.written

    def flush(self) -> None:
        self.orders.flush_marks.append(self.ring.written)

    def read(self, frames: int = BLOCK) -> Samples:
        out = np.full(frames, 77, np.int16)
        self.reader.read_into(out)
        return out

    def sounding(self, frames: int = 5 * BLOCK) -> "Desk":
        """Have one block played and `frames` more waiting."""
        self.write(frames + BLOCK)
        self.read()
        return self


def test_an_empty_queue_gives_silence() -> None:
    desk = Desk()

    assert desk.read().tolist() == [0] * BLOCK
    assert (desk.reader.silence_frames, desk.reader.underruns) == (BLOCK, 0)


def test_a_sound_whose_first_piece_is_the_preroll_begins_with_it() -> None:
    desk = Desk()

    desk.write(2 * PREROLL)

    assert desk.read().all()


def test_a_sound_that_comes_in_small_pieces_waits_for_twice_its_preroll() -> None:
    desk = Desk()

    desk.write(PREROLL - 1)
    early = [desk.read(10) for _ in range(2)]
    desk.write(PREROLL)
    late = desk.read(10)
    desk.write(1)
    begun = desk.read(10)

    assert not np.concatenate([*early, late]).any()
    assert begun.all()


def test_a_sound_that_comes_in_small_pieces_waits_for_no_longer_than_its_preroll() -> None:
    desk = Desk()
    desk.write(PREROLL - 1)
    desk.read()
    desk.write(1)

    begun = [desk.read(20).any(), desk.read(20).any()]

    assert begun == [False, True]


def test_a_finished_sound_does_not_wait() -> None:
    desk = Desk()

    desk.write(PREROLL - 1)
    desk.finish()

    assert desk.read().all()


def test_nothing_begins_where_nothing_waits() -> None:
    desk = Desk()
    desk.orders.finish_mark = 100  # finished, but still on its way into the ring

    assert not desk.read().any()
    assert desk.reader.underruns == 0


def test_a_sound_rises_over_five_milliseconds_and_is_exact_from_there() -> None:
    desk = Desk()
    desk.write(1000)

    out = desk.read()

    assert out[:EDGE_FRAMES].tolist() == RISING
    assert out[EDGE_FRAMES:].tolist() == [12_000] * (BLOCK - EDGE_FRAMES)


def test_a_ramp_goes_on_from_block_to_block() -> None:
    desk = Desk()
    desk.write(1000)

    blocks = np.concatenate([desk.read(50), desk.read(50), desk.read(50)])

    assert blocks[:EDGE_FRAMES].tolist() == RISING


def test_a_sound_that_may_run_dry_has_fallen_silent_by_then() -> None:
    desk = Desk().sounding(200)

    out = desk.read()

    assert out[: 200 - EDGE_FRAMES].tolist() == [12_000] * (200 - EDGE_FRAMES)
    assert out[200 - EDGE_FRAMES : 200].tolist() == FALLING
    assert not out[200:].any()


def test_a_fall_begins_in_time_even_where_the_block_is_full() -> None:
    desk = Desk().sounding(BLOCK + 50)

    blocks = np.concatenate([desk.read(), desk.read()])

    end = BLOCK + 50
    assert blocks[end - EDGE_FRAMES : end].tolist() == FALLING
    assert not blocks[end:].any()


def test_a_fall_turns_where_more_arrives_in_time() -> None:
    desk = Desk().sounding(BLOCK + 50)
    falling = desk.read()
    desk.write(1000)

    out = np.concatenate([falling, desk.read()])

    assert out.min() == 12_000 * 50 // EDGE_FRAMES
    assert np.abs(np.diff(out)).max() <= 101
    assert out[-1] == 12_000
    assert desk.reader.underruns == 0


def test_a_sound_that_ends_in_mid_block_falls_from_its_last_sample() -> None:
    desk = Desk()
    desk.write(BLOCK + 100)
    desk.finish()
    desk.read()

    out = desk.read()

    assert out[:100].tolist() == [12_000] * 100
    assert out[100 : 100 + EDGE_FRAMES].tolist() == FALLING
    assert not out[100 + EDGE_FRAMES :].any()


def test_a_sound_that_ends_with_its_block_falls_in_the_next() -> None:
    desk = Desk().sounding(BLOCK)
    desk.finish()

    whole, after = desk.read(), desk.read()

    assert whole.tolist() == [12_000] * BLOCK
    assert after[:EDGE_FRAMES].tolist() == FALLING
    assert not after[EDGE_FRAMES:].any()


def test_a_new_sound_waits_until_the_old_one_has_fallen() -> None:
    desk = Desk().sounding(400)
    desk.finish()
    dry = desk.read()
    desk.write(1000)
    desk.finish()

    waiting, begun = desk.read(), desk.read()

    falling = [*dry[400:].tolist(), *waiting[:40].tolist()]
    assert falling == FALLING
    assert not waiting[40:].any()
    assert begun[:2].tolist() == [100, 200]


def test_running_dry_is_an_underrun_and_repeats_nothing() -> None:
    desk = Desk().sounding(100)

    desk.read()

    assert desk.reader.underruns == 1
    assert desk.reader.silence_frames == BLOCK - 100
    assert not desk.read().any()


def test_running_dry_after_the_end_is_no_underrun() -> None:
    desk = Desk().sounding(100)
    desk.finish()

    desk.read()

    assert desk.reader.underruns == 0


def test_an_underrun_deepens_the_preroll() -> None:
    desk = Desk().sounding(100)
    desk.read()

    desk.write(2 * PREROLL - 1)
    early = desk.read(1)
    desk.reader.settle()
    desk.write(1)

    assert not early.any()
    assert desk.reader.underruns == 1


def test_a_flush_fades_the_following_frames_out_over_ten_milliseconds() -> None:
    desk = Desk().sounding()

    desk.flush()
    out = desk.read()

    assert out[:FADE_FRAMES].tolist() == FADING
    assert not out[FADE_FRAMES:].any()
    assert desk.reader.ends == [BLOCK + FADE_FRAMES]
    assert desk.ring.readable == 0


def test_a_fade_goes_on_from_block_to_block() -> None:
    desk = Desk().sounding()

    desk.flush()
    blocks = np.concatenate([desk.read(100), desk.read(100), desk.read(100)])

    assert blocks[:FADE_FRAMES].tolist() == FADING
    assert not blocks[FADE_FRAMES:].any()


def test_a_fade_that_lacks_frames_ends_on_the_falling_ramp() -> None:
    desk = Desk().sounding(FADE_FRAMES // 2)

    desk.flush()
    out = desk.read()

    assert out[:FADE_FRAMES].tolist() == FADING
    assert not out[FADE_FRAMES:].any()
    assert desk.reader.ends == [BLOCK + FADE_FRAMES // 2]


def test_a_flush_while_the_sound_still_rises_makes_no_step() -> None:
    desk = Desk()
    desk.write(2 * PREROLL)
    risen = desk.read(60)

    desk.flush()
    out = np.concatenate([risen, desk.read()])

    assert np.abs(np.diff(out)).max() <= 101


def test_a_flush_before_the_sound_began_is_answered_at_once() -> None:
    desk = Desk()
    desk.write(PREROLL - 1)

    desk.flush()

    assert not desk.read().any()
    assert desk.reader.ends == [0]


def test_several_flushes_of_a_silent_queue_are_answered_in_one_block() -> None:
    desk = Desk()
    desk.flush()
    desk.write(100)
    desk.flush()

    desk.read()

    assert desk.reader.ends == [0, 0]


def test_sound_after_a_flush_has_a_preroll_of_its_own() -> None:
    desk = Desk().sounding()
    desk.flush()
    desk.write(PREROLL - 1, 500)

    faded, waiting = desk.read(), desk.read()
    desk.finish()
    begun = desk.read()

    assert not faded[FADE_FRAMES:].any()
    assert not waiting.any()
    assert begun.max() == 500


def test_sound_written_after_a_flush_in_mid_callback_is_not_played_with_the_old() -> None:
    desk = Desk().sounding(100)

    def flush_and_write() -> None:
        desk.flush()
        desk.write(1000, 500)

    desk.ring.meanwhile = flush_and_write
    out = desk.read()

    assert not out[100:].any()
    assert (desk.ring.read, desk.orders.flush_marks) == (BLOCK + 100, [BLOCK + 100])


def test_settling_answers_every_flush_without_a_sound() -> None:
    desk = Desk().sounding()
    desk.flush()
    desk.write(100)
    desk.flush()

    desk.reader.settle()

    assert desk.reader.ends == [BLOCK, 6 * BLOCK]
    assert desk.ring.readable == 0


def test_a_settled_sound_goes_on_from_silence() -> None:
    desk = Desk().sounding()

    desk.reader.settle()

    assert desk.read()[:2].tolist() == [100, 200]


def test_a_ducked_sound_sinks_to_a_quarter_within_ten_milliseconds_and_is_counted_as_ever() -> None:
    desk = Desk().sounding()

    desk.orders.is_ducked = True
    out = desk.read()

    assert np.diff(out[:240]).max() <= 0
    assert np.abs(np.diff(out)).max() <= 38
    assert out[240:].tolist() == [3_000] * 240
    assert desk.ring.read == 2 * BLOCK


def test_a_restored_sound_rises_again_and_is_exact_from_there() -> None:
    desk = Desk().sounding()
    desk.orders.is_ducked = True
    desk.read()

    desk.orders.is_ducked = False
    out = desk.read()

    assert np.abs(np.diff(out)).max() <= 38
    assert out[240:].tolist() == [12_000] * 240
    assert desk.read().tolist() == [12_000] * BLOCK


def test_a_sound_that_begins_ducked_begins_at_that_level() -> None:
    desk = Desk()
    desk.orders.is_ducked = True

    desk.write(1000)

    assert desk.read()[EDGE_FRAMES:].tolist() == [3_000] * (BLOCK - EDGE_FRAMES)


def test_a_ducked_sound_that_is_flushed_does_not_swell_again() -> None:
    desk = Desk().sounding()
    desk.orders.is_ducked = True
    desk.read()

    desk.flush()
    desk.orders.is_ducked = False
    faded = desk.read()
    desk.write(1000)
    begun = desk.read()

    assert np.diff(faded).max() <= 0
    assert begun[EDGE_FRAMES:].tolist() == [12_000] * (BLOCK - EDGE_FRAMES)


def test_a_level_that_changes_where_nothing_is_left_makes_no_sound() -> None:
    desk = Desk().sounding(0)

    desk.orders.is_ducked = True

    assert desk.read()[EDGE_FRAMES:].tolist() == [0] * (BLOCK - EDGE_FRAMES)


def test_a_hesitating_sound_begins_a_block_late() -> None:
    desk = Desk(Restarts.TO_BEGIN)
    desk.write(1000)

    could, hesitating, begun = desk.reader.can_begin, desk.read(100), desk.read(100)

    assert (could, desk.reader.can_begin) == (True, False)
    assert not hesitating.any()
    assert begun.all()


def test_a_restart_lets_a_hesitating_sound_begin_at_once() -> None:
    desk = Desk(Restarts.TO_BEGIN)
    desk.write(1000)

    desk.reader.restart(0)

    assert desk.read(100).all()


def test_each_sound_hesitates_again() -> None:
    desk = Desk(Restarts.TO_BEGIN)
    for _ in range(2):
        desk.write(BLOCK)
        desk.finish()
        hesitating, whole, _dry = desk.read(), desk.read(), desk.read()

        assert not hesitating.any()
        assert whole.all()


def test_what_was_taken_and_never_heard_is_played_again_after_a_restart() -> None:
    desk = Desk().sounding()
    desk.read()

    desk.reader.restart(BLOCK // 2)

    assert desk.ring.read == BLOCK // 2
    assert desk.read()[EDGE_FRAMES:].all()


def test_a_flush_obeyed_by_a_restart_ends_where_the_listener_was() -> None:
    desk = Desk().sounding()
    desk.read()
    desk.flush()

    desk.reader.restart(BLOCK + 7)

    assert desk.reader.ends == [BLOCK + 7]
    assert desk.ring.readable == 0


def test_a_restart_never_goes_back_behind_a_flush() -> None:
    desk = Desk().sounding()
    desk.flush()
    desk.read()
    end = desk.ring.written
    desk.write(1000)

    desk.reader.restart(BLOCK)

    assert desk.ring.read == end


def test_a_sound_that_comes_as_fast_as_it_plays_is_kept_at_its_level() -> None:
    desk = Desk()
    desk.write(4800)
    taken: list[int] = []

    for _ in range(6 * 3000):
        desk.write(BLOCK)
        desk.write(1 if len(taken) % 10 == 0 else 0)  # 208 ppm faster
        before = desk.ring.read
        out = desk.read()
        taken.append(desk.ring.read - before)

    assert set(taken) == {BLOCK, BLOCK + 1}
    assert abs(desk.ring.readable - 4320) < 60 * 24
    assert out.tolist() == [12_000] * BLOCK


def test_a_flush_waits_a_block_for_the_restart_that_obeys_it() -> None:
    desk = Desk(Restarts.TO_END).sounding()

    desk.flush()
    put_off, faded = desk.read(), desk.read()

    assert put_off.tolist() == [12_000] * BLOCK
    assert faded[:FADE_FRAMES].tolist() == FADING
    assert desk.reader.ends == [2 * BLOCK + FADE_FRAMES]


def test_a_flush_of_silence_waits_as_well() -> None:
    desk = Desk(Restarts.TO_END)
    desk.flush()

    desk.read()
    put_off = list(desk.reader.ends)
    desk.read()

    assert (put_off, desk.reader.ends) == ([], [0])


def test_after_a_restart_the_next_reply_hesitates_again_unless_it_could_begin() -> None:
    desk = Desk(Restarts.TO_BEGIN)

    desk.reader.restart(0)
    desk.write(1000)

    assert desk.reader.can_begin
    assert [desk.read(100).any(), desk.read(100).any()] == [False, True]
