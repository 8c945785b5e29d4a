import pytest

from grokvoice.session.updates import (
    AssistantDelta,
    CostMeasured,
    LatencyMeasured,
    State,
    StateChanged,
    Update,
    UserPartial,
)
from grokvoice.ui.calls import Calls
from grokvoice.ui.dashboard import Dashboard, Hint
from grokvoice.ui.glyphs import ASCII, UNICODE, Glyphs
from grokvoice.ui.ink import Ink, Layout
from grokvoice.ui.region import Region

HINTS = (
    Hint("space", "stop"),
    Hint("m", "mute"),
    Hint("t", "type"),
    Hint("?", "help"),
    Hint("q", "quit"),
)


BOARD = Dashboard(hints=HINTS)


def region(*updates: Update, glyphs: Glyphs = UNICODE) -> Region:
    made = Region(glyphs, Ink(has_color=False), Calls())
    made.meter(-20.0, float("-inf"))
    for update in updates:
        made.note(update, 0.0)
    return made


def rows(made: Region, columns: int = 60, board: Dashboard = BOARD) -> list[str]:
    return [line.plain for line in made.lines(Layout.of(columns), board, 0.0)]


def test_words_stand_above_the_rule_and_the_status_below() -> None:
    assert rows(region(StateChanged(State.HEARING), UserPartial(item_id="u", text="And"))) == [
        "  you   And…",
        "── space stop ── m mute ── t type ── ? help ── q quit ─────",
        " ● hearing       you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  0:00",
    ]


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        (300, "── space stop ── m mute ── t type ── ? help ── q quit " + "─" * 34),
        (80, "── space stop ── m mute ── t type ── ? help ── q quit " + "─" * 25),
        (60, "── space stop ── m mute ── t type ── ? help ── q quit ─────"),
        (59, "─" * 58),
        (30, "─" * 29),
    ],
)
def test_the_hints_go_first_when_it_gets_narrow(columns: int, rule: str) -> None:
    assert rows(region(), columns)[0] == rule


def test_under_thirty_columns_only_the_status_is_left() -> None:
    assert rows(region(), 29) == ["◌ connecting   ▁▁▁▆"]


def test_hints_that_do_not_fit_are_left_out_whole() -> None:
    board = Dashboard(hints=(Hint("space", "x" * 30), Hint("m", "y" * 30), Hint("q", "quit")))

    assert rows(region(), board=board)[0] == "── space " + "x" * 30 + " " + "─" * 19


def test_without_hints_the_rule_is_a_rule() -> None:
    assert rows(region(), board=Dashboard())[0] == "─" * 59


def test_keys_stand_out_from_what_they_do() -> None:
    rule = region().lines(Layout.of(60), BOARD, 0.0)[0]

    bold = [rule.plain[span.start : span.end] for span in rule.spans if span.style == "bold"]
    assert bold == ["space", "m", "t", "?", "q"]


@pytest.mark.parametrize("columns", [20, 29, 30, 44, 45, 59, 60, 80, 300])
@pytest.mark.parametrize("state", list(State))
def test_it_is_four_lines_at_most_and_narrower_than_the_terminal(
    columns: int, state: State
) -> None:
    made = region(
        StateChanged(state),
        LatencyMeasured(response_id="r", seconds=12.345),
        CostMeasured(audio_s=1.0, dollars=12.34, prices_as_of="2026-11-20"),
        AssistantDelta(item_id="a", text="word " * 99),
        UserPartial(item_id="u", text="longwordwithoutspaces" * 20),
    )
    board = Dashboard(hints=HINTS, line="typed" * 30, cursor=150)

    drawn = rows(made, columns, board)

    assert len(drawn) <= 4
    assert max(map(len, drawn)) < columns


def test_ascii_signs_are_used_where_asked_for() -> None:
    drawn = rows(region(UserPartial(item_id="u", text="And"), glyphs=ASCII))

    assert "".join(drawn).isascii()


def test_the_title_has_the_same_word() -> None:
    assert region(StateChanged(State.MUTED)).title(BOARD) == "grokvoice: muted"
