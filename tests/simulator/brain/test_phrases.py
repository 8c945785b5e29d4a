import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.simulator.brain.phrases import Phrase, heard_part, split_phrases

TWO = (
    Phrase(text="One two,", start=0, frames=800),
    Phrase(text=" three four.", start=800, frames=1200),
)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("", ()),
        ("   ", ()),
        ("Hello there!", ("Hello there!",)),
        ("Hello Dana! Nice to meet you.", ("Hello Dana!", " Nice to meet you.")),
        ("One, two, three, four, five.", ("One, two, three,", " four, five.")),
        ("At 10:30, or 3.5 hours later, we go.", ("At 10:30, or 3.5 hours later,", " we go.")),
        ("  Much \n\t space ", ("Much space",)),
        ('She said "no." Then left.', ('She said "no."', " Then left.")),
    ],
)
def test_a_text_is_cut_at_its_sentences_and_between_its_clauses(
    text: str, phrases: tuple[str, ...]
) -> None:
    assert split_phrases(text) == phrases


def test_a_clause_without_end_is_cut_after_twelve_words() -> None:
    assert [len(phrase.split()) for phrase in split_phrases("word " * 30)] == [12, 12, 6]


@given(st.text())
def test_phrases_give_the_text_back(text: str) -> None:
    assert "".join(split_phrases(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("frames", "heard"),
    [
        (0, ""),
        (199, "One"),
        (800, "One two,"),
        (801, "One two,"),
        (1100, "One two, three"),
        (1900, "One two, three four."),
        (2000, "One two, three four."),
        (9999, "One two, three four."),
    ],
)
def test_a_word_is_heard_once_half_of_it_was_played(frames: int, heard: str) -> None:
    assert heard_part(TWO, frames) == heard


def test_nothing_is_heard_of_nothing() -> None:
    assert heard_part((), 100) == ""
