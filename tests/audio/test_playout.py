from dataclasses import dataclass, field

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.audio.envelope import EDGE_FRAMES
from grokvoice.audio.pcm import Samples
from grokvoice.audio.playout import PlayoutCounts, PlayoutQueue
from grokvoice.audio.playout_reader import FADE_FRAMES

BLOCK = 480
STEP = 40
"""The largest step of the sound that is written."""


def source(start: int, frames: int) -> Samples:
    """A slow triangle: any few frames of it tell where they were cut out."""
    places = np.arange(start, start + frames) % 1600
    return (np.abs(places - 800) * STEP - 16_000).astype(np.int16)


def queue(preroll_ms: int = 0, ring_frames: int = 1 << 14) -> PlayoutQueue:
    return PlayoutQueue(preroll_ms=preroll_ms, ring_frames=ring_frames)


def read(playout: PlayoutQueue, frames: int = BLOCK) -> Samples:
    out = np.full(frames, 77, np.int16)
    playout.reader.read_into(out)
    return out


@dataclass
class Listener:
    """Drives a queue and checks everything it gives against what was written."""

    playout: PlayoutQueue
    generations: list[Samples] = field(default_factory=lambda: [source(0, 0)])
    heard: list[int] = field(default_factory=lambda: [0])
    flushed: list[tuple[int, int]] = field(default_factory=list)
    out: Samples = field(default_factory=lambda: np.zeros(1, np.int16))
    silence: int = 0
    since_dip: int = 0
    """Frames since it was silent, or falling because there was little left."""

    def write(self, frames: int) -> None:
        samples = source(sum(map(len, self.generations)), frames)
        self.generations[-1] = np.concatenate((self.generations[-1], samples))
        self.playout.write(samples)

    def flush(self) -> None:
        self.generations.append(source(0, 0))
        self.heard.append(0)
        assert self.playout.flush() == len(self.generations) - 1

    def read(self, frames: int) -> None:
        dying = len(self.playout.reader.ends)
        before, self.heard = self.heard, []
        out = read(self.playout, frames)
        is_ample = self.playout._ring.readable >= EDGE_FRAMES
        self.heard = [self.playout.played(generation) for generation in range(len(before))]
        played = sum(self.heard) - sum(before)
        if played:
            sounded = next(n for n, heard in enumerate(self.heard) if heard > before[n])
            assert self.heard[sounded] == before[sounded] + played
            assert played <= FADE_FRAMES or not sounded == dying < self.playout.generation
            self._compare(out[:played], sounded, before[sounded], is_ample=is_ample)
        self.silence += frames - played
        self.since_dip = self.since_dip + played if played == frames and is_ample else 0
        self.out = np.concatenate((self.out, out))
        self.flushed += self.playout.take_flushed()

    def _compare(self, out: Samples, generation: int, start: int, *, is_ample: bool) -> None:
        written = self.generations[generation][start : start + len(out)]
        assert (np.abs(out.astype(int)) <= np.abs(written.astype(int))).all()
        if generation == self.playout.generation and is_ample:
            risen = max(0, EDGE_FRAMES - self.since_dip)
            assert out[risen:].tolist() == written[risen:].tolist()


STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 1500)),
    st.tuples(st.just("read"), st.integers(1, 600)),
    st.tuples(st.sampled_from(["finish", "flush", "top_up"]), st.just(0)),
)


@given(st.lists(STEPS, max_size=60), st.sampled_from([0, 10]))
def test_whatever_happens_every_frame_is_heard_once_in_order_or_flushed(
    steps: list[tuple[str, int]], preroll_ms: int
) -> None:
    listener = Listener(queue(preroll_ms, ring_frames=1024))
    playout = listener.playout

    for step, frames in [*steps, ("finish", 0)]:
        match step:
            case "write":
                listener.write(frames)
            case "read":
                listener.read(frames)
            case "flush":
                listener.flush()
            case "finish":
                playout.finish()
            case _:
                playout.top_up()
        counts = playout.counts()
        assert counts.written == counts.played + counts.flushed + counts.buffered
        assert counts.written == sum(map(len, listener.generations))
        assert counts.played == sum(listener.heard)
        assert counts.silence == listener.silence
    for _ in range(250):
        playout.top_up()
        listener.read(BLOCK)

    assert listener.flushed == list(enumerate(listener.heard[:-1]))
    assert listener.heard[-1] == len(listener.generations[-1])
    assert np.abs(np.diff(listener.out.astype(int))).max() <= STEP + 16_000 // EDGE_FRAMES + 2
    assert listener.out[-1] == 0


def test_a_fresh_queue_counts_nothing() -> None:
    playout = queue()

    assert playout.counts() == PlayoutCounts(0, 0, 0, 0, 0, 0)
    assert (playout.generation, playout.position, playout.played(0)) == (0, 0, 0)


def test_a_sound_longer_than_the_ring_is_played_in_full() -> None:
    playout = queue(ring_frames=1024)
    sound = source(0, 5000)

    playout.write(sound)
    playout.finish()
    heard = []
    for _ in range(5000 // BLOCK + 1):
        heard.append(read(playout))
        playout.top_up()

    assert np.concatenate(heard)[EDGE_FRAMES:5000].tolist() == sound[EDGE_FRAMES:].tolist()
    assert playout.counts().underruns == 0


def test_writing_tops_the_ring_up_before_it_adds() -> None:
    playout = queue(ring_frames=1024)
    playout.write(source(0, 2000))
    read(playout)

    playout.write(source(2000, 10))

    assert playout.counts().buffered == 2010 - BLOCK
    assert read(playout, 900)[:800].tolist() == source(BLOCK, 800).tolist()


def test_a_ring_that_dries_while_more_is_spilled_has_underrun() -> None:
    playout = queue(ring_frames=1024)
    playout.write(source(0, 2000))
    playout.finish()

    read(playout, 1100)

    assert playout.counts().underruns == 1


def test_a_flush_forgets_what_did_not_fit_into_the_ring() -> None:
    playout = queue(ring_frames=1024)
    playout.write(source(0, 2000))
    playout.finish()
    read(playout)

    generation = playout.flush()
    read(playout)

    assert generation == 1
    assert playout.take_flushed() == [(0, BLOCK + FADE_FRAMES)]
    assert playout.counts() == PlayoutCounts(
        written=2000,
        played=BLOCK + FADE_FRAMES,
        flushed=2000 - BLOCK - FADE_FRAMES,
        buffered=0,
        underruns=0,
        silence=BLOCK - FADE_FRAMES,
    )


def test_a_finish_before_a_flush_does_not_hold_after_it() -> None:
    playout = queue(preroll_ms=10, ring_frames=1024)
    playout.write(source(0, 2000))
    playout.finish()
    playout.flush()
    read(playout)

    playout.write(source(0, 100))

    assert not read(playout).any()


def test_a_flush_is_told_once() -> None:
    playout = queue()
    playout.flush()
    read(playout)

    assert [playout.take_flushed(), playout.take_flushed()] == [[(0, 0)], []]


def test_frames_are_counted_per_generation() -> None:
    playout = queue()
    for _ in range(2):
        playout.write(source(0, 2000))
        read(playout)
        playout.flush()
        read(playout)

    assert [playout.played(generation) for generation in range(3)] == [720, 720, 0]


def test_frames_of_a_generation_before_a_position_are_those_that_were_taken() -> None:
    playout = queue()
    playout.write(source(0, 2000))
    read(playout)
    playout.flush()
    read(playout)
    playout.write(source(0, 2000))
    read(playout)

    before = [(playout.frames_of(0, at), playout.frames_of(1, at)) for at in (0, 700, 1999, 2100)]

    assert before == [(0, 0), (700, 0), (720, 0), (720, 100)]


def test_a_pending_flush_has_ended_nothing_yet() -> None:
    playout = queue()
    playout.write(source(0, 2000))
    read(playout)

    playout.flush()

    assert (playout.take_flushed(), playout.played(0), playout.played(1)) == ([], BLOCK, 0)


def test_a_flush_answered_but_not_yet_jumped_over_is_counted_already() -> None:
    playout = queue()
    playout.write(source(0, 2000))
    playout.flush()

    playout.reader.ends.append(0)

    assert playout.counts() == PlayoutCounts(2000, 0, 2000, 0, 0, 0)


def test_a_dead_loudspeaker_is_settled_for() -> None:
    playout = queue()
    playout.write(source(0, 2000))
    read(playout)
    playout.flush()

    playout.settle()

    assert playout.take_flushed() == [(0, BLOCK)]
    assert playout.counts().buffered == 0


def test_what_sounds_is_made_quieter_and_loud_again() -> None:
    playout = queue()
    playout.write(np.full(4 * BLOCK, 8_000, np.int16))
    read(playout)

    playout.duck(is_ducked=True)
    quiet = read(playout)[-1]
    playout.duck(is_ducked=False)
    loud = read(playout)[-1]

    assert (quiet, loud) == (2_000, 8_000)
