import asyncio
from collections.abc import Sequence

import pytest

from grokvoice.app.commands import Commands
from grokvoice.app.entries import enter
from grokvoice.session.events import Event, Observed, UserText
from grokvoice.session.updates import Notice
from tests.app.test_commands import FakeTalk


def told(line: str) -> Sequence[Event]:
    talk = FakeTalk()
    asyncio.run(enter(line, talk, Commands(talk, tuple, tuple, "one\ntwo")))
    return talk.told


@pytest.mark.parametrize(
    ("line", "events"),
    [
        (" hello \n", [UserText("hello")]),
        ("//etc is a folder", [UserText("/etc is a folder")]),
        ("  ", []),
        (
            "/tools",
            [Observed(Notice(code="command", text="Grok has no tools here.", level="info"))],
        ),
    ],
)
def test_a_line_is_a_turn_or_a_command(line: str, events: list[Event]) -> None:
    assert told(line) == events


def test_several_lines_are_told_one_by_one() -> None:
    texts = [event.update.text for event in told("/help") if isinstance(event, Observed)]  # type: ignore[union-attr]  # notices

    assert texts[:2] == ["one", "two"]
