from hypothesis import given
from hypothesis import strategies as st

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.simulator.brain.delivery import Sound, Words, deliveries
from grokvoice.simulator.brain.phrases import Phrase


def phrases_of(*lengths_ms: int) -> tuple[Phrase, ...]:
    phrases, start = [], 0
    for number, ms in enumerate(lengths_ms):
        frames = ms * RATE_HZ // 1000
        phrases.append(Phrase(text=f"phrase {number}", start=start, frames=frames))
        start += frames
    return tuple(phrases)


def test_the_first_piece_is_short_and_its_words_follow_it() -> None:
    plan = deliveries(phrases_of(2000))

    assert plan[:2] == (Sound(0.0, 0, 0, 489 * 24), Words(0.0, 0))
    assert [p.duration_ms for p in plan if isinstance(p, Sound)] == [489, 520, 795, 196]


def test_the_words_of_later_phrases_come_before_their_sound() -> None:
    plan = deliveries(phrases_of(600, 600))
    second = [piece for piece in plan if piece.phrase == 1]

    assert isinstance(second[0], Words)
    assert isinstance(second[1], Sound)


def test_nothing_is_delivered_of_nothing() -> None:
    assert deliveries(()) == ()


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6))
def test_every_frame_is_sent_once_and_time_never_goes_back(lengths_ms: list[int]) -> None:
    phrases = phrases_of(*lengths_ms)
    plan = deliveries(phrases)
    sounds = [piece for piece in plan if isinstance(piece, Sound)]

    assert [piece.start for piece in sounds] == [0, *(piece.stop for piece in sounds[:-1])]
    assert sounds[-1].stop == phrases[-1].start + phrases[-1].frames
    assert [p.phrase for p in plan if isinstance(p, Words)] == list(range(len(phrases)))
    assert [piece.at_s for piece in plan] == sorted(piece.at_s for piece in plan)


@given(st.integers(3000, 60_000))
def test_sound_comes_several_times_faster_than_it_plays(ms: int) -> None:
    assert deliveries(phrases_of(ms))[-1].at_s < ms / 1000 / 2
