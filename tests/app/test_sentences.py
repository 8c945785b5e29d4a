import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.app.sentences import Sentences


def test_the_first_part_is_one_sentence_and_later_ones_are_as_many_as_came() -> None:
    sentences = Sentences()

    assert sentences.add("One. Two! Three? ") == ["One.", "Two! Three?"]
    assert sentences.add("Four. Five. ") == ["Four. Five."]


def test_a_sentence_waits_for_its_end() -> None:
    sentences = Sentences()

    assert sentences.add("It is 3.") == []
    assert sentences.add("5 metres") == []
    assert sentences.add(' "long." And') == ['It is 3.5 metres "long."']
    assert sentences.take() == ["And"]
    assert sentences.take() == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A title\n\nThe text. ", ["A title", "The text."]),
        ("A title\n \t\nThe text. ", ["A title", "The text."]),
        ("Wrapped\nlines. ", ["Wrapped\nlines."]),
        ("\n\n  \nHello! ", ["Hello!"]),
        ("Wait… what? ", ["Wait…", "what?"]),
        ("   \n", []),
    ],
)
def test_a_sentence_ends_with_its_sign_or_before_an_empty_line(
    text: str, expected: list[str]
) -> None:
    assert Sentences().add(text) == expected


@pytest.mark.parametrize(
    ("text", "has_line"),
    [("Build failed", False), ("Build failed\n", True), ("Build failed.\n", False), ("\n", False)],
)
def test_a_line_may_be_whole_without_a_full_stop(text: str, has_line: bool) -> None:
    sentences = Sentences()

    sentences.add(text)

    assert sentences.has_line is has_line


def test_parts_are_not_longer_than_half_a_minute() -> None:
    sentences = Sentences()
    sentences.add("First. ")

    parts = sentences.add("This is a sentence. " * 100)

    assert max(map(len, parts)) <= 400
    assert len(parts) == 5


def test_a_text_without_any_end_is_cut_between_words() -> None:
    sentences = Sentences()

    parts = sentences.add("word " * 500)

    assert parts == [("word " * 500).strip()]
    assert sentences.add("x" * 2001) == ["x" * 2001]


@given(st.lists(st.text(alphabet="aB .!\n…", max_size=60), max_size=20))
def test_nothing_is_lost_and_nothing_added(pieces: list[str]) -> None:
    sentences = Sentences()

    parts = [part for piece in pieces for part in sentences.add(piece)] + sentences.take()

    assert "".join("".join(parts).split()) == "".join("".join(pieces).split())
