from typing import get_args

from grokvoice.session import events
from tests.session.vocabulary import dataclasses_of


def test_the_union_names_every_event() -> None:
    assert set(get_args(events.Event)) == dataclasses_of(events)


def test_a_wish_is_an_event() -> None:
    assert set(get_args(events.Wish)) < set(get_args(events.Event))
