from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from grokvoice.session.events import Event, SpeechStopRequested, UserMuted, UserText
from grokvoice.session.updates import AssistantFinal, SumsCounted, UserFinal
from grokvoice.simulator.quirks import Quirks
from tests.pair import Circumstances, Pair, hour_of_interruptions
from tests.virtual_sound import Utterance


def spoken_at(*starts_s: float) -> tuple[Utterance, ...]:
    return tuple(Utterance(start, start + 0.4) for start in starts_s)


def talked(given: Circumstances) -> Pair:
    """A talk that came to its end."""
    pair = Pair(given)
    pair.run(longest_s=4000.0)
    return pair


def assert_is_right(pair: Pair) -> None:
    """What holds for every talk, whatever happened in it."""
    finals = pair.only(AssistantFinal)
    whole = [final.item_id for final in finals if not final.is_interrupted]
    taken = {fate.item_id: fate.taken // 24 for fate in pair.fates() if fate.item_id not in whole}
    assert sorted(pair.witness.truncated) == sorted(taken.items())
    assert [f for f in pair.fates() if f.item_id in whole and f.taken < f.queued] == []
    assert pair.witness.played_dead == []
    assert [final for final in finals if final.heard + final.unheard != final.text] == []
    [sums] = pair.only(SumsCounted)
    kept = sums.acknowledged + sums.in_flight + sums.waiting
    assert sums.captured == kept + sum(sums.dropped.values()) + sums.muted
    assert sums.received == sums.played + sums.flushed + sums.stale + sums.buffered
    assert sums.played == pair.loudspeaker.taken.total()


def test_a_typed_turn_is_answered_and_heard_to_its_end() -> None:
    pair = talked(
        Circumstances(wishes=((0.0, UserText("Hello")),), replies=(("Good day to you.",),))
    )

    finals = [f for f in pair.shown if isinstance(f, UserFinal | AssistantFinal)]
    assert [(type(final), final.text) for final in finals] == [
        (UserFinal, "Hello"),
        (AssistantFinal, "Good day to you."),
    ]
    assert (pair.exit_code, pair.witness.truncated) == (0, [])
    assert_is_right(pair)


def test_a_spoken_turn_is_answered_and_the_next_one_cuts_the_answer_short() -> None:
    pair = talked(Circumstances(utterances=spoken_at(1.0, 3.2)))

    finals = [f for f in pair.shown if isinstance(f, UserFinal | AssistantFinal)]
    assert [(type(final), final.text) for final in finals] == [
        (UserFinal, "I say."),
        (AssistantFinal, "One two three four five six seven."),
        (UserFinal, "I say."),
        (AssistantFinal, "One two three four five six seven."),
    ]
    assert [final.heard for final in pair.only(AssistantFinal)] == [
        "One two three four",
        "One two three four five six seven.",
    ]
    assert [heard_ms for _, heard_ms in pair.witness.truncated] == [1110]
    assert_is_right(pair)


def test_a_turn_behind_which_the_microphone_is_closed_is_answered() -> None:
    pair = talked(
        Circumstances(utterances=(Utterance(1.0, 3.0),), wishes=((2.0, UserMuted(is_muted=True)),))
    )

    assert [final.text for final in pair.only(UserFinal)] == ["I say."]
    assert [final.is_interrupted for final in pair.only(AssistantFinal)] == [False]
    assert pair.now < 8.0
    assert_is_right(pair)


def test_an_hour_with_a_thousand_barge_ins_comes_out_to_the_frame() -> None:
    pair = talked(hour_of_interruptions())

    assert pair.now > 3600.0
    assert len(pair.witness.truncated) == 1000
    assert len({heard_ms for _, heard_ms in pair.witness.truncated}) > 20
    assert_is_right(pair)


TIMES = st.floats(0.0, 12.0)
SPEECH = st.lists(st.tuples(st.floats(0.05, 4.0), st.floats(0.05, 1.5)), max_size=6)
TURNS: list[Event] = [
    UserText("Hello"),
    UserText("And now?", waits=True),
    SpeechStopRequested(),
    UserMuted(is_muted=True),
    UserMuted(is_muted=False),
]
WISHES = st.lists(st.tuples(TIMES, st.sampled_from(TURNS)), max_size=4)
TEXTS = st.sampled_from(
    ["Yes.", "One two three four.", "A long story, told slowly. It has two sentences, and ends."]
)
REPLIES = st.lists(st.lists(TEXTS, min_size=1, max_size=2).map(tuple), min_size=1, max_size=4)
QUIRKS = st.builds(
    Quirks,
    first_audio_s=st.floats(0.0, 1.0),
    delta_gap_s=st.sampled_from([0.0, 0.3]),
    jitter_s=st.sampled_from([0.0, 0.5]),
    indices=st.booleans(),
    aliases=st.booleans(),
    duplicates=st.booleans(),
    order=st.sampled_from(["july", "september", "late"]),
    commit_delay_s=st.floats(0.0, 0.6),
    barge_in=st.sampled_from(["cancelled", "silent", "deaf"]),
    racing_create=st.sampled_from(["refuse", "preempt"]),
    dropped_reply=st.integers(0, 3),
    item_added=st.sampled_from(["once", "twice", "late"]),
    truncation=st.sampled_from(["obeyed", "refused", "ignored"]),
)


def one_after_another(speech: list[tuple[float, float]]) -> tuple[Utterance, ...]:
    """Utterances from pauses and lengths."""
    times = list(accumulate(second for pair in speech for second in pair))
    return tuple(Utterance(a, b) for a, b in zip(times[::2], times[1::2], strict=True))


def in_order(wishes: list[tuple[float, Event]]) -> tuple[tuple[float, Event], ...]:
    return tuple(sorted(wishes, key=lambda wish: wish[0]))


CIRCUMSTANCES = st.builds(
    Circumstances,
    utterances=SPEECH.map(one_after_another),
    wishes=WISHES.map(in_order),
    replies=REPLIES.map(tuple),
    output_delay_s=st.floats(0.0, 0.4),
    latency_s=st.floats(0.0, 0.3),
    silence_ms=st.integers(100, 500),
    quirks=QUIRKS,
)


@settings(max_examples=40)
@given(CIRCUMSTANCES)
def test_whoever_speaks_whenever_every_truncation_is_right(given: Circumstances) -> None:
    assert_is_right(talked(given))
