import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.simulator.mind.numbers import is_number_word, read_number, spoken


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "zero"), (13, "thirteen"), (20, "twenty"), (42, "forty-two"), (100, "one hundred")],
)
def test_a_number_is_said_in_words(number: int, words: str) -> None:
    assert spoken(number) == words


@pytest.mark.parametrize("number", [-1, 101])
def test_only_numbers_up_to_a_hundred_can_be_said(number: int) -> None:
    with pytest.raises(ValueError, match="not from 0 to 100"):
        spoken(number)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("", None),
        ("hello", None),
        ("hundred", None),
        ("12.5 apples", (12.5, 1)),
        ("seven", (7, 1)),
        ("twenty", (20, 1)),
        ("twenty five more", (25, 2)),
        ("twenty twelve", (20, 1)),
        ("nineteen five", (19, 1)),
        ("to", (2, 1)),
        ("a hundred", (100, 2)),
        ("three hundred", (300, 2)),
        ("three hundred five", (305, 3)),
        ("three hundred and forty two", (342, 5)),
        ("three hundred and more", (300, 2)),
        ("two thousand", (2000, 2)),
        ("two thousand five hundred", (2500, 4)),
        ("one million two thousand three", (1_002_003, 5)),
        ("five for", (5, 1)),
    ],
)
def test_a_number_is_read_from_the_words_it_begins(
    words: str, read: tuple[float, int] | None
) -> None:
    assert read_number(words.split()) == read


@given(st.integers(0, 100))
def test_what_is_said_can_be_read_again(number: int) -> None:
    words = spoken(number).replace("-", " ").split()

    assert read_number(words) == (number, len(words))


@pytest.mark.parametrize(
    ("word", "is_number"), [("seven", True), ("3.5", True), ("to", False), ("²", False)]
)
def test_only_a_number_is_a_number_beyond_doubt(word: str, *, is_number: bool) -> None:
    assert is_number_word(word) == is_number
