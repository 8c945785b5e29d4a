import pytest

from grokvoice.session.updates import State
from grokvoice.ui.glyphs import ASCII, UNICODE, Glyphs


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_state_has_a_mark_of_one_cell(glyphs: Glyphs) -> None:
    assert {state: len(mark) for state, mark in glyphs.marks.items()} == dict.fromkeys(State, 1)


def test_ascii_is_ascii() -> None:
    assert (
        ASCII.bars + ASCII.rule + ASCII.cut + ASCII.more + "".join(ASCII.marks.values())
    ).isascii()
