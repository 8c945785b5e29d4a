from typing import get_args

from grokvoice.session import updates
from tests.session.vocabulary import dataclasses_of


def test_the_union_names_every_update() -> None:
    assert set(get_args(updates.Update)) == dataclasses_of(updates)
