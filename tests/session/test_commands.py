from typing import get_args

from grokvoice.session import commands
from tests.session.vocabulary import dataclasses_of


def test_the_union_names_every_command() -> None:
    assert set(get_args(commands.Command)) == dataclasses_of(commands)
