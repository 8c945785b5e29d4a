import asyncio
import io

import pytest

from grokvoice.app.line_desk import LineDesk
from grokvoice.config.settings import Settings, TurnSettings
from grokvoice.session.events import (
    Event,
    HangUpRequested,
    InputEnded,
    Observed,
    SpeechStopRequested,
    TurnBegan,
    TurnEnded,
    UserText,
)
from grokvoice.session.updates import Notice
from grokvoice.ui.dashboard import Dashboard
from tests.app.stage import FakeView
from tests.app.test_keys import FakeTalk

PTT = Settings(turns=TurnSettings(is_push_to_talk=True))


def told(text: str, settings: Settings) -> list[Event]:
    """What a talk is told of lines on a terminal."""
    talk = FakeTalk()

    async def attend() -> None:
        async with asyncio.timeout(5):
            await LineDesk(settings, io.StringIO(text)).attend(talk, ("timer",))

    asyncio.run(attend())
    return talk.told


@pytest.mark.parametrize(
    ("settings", "text", "events"),
    [
        (Settings(), "hello\n", [UserText("hello"), HangUpRequested()]),
        (Settings(is_text=True), "hello", [UserText("hello"), InputEnded()]),
        (Settings(), "\n", [SpeechStopRequested(), HangUpRequested()]),
        (
            PTT,
            "\n\nhello\n\n",
            [TurnBegan(), TurnEnded(), UserText("hello"), TurnBegan(), HangUpRequested()],
        ),
        (
            Settings(),
            "/tools\n",
            [
                Observed(Notice(code="command", text="tools: timer", level="info")),
                HangUpRequested(),
            ],
        ),
    ],
)
def test_lines_are_turns_commands_or_the_talk_key(
    settings: Settings, text: str, events: list[Event]
) -> None:
    assert told(text, settings) == events


def test_help_tells_what_enter_does() -> None:
    texts = [event.update for event in told("/help\n", PTT) if isinstance(event, Observed)]

    assert texts[0] == Notice(
        code="command",
        text="Enter   stop Grok; with --ptt: begin a turn, and send it",
        level="info",
    )


def test_the_terminal_is_left_as_it_is() -> None:
    desk = LineDesk(Settings(), io.StringIO())

    with desk.opened(FakeView()):
        assert desk.look() == Dashboard()
