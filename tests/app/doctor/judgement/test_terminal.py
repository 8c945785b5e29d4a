from dataclasses import replace

import pytest

from grokvoice.app.doctor.judgement.finding import State
from grokvoice.app.doctor.judgement.terminal import Terminal, judge_push_to_talk, judge_terminal

XTERM = Terminal(
    columns=80,
    lines=24,
    kind="xterm-256color",
    colors=256,
    has_unicode=True,
    can_draw=True,
    is_accessible=False,
    reports_releases=True,
)
DUMB = replace(XTERM, kind="dumb", colors=0, can_draw=False)


@pytest.mark.parametrize(
    ("terminal", "state", "text", "is_live"),
    [
        (XTERM, "ok", "80x24, 256 colours, Unicode; live view", True),
        (replace(XTERM, is_accessible=True), "ok", "plain lines, as ACCESSIBLE asks for", False),
        (replace(XTERM, colors=0), "ok", "80x24, no colour, Unicode; live view", True),
        (replace(XTERM, has_unicode=False), "warn", "256 colours, ASCII only; live view", True),
        (replace(XTERM, columns=39), "warn", "39x24", True),
        (DUMB, "warn", "plain lines, for TERM is dumb", False),
        (replace(DUMB, kind=""), "warn", "plain lines, for TERM is not set", False),
        (replace(DUMB, is_accessible=True), "ok", "plain lines, as ACCESSIBLE asks for", False),
    ],
)
def test_a_terminal_is_judged_by_what_a_talk_looks_like(
    terminal: Terminal, state: State, text: str, is_live: bool
) -> None:
    found = judge_terminal(terminal)

    assert found.state == state
    assert text in found.text
    assert found.measured["live_view"] is is_live
    assert bool(found.remedy) == (state == "warn")


def test_without_a_terminal_there_is_nothing_to_judge() -> None:
    assert judge_terminal(None).state == judge_push_to_talk(None).state == "skipped"


@pytest.mark.parametrize(
    ("reports", "state", "text"),
    [(True, "ok", "hold"), (False, "ok", "tap"), (None, "skipped", "Nobody")],
)
def test_the_space_bar_is_held_where_its_release_is_reported(
    reports: bool | None, state: State, text: str
) -> None:
    found = judge_push_to_talk(replace(XTERM, reports_releases=reports))

    assert found.state == state
    assert text in found.text
