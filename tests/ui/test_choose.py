from collections.abc import Callable
from typing import Any

import pytest

from grokvoice.session.updates import SessionEnded, State, StateChanged, SumsCounted
from grokvoice.ui import live
from grokvoice.ui.choose import Manner, is_live, open_view
from grokvoice.ui.dashboard import Dashboard, Hint
from grokvoice.ui.jsonl import JsonView
from grokvoice.ui.live import LiveView
from grokvoice.ui.plain import PlainView
from grokvoice.ui.reply import ReplyView
from grokvoice.ui.streams import Streams

Make = Callable[..., Any]
TERMINAL = {"is_stdout_terminal": True, "is_stderr_terminal": True}


@pytest.mark.parametrize(
    ("fields", "wishes", "expected"),
    [
        (TERMINAL, {}, LiveView),
        ({}, {}, PlainView),
        (TERMINAL | {"environ": {"TERM": "dumb"}}, {}, PlainView),
        (TERMINAL, {"form": "plain"}, PlainView),
        (TERMINAL, {"is_logging": True}, PlainView),
        (TERMINAL, {"is_talk": False}, ReplyView),
        (TERMINAL, {"is_quiet": True}, ReplyView),
        ({}, {"form": "plain", "is_talk": False}, ReplyView),
        (TERMINAL, {"form": "json"}, JsonView),
        ({}, {"form": "json", "is_talk": False, "is_quiet": True}, JsonView),
    ],
)
def test_the_view_follows_the_streams_and_the_wish(
    written: Make, fields: dict[str, object], wishes: dict[str, Any], expected: type
) -> None:
    is_talk = wishes.get("is_talk", True)
    manner = Manner(**{name: wish for name, wish in wishes.items() if name != "is_talk"})
    view = open_view(written(**fields).streams, manner, is_talk=is_talk)

    assert type(view) is expected


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({}, True),
        ({"is_quiet": True}, False),
        ({"is_logging": True}, False),
        ({"form": "plain"}, False),
        ({"form": "json"}, False),
    ],
)
def test_only_a_live_talk_hides_the_keys_that_are_pressed(
    written: Make, wishes: dict[str, Any], expected: bool
) -> None:
    assert is_live(written(**TERMINAL).streams, Manner(**wishes)) is expected
    assert not is_live(written().streams, Manner(**wishes))


def test_a_live_view_shows_what_it_is_given(terminal: Make) -> None:
    screen = terminal(60)
    streams = Streams(
        stdin=screen,
        stdout=screen,
        stderr=screen,
        is_stdout_terminal=True,
        is_stderr_terminal=True,
        columns=lambda: 60,
    )

    view = open_view(streams, Manner(), look=lambda: Dashboard(hints=(Hint("q", "quit"),)))
    view.show(StateChanged(State.LISTENING), 0.0)

    assert screen.rows[0].startswith("── q quit ──")


def test_an_old_console_gets_lines(written: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "detect_legacy_windows", lambda: True)

    assert type(open_view(written(**TERMINAL).streams, Manner())) is PlainView


SUMS = SumsCounted(
    captured=0,
    acknowledged=0,
    in_flight=0,
    waiting=0,
    dropped={},
    muted=0,
    received=0,
    played=0,
    flushed=0,
    stale=0,
    buffered=0,
)
ENDED = SessionEnded(exit_code=0, reason="done", elapsed_s=1.0, turns=1)


@pytest.mark.parametrize("is_verbose", [False, True])
@pytest.mark.parametrize("fields", [{}, TERMINAL])
@pytest.mark.parametrize("is_talk", [False, True])
def test_the_verbose_are_told_where_every_frame_went(
    written: Make, fields: dict[str, object], *, is_talk: bool, is_verbose: bool
) -> None:
    pair = written(**fields)
    view = open_view(pair.streams, Manner(is_verbose=is_verbose), is_talk=is_talk)

    view.show(SUMS, 1.0)
    view.show(ENDED, 1.0)
    view.close()

    assert ("0 frames captured = 0 acknowledged" in "".join(pair.texts)) is is_verbose


@pytest.mark.parametrize(
    ("fields", "wishes", "expected"),
    [
        ({"is_stderr_terminal": True}, {}, "thinking ..."),
        ({"is_stdout_terminal": True}, {}, ""),
        ({"is_stderr_terminal": True, "environ": {"ACCESSIBLE": "1"}}, {}, ""),
        ({"is_stderr_terminal": True}, {"form": "plain"}, ""),
        ({"is_stderr_terminal": True}, {"is_logging": True}, ""),
        ({"is_stderr_terminal": True}, {"is_quiet": True}, ""),
    ],
)
def test_one_turn_tells_its_progress_to_a_terminal_only(
    written: Make, fields: dict[str, object], wishes: dict[str, Any], expected: str
) -> None:
    pair = written(**fields)
    view = open_view(pair.streams, Manner(**wishes), is_talk=False)

    view.show(StateChanged(State.THINKING), 0.0)

    assert pair.texts == ("", expected)
