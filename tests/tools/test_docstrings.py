"""Docstrings of all usual styles say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.tools.docstrings import Described, describe

GOOGLE = """Tell the weather.

Today's, in fact.

Args:
    city: Where,
        in English.
    days (int): How many.

Returns:
    A sentence.
"""
NUMPY = """Tell the weather.

Today's, in fact.

Parameters
----------
city : str
    Where,
    in English.
days : int
    How many.
"""
REST = """Tell the weather.

Today's, in fact.

:param city: Where,
    in English.
:param int days: How many.
"""
EPYDOC = """Tell the weather.

Today's, in fact.

@param city: Where,
    in English.
@param days: How many.
"""


@pytest.mark.parametrize("docstring", [GOOGLE, NUMPY, REST, EPYDOC])
def test_every_style_says_the_same(docstring: str) -> None:
    assert describe(docstring) == Described(
        "Tell the weather.\n\nToday's, in fact.",
        {"city": "Where, in English.", "days": "How many."},
    )


def test_a_parameter_without_words_is_left_out() -> None:
    assert describe("Do it.\n\n:param a:\n") == Described("Do it.")


def test_no_docstring_says_nothing() -> None:
    assert describe("") == Described("")


def test_a_docstring_that_breaks_a_style_is_all_text() -> None:
    text = "Do it.\n\n:param: :x\n:raises"

    assert describe(text) == Described(text)


@given(st.text(alphabet="a :@-\n\tArgsParameters"))
def test_any_docstring_can_be_taken_apart(docstring: str) -> None:
    assert isinstance(describe(docstring), Described)
