import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.ui.sanitize import harmless, one_line

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
REORDERING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("evil", "shown"),
    [
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("\x1b]8;;http://evil\x1b\\click", "\\x1b]8;;http://evil\\x1b\\click"),
        ("\x1b]52;c;ZXZpbA==\x07", "\\x1b]52;c;ZXZpbA==\\x07"),
        ("\x1b[6n\x1b[2J", "\\x1b[6n\\x1b[2J"),
        ("\x1bP$q\x1b\\", "\\x1bP$q\\x1b\\"),
        ("\x9b31m\x9d0;x\x9c", "\\x9b31m\\x9d0;x\\x9c"),
        ("abc\x08\x08\x7f", "abc\\x08\\x08\\x7f"),
        ("nul\x00bell\x07", "nul\\x00bell\\x07"),
        ("over\rwritten\r\n", "overwritten\n"),
        ("user\u202etxt.exe\u2066", "user\\u202etxt.exe\\u2066"),
        ("half \ud800 a pair", "half \\ud800 a pair"),
        ("one\u2028two\u2029", "one\\u2028two\\u2029"),
    ],
)
def test_what_could_move_or_hide_text_is_spelt_out(evil: str, shown: str) -> None:
    assert harmless(evil) == shown


@pytest.mark.parametrize(
    "text",
    ["plain", "tab\tand\nnewline", "æøå ß 東京 🙂 👩\u200d👩\u200d👧", "שלום", "a\u0301"],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


@given(ANY_TEXT)
def test_nothing_dangerous_is_left(text: str) -> None:
    shown = harmless(text)

    kinds = {unicodedata.category(sign) for sign in shown if sign not in "\n\t"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert not REORDERING & set(shown)
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(ANY_TEXT, ANY_TEXT)
def test_halves_are_disarmed_as_the_whole_is(first: str, second: str) -> None:
    assert harmless(first) + harmless(second) == harmless(first + second)


@given(ANY_TEXT)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(ANY_TEXT)
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_one_line_joins_lines_and_spaces() -> None:
    assert one_line(" a\n\n  b\tc\x1b ") == "a b c\\x1b"
