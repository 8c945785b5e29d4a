import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.app.desk import Desk
from grokvoice.app.desks import desk_for, tool_names
from grokvoice.app.line_desk import LineDesk
from grokvoice.config.endpoints import StandardStream
from grokvoice.config.settings import OutputSettings, Settings, SoundSettings
from grokvoice.protocol.settings import Tool
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.streams import Streams
from tests.app.stage import FakeView
from tests.app.test_keys import FakeTalk

LOGGED = OutputSettings(verbosity=1)
KEPT = OutputSettings(verbosity=1, log_file=Path("x.log"))
FROM_PIPE = SoundSettings(mic=StandardStream())


@pytest.fixture
def streams(tmp_path: Path) -> Callable[..., Streams]:
    """Make streams; `stdin` and `screen` tell whether these are terminals."""

    def make(*, stdin: bool = True, screen: bool = True) -> Streams:
        file = (tmp_path / "terminal").open("w+", encoding="utf-8")
        return Streams(
            stdin=file,
            stdout=file,
            stderr=io.StringIO(),
            is_stdin_terminal=stdin,
            is_stdout_terminal=screen,
            is_stderr_terminal=screen,
        )

    return make


@pytest.mark.parametrize(
    ("settings", "terminals", "expected"),
    [
        (Settings(), {}, Desk),
        (Settings(output=KEPT), {}, Desk),
        (Settings(), {"stdin": False}, Desk),
        (Settings(output=LOGGED), {}, LineDesk),
        (Settings(output=OutputSettings(form="plain")), {}, LineDesk),
        (Settings(output=OutputSettings(form="json")), {}, LineDesk),
        (Settings(), {"screen": False}, LineDesk),
    ],
)
def test_keys_are_read_where_the_talk_is_drawn_and_lines_elsewhere(
    streams: Callable[..., Streams],
    settings: Settings,
    terminals: dict[str, bool],
    expected: type,
) -> None:
    made = streams(**terminals)

    assert type(desk_for(settings, made, made)) is expected
    made.stdin.close()


@pytest.mark.parametrize(
    ("settings", "terminals", "can_ask"),
    [
        (Settings(), {}, True),
        (Settings(), {"stdin": False}, False),
        (Settings(output=LOGGED), {}, True),
        (Settings(output=OutputSettings(form="json")), {}, True),
        (Settings(output=OutputSettings(form="json")), {"screen": False}, False),
        (Settings(output=OutputSettings(form="plain")), {"screen": False}, False),
        (Settings(output=OutputSettings(is_quiet=True)), {}, False),
    ],
)
def test_only_who_sees_a_question_and_can_answer_is_asked(
    streams: Callable[..., Streams],
    settings: Settings,
    terminals: dict[str, bool],
    can_ask: bool,
) -> None:
    made = streams(**terminals)

    assert (desk_for(settings, made, made).ask is not None) == can_ask
    made.stdin.close()


@pytest.mark.parametrize(
    ("settings", "stdin"), [(Settings(), False), (Settings(sound=FROM_PIPE), True)]
)
def test_without_a_terminal_nobody_sits_anywhere(
    streams: Callable[..., Streams], settings: Settings, stdin: bool
) -> None:
    made = streams(stdin=stdin, screen=False)
    desk, talk = desk_for(settings, made, made), FakeTalk()

    with desk.opened(FakeView()):
        asyncio.run(desk.attend(talk, tuple))

    assert desk.look() == Dashboard()
    assert talk.told == []
    assert desk.ask is None
    made.stdin.close()


def test_tools_are_named_by_their_name_or_their_kind() -> None:
    tools = (Tool(type="web_search"), Tool(type="function", name="timer"))

    assert tool_names(tools) == ("web_search", "timer")
