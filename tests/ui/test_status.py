import pytest

from grokvoice.session.updates import (
    CostMeasured,
    EchoMeasured,
    LatencyMeasured,
    Notice,
    State,
    StateChanged,
    Update,
    UserFinal,
)
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.glyphs import UNICODE
from grokvoice.ui.ink import Layout
from grokvoice.ui.status import Status, echo_words

FIGURES: list[Update] = [
    LatencyMeasured(response_id="r", seconds=0.64),
    CostMeasured(audio_s=1.0, dollars=0.2149, prices_as_of="2026-11-20"),
    EchoMeasured(step="aec", removed_db=31.4),
]


def line(
    *updates: Update, columns: int = 80, at_s: float = 161.0, board: Dashboard | None = None
) -> str:
    status = Status(UNICODE)
    status.meter(-20.0, float("-inf"))
    for update in updates:
        status.note(update, 157.0)
    return status.line(Layout.of(columns), board or Dashboard(), at_s).plain


def test_it_begins_with_connecting() -> None:
    assert line(at_s=0.0) == " ◌ connecting    you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  0:00"


def test_everything_has_its_place_on_a_usual_terminal() -> None:
    shown = line(StateChanged(State.HEARING), *FIGURES)

    assert shown == (" ● hearing       you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  echo −31 dB  2:41  0.64 s  ~$0.21")


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (76, " ● hearing       you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  echo −31 dB  2:41  0.64 s  ~$0.21"),
        (75, " ● hearing       you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  2:41  0.64 s  ~$0.21"),
        (62, " ● hearing       you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  0.64 s  ~$0.21"),
        (56, " ● hearing       you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  ~$0.21"),
        (48, " ● hearing       you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁"),
        (40, " ● hearing       you ▁▁▁▁▁▆"),
        (30, " ● hearing       you ▁▁▁▁▁▆"),
        (29, "● hearing      ▁▁▁▆"),
        (20, "● hearing      ▁▁▁▆"),
    ],
)
def test_a_narrow_terminal_loses_the_least_important_first(columns: int, shown: str) -> None:
    assert line(StateChanged(State.HEARING), *FIGURES, columns=columns) == shown


@pytest.mark.parametrize("columns", range(20, 100))
@pytest.mark.parametrize("state", list(State))
def test_no_line_is_wider_than_the_terminal(columns: int, state: State) -> None:
    shown = line(StateChanged(state), *FIGURES, columns=columns, at_s=9999.0)

    assert len(shown) < columns


def test_reconnecting_tells_for_how_long() -> None:
    assert line(StateChanged(State.RECONNECTING)).startswith(" ◌ reconnecting 4 s  you")


def test_a_closed_microphone_does_not_seem_to_hear() -> None:
    board = Dashboard(is_muted=True)

    assert "  you muted   grok" in line(StateChanged(State.SPEAKING), board=board)
    assert line(StateChanged(State.MUTED), columns=20, board=board) == "× muted        mute"


def test_the_title_tells_that_somebody_is_asked() -> None:
    status = Status(UNICODE)

    assert status.words(Dashboard(question="may send_mail run?")) == "connecting, a tool asks"


def test_the_words_for_the_title_hide_no_closed_microphone() -> None:
    status, board = Status(UNICODE), Dashboard(is_muted=True)
    status.note(UserFinal(item_id="u", text="x"), 0.0)

    assert status.words(board) == "connecting, muted"
    status.note(StateChanged(State.MUTED), 0.0)
    assert status.words(board) == "muted"


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (EchoMeasured(step="aec", removed_db=31.4), "-31 dB"),
        (EchoMeasured(step="aec", removed_db=None), "aec"),
        (EchoMeasured(step="gate", removed_db=None), "gate"),
        (EchoMeasured(step="gate", removed_db=12.0), "gate -12 dB"),
        (EchoMeasured(step="half", removed_db=None), "half duplex"),
        (EchoMeasured(step="off", removed_db=None), "off"),
    ],
)
def test_the_echo_step_in_use_is_named(measured: EchoMeasured, words: str) -> None:
    assert echo_words(measured, "-") == words


def test_without_animations_nothing_moves_by_itself() -> None:
    board = Dashboard(is_animated=False)
    updates = (StateChanged(State.RECONNECTING), *FIGURES)

    shown = line(*updates, board=board, at_s=158.0)

    assert shown == line(*updates, board=board, at_s=999.0)
    assert shown == " ◌ reconnecting  you ------  grok ------  echo −31 dB  0.64 s  ~$0.21"


RECORDING = Notice(code="recording", text="Both sides are recorded.", level="info")


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (80, " ● hearing       rec  you ▁▁▁▁▁▆  grok ▁▁▁▁▁▁  2:41  0.64 s  ~$0.21"),
        (40, " ● hearing       rec  you ▁▁▁▁▁▆"),
        (32, " ● hearing       rec"),
    ],
)
def test_a_recording_is_told_as_long_as_there_is_one(columns: int, shown: str) -> None:
    updates = [StateChanged(State.HEARING), *FIGURES, RECORDING]
    failed = Notice(code="recording-failed", text="The disk is full.")
    back = Notice(code="recording-back", text="There is room again.")

    assert line(*updates, columns=columns) == shown
    assert "rec" not in line(*updates, failed, columns=columns)
    assert line(*updates, failed, back, columns=columns) == shown
