import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.session.phrases import Words

SECOND = 24_000


def spoken(*phrases: tuple[str, float | None]) -> Words:
    words = Words()
    for text, start_s in phrases:
        words.add(text, start_s)
    return words


def heard(words: Words, seconds: float, of: float, *, is_complete: bool = True) -> str:
    return words.heard(int(seconds * SECOND), int(of * SECOND), is_complete=is_complete)


def test_only_whole_words_were_heard() -> None:
    words = spoken(("One moment, checking", 0.0))

    assert [heard(words, s, 2.0) for s in (0, 0.2, 0.3, 1.0, 1.1, 1.9, 2)] == [
        "",
        "",
        "One",
        "One",
        "One moment,",
        "One moment,",
        "One moment, checking",
    ]


def test_a_phrase_is_heard_from_where_it_begins() -> None:
    words = spoken(("Hello there. ", 0.0), ("How are you?", 3.0))

    assert [heard(words, s, 4.0) for s in (1.0, 2.9, 3.0, 3.5, 4.0)] == [
        "",
        "Hello there.",
        "Hello there. ",
        "Hello there. How",
        "Hello there. How are you?",
    ]


def test_while_more_sound_may_come_the_last_phrase_takes_its_usual_time() -> None:
    words = spoken(("one two three", 0.0))

    assert heard(words, 0.3, 0.3, is_complete=False) == "one"


def test_more_sound_than_usual_stretches_the_last_phrase() -> None:
    words = spoken(("one two", 0.0))

    assert heard(words, 2.0, 3.0, is_complete=False) == "one"


def test_a_phrase_without_a_mark_begins_where_the_one_before_usually_ends() -> None:
    words = spoken(("x" * 14 + " ", None), ("one two", None))

    assert heard(words, 1.3, 1.3, is_complete=False) == "x" * 14 + " one"


def test_a_mark_never_goes_back() -> None:
    words = spoken(("one ", 1.0), ("two", 0.5))

    assert [heard(words, s, 2.0) for s in (0.9, 1.1)] == ["", "one "]


def test_a_mark_no_clock_can_show_is_taken_for_the_end_of_time() -> None:
    words = spoken(("one ", 0.0), ("two", 1e308))

    assert [heard(words, s, 2.0) for s in (1.0, 2.0)] == ["", "one two"]


def test_the_final_words_replace_the_phrases() -> None:
    words = spoken(("one too ", 0.0), ("three", 1.0))
    before = words.text

    words.settle("one two three")

    assert (before, words.text) == ("one too three", "one two three")
    assert heard(words, 2.0, 2.0) == "one two three"


def test_marks_still_count_when_the_final_words_are_others() -> None:
    words = spoken(("one ", 0.0), ("too", 1.0))

    words.settle("One, two.")

    assert [heard(words, s, 2.0) for s in (0.9, 1.0, 1.9)] == ["", "One,", "One,"]


def test_fifteen_characters_are_usually_said_in_a_second() -> None:
    words = spoken(("one two", None))

    assert words.heard(3 * 1600, 3 * 1600, is_complete=False) == "one"
    assert words.heard(3 * 1600 - 1, 3 * 1600 - 1, is_complete=False) == ""


def test_words_that_came_all_at_once_take_their_usual_time() -> None:
    words = Words()
    words.settle("one two three four five")

    assert heard(words, 0.6, 9.0, is_complete=False) == "one two"


def test_without_words_nothing_was_heard() -> None:
    assert heard(Words(), 1.0, 2.0) == ""


PHRASES = st.lists(
    st.tuples(
        st.text("ab ,", min_size=1, max_size=12),
        st.none() | st.floats(-1, 20, allow_nan=False),
    ),
    min_size=1,
    max_size=6,
)


@given(PHRASES, st.integers(0, 20 * SECOND), st.integers(0, 20 * SECOND), st.booleans())
def test_what_was_heard_grows_with_time_and_is_always_a_beginning(
    phrases: list[tuple[str, float | None]], first: int, received: int, is_complete: bool
) -> None:
    words = spoken(*phrases)
    earlier, later = sorted((min(first, received), received))

    before = words.heard(earlier, received, is_complete=is_complete)
    after = words.heard(later, received, is_complete=is_complete)

    assert words.text.startswith(after)
    assert after.startswith(before)


@pytest.mark.parametrize("final", ["", "b", "completely different words"])
@given(PHRASES, st.integers(0, 20 * SECOND), st.integers(0, 20 * SECOND))
def test_whatever_the_final_words_are_what_was_heard_is_their_beginning(
    final: str, phrases: list[tuple[str, float | None]], heard_frames: int, received: int
) -> None:
    words = spoken(*phrases)
    words.settle(final)

    assert final.startswith(words.heard(heard_frames, received, is_complete=False))


def test_parts_stand_in_their_order_whichever_comes_first() -> None:
    words = Words()
    words.add("three ", 2.0, part=1)
    words.add("one ", 0.0, part=0)
    words.add("four", 3.0, part=1)
    words.add("two ", 1.0, part=0)

    assert words.text == "one two three four"
    assert heard(words, 2.5, 4.0, is_complete=False) == "one two "


def test_the_final_words_of_a_part_leave_the_others_alone() -> None:
    words = Words()
    words.add("one ", 0.0, part=0)
    words.settle("Two!", part=1)
    words.settle("One. ", part=0)

    assert words.text == "One. Two!"


def test_an_item_without_an_end_stays_small() -> None:
    words = spoken(*((str(number % 10), None) for number in range(1001)))
    for part in range(17):
        words.settle("x", part)

    assert words.text == "x" * 16
