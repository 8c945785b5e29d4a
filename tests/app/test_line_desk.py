import asyncio
import io
import os
import sys
from dataclasses import replace

import pytest

if sys.platform != "win32":
    import pty

from grokvoice.app import consent
from grokvoice.app.line_desk import LineDesk, how_to_answer
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
from grokvoice.tools.approval import Answer, Verdict
from grokvoice.ui.dashboard import Dashboard
from tests.app.stage import FakeView
from tests.app.test_consent import MAIL
from tests.app.test_keys import FakeTalk

END = b"\x04"
TALK = Settings()
needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys")
PTT = Settings(turns=TurnSettings(is_push_to_talk=True))


def told(text: str, settings: Settings) -> list[Event]:
    """What a talk is told of lines on a terminal."""
    talk = FakeTalk()

    async def attend() -> None:
        async with asyncio.timeout(5):
            desk = LineDesk(settings, io.StringIO(text), shows_questions=True)
            await desk.attend(talk, lambda: ("timer",))

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


class Asked(FakeTalk):
    """A talk in which lines are entered as soon as a tool's question is told."""

    def __init__(self, terminal: int, lines: str) -> None:
        super().__init__()
        self._terminal = terminal
        self._lines = lines
        self.was_told = asyncio.Event()

    def tell(self, event: Event) -> None:
        super().tell(event)
        self.was_told.set()
        if isinstance(event, Observed):
            os.write(self._terminal, self._lines.encode() + END)


def asked(lines: str, *, before: str = "", settings: Settings = TALK) -> list[Event | Verdict]:
    """What a talk is told, and what the question gets, if lines are typed before and after it."""
    ours, theirs = pty.openpty()
    talk = Asked(ours, lines)

    async def scene(desk: LineDesk) -> Verdict | None:
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            attending = tasks.create_task(desk.attend(talk, tuple))
            if before:
                os.write(ours, before.encode())
                os.read(ours, 1)  # the echo: the terminal has it
            if before.endswith("\n"):
                await talk.was_told.wait()
            asking = tasks.create_task(ask_of(desk))
            await attending
            done, _ = await asyncio.wait([asking], timeout=0)
            asking.cancel()
            return asking.result().verdict if done else None

    with os.fdopen(theirs, encoding="utf-8") as stdin:
        verdict = asyncio.run(scene(LineDesk(settings, stdin, shows_questions=True)))
    os.close(ours)
    told: list[Event | Verdict] = [it for it in talk.told if not isinstance(it, Observed)]
    assert told.pop() == HangUpRequested()
    return [*told, verdict] if verdict else told


async def ask_of(desk: LineDesk) -> Answer:
    assert desk.ask is not None
    return await desk.ask(MAIL)


@needs_pty
@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        ("y\n", [Verdict.ONCE]),
        (" YES \n", [Verdict.ONCE]),
        ("always\n", [Verdict.ALWAYS]),
        ("n\n", [Verdict.NO]),
        ("\n", [Verdict.NO]),
        ("why?\ny\n", [UserText("why?"), Verdict.ONCE]),
    ],
)
def test_a_line_answers_what_a_tool_asks(
    lines: str, answer: list[Event | Verdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consent, "READING_S", 0.0)

    assert asked(lines) == answer


@needs_pty
def test_half_a_line_typed_before_the_question_is_no_part_of_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consent, "READING_S", 0.0)

    assert asked("\n", before="y") == [Verdict.NO]


@needs_pty
def test_a_line_entered_as_the_question_appears_is_a_turn() -> None:
    assert asked("y\n") == [UserText("y")]


@needs_pty
def test_pushed_to_talk_enter_sends_the_turn_before_it_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consent, "READING_S", 0.0)

    told = asked("\n\n", before="\n", settings=PTT)

    assert told == [TurnBegan(), TurnEnded(), Verdict.NO]


def test_how_to_answer_is_told_with_the_question() -> None:
    strange = replace(MAIL, reads_strange_words=True)

    assert how_to_answer(MAIL) == "Enter y for yes, a for always; Enter alone is no."
    assert how_to_answer(strange) == "Enter y for yes; Enter alone is no."


def test_nobody_is_asked_who_would_not_see_it() -> None:
    assert LineDesk(TALK, io.StringIO(), shows_questions=False).ask is None


def test_help_tells_what_enter_does() -> None:
    texts = [event.update for event in told("/help\n", PTT) if isinstance(event, Observed)]

    assert texts[0] == Notice(
        code="command",
        text="Enter   stop Grok; with --ptt: begin a turn, and send it",
        level="info",
    )


def test_the_terminal_is_left_as_it_is() -> None:
    desk = LineDesk(Settings(), io.StringIO(), shows_questions=True)

    with desk.opened(FakeView()):
        assert desk.look() == Dashboard()
