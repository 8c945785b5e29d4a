from collections.abc import Callable
from typing import Any

import pytest

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    CostMeasured,
    Interrupted,
    LatencyMeasured,
    SessionStarted,
    State,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
    UserPartial,
)
from grokvoice.ui.dashboard import Dashboard, Hint, Look
from grokvoice.ui.live import LiveView
from grokvoice.ui.streams import Streams

Open = Callable[[int], Any]

TALK: list[Update] = [
    SessionStarted(conversation_id="c", model="grok-voice-3.0", voice="ara"),
    UserPartial(item_id="u", text="What's the weather"),
    UserFinal(item_id="u", text="What's the weather in Oslo?"),
    AssistantDelta(item_id="a", text="It's nine degrees "),
    Interrupted(item_id="a", heard_ms=900),
    AssistantFinal(
        item_id="a",
        text="It's nine degrees and raining.",
        heard="It's nine degrees ",
        unheard="and raining.",
        is_interrupted=True,
    ),
    LatencyMeasured(response_id="r", seconds=0.64),
    StateChanged(State.HEARING),
    UserPartial(item_id="v", text="And tomorrow"),
]


BOARD = Dashboard(hints=(Hint("space", "stop"), Hint("m", "mute"), Hint("q", "quit")))


def on_board() -> Dashboard:
    return BOARD


def view_on(terminal: Any, clock: Any, look: Look = on_board, **environ: str) -> LiveView:
    streams = Streams(
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        is_stdout_terminal=True,
        is_stderr_terminal=True,
        environ=environ,
        columns=lambda: int(terminal.columns),
    )
    return LiveView(streams, look, clock)


def play(view: LiveView, clock: Any, updates: list[Update]) -> None:
    for update in updates:
        clock.now += 0.1
        view.show(update, clock.now - 100.0)


SCREENS = {
    20: [
        "     connected:",
        "     grok-voice-3.0",
        "     , voice ara",
        "",
        "you  What's the",
        "     weather in",
        "     Oslo?",
        "grok It's nine",
        "     degrees ╌ and",
        "     raining.  (cut",
        "     by you)",
        "you  And tomorrow…",
        "● hearing      ▁▁▁▁",
    ],
    80: [
        "        connected: grok-voice-3.0, voice ara",
        "",
        "  you   What's the weather in Oslo?",
        "  grok  It's nine degrees ╌ and raining.  (cut by you)",
        "  you   And tomorrow…",
        "── space stop ── m mute ── q quit " + "─" * 45,
        " ● hearing       you ▁▁▁▁▁▁  grok ▁▁▁▁▁▁  0:01  0.64 s",
    ],
    300: [
        "        connected: grok-voice-3.0, voice ara",
        "",
        "  you   What's the weather in Oslo?",
        "  grok  It's nine degrees ╌ and raining.  (cut by you)",
        "  you   And tomorrow…",
        "── space stop ── m mute ── q quit " + "─" * 54,
        " ● hearing       you ▁▁▁▁▁▁  grok ▁▁▁▁▁▁  0:01  0.64 s",
    ],
}


@pytest.mark.parametrize("columns", SCREENS)
def test_the_screen_shows_what_is_finished_and_what_is_going_on(
    terminal: Open, clock: Any, columns: int
) -> None:
    screen = terminal(columns)

    play(view_on(screen, clock), clock, TALK)

    assert screen.rows == SCREENS[columns]
    assert screen.screen.cursor.hidden


@pytest.mark.parametrize("columns", SCREENS)
def test_closing_leaves_the_conversation_and_a_visible_cursor(
    terminal: Open, clock: Any, columns: int
) -> None:
    screen = terminal(columns)
    view = view_on(screen, clock)
    play(view, clock, TALK)

    view.close()
    view.close()

    region = 2 if columns == 20 else 3
    assert screen.rows == SCREENS[columns][:-region]
    assert not screen.screen.cursor.hidden


def test_nothing_is_drawn_when_nothing_has_changed(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)
    play(view, clock, TALK)
    drawn = len(screen.frames)

    for _ in range(100):
        clock.now += 0.005
        view.meters(float("-inf"), float("-inf"))

    assert len(screen.frames) == drawn


def test_in_a_silent_minute_only_the_clock_is_drawn(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)
    play(view, clock, TALK)
    drawn = len(screen.frames)

    for _ in range(1200):
        clock.now += 0.05
        view.meters(float("-inf"), float("-inf"))

    assert len(screen.frames) - drawn == 60


def test_at_most_twelve_frames_are_drawn_in_a_second(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)

    for step in range(1000):
        clock.now = 100.0 + step / 1000
        view.meters(-60.0 * (step % 2), -20.0)

    assert len(screen.frames) == 12


def test_what_came_too_soon_is_drawn_with_the_next_frame(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)
    for update in TALK:
        view.show(update, 0.9)
    too_soon = screen.rows

    clock.now += 0.1
    view.meters(float("-inf"), float("-inf"))

    assert too_soon == ["        connected: grok-voice-3.0, voice ara", *screen_of_connecting()]
    assert screen.rows == SCREENS[80]
    assert len(screen.frames) == 2


def screen_of_connecting() -> list[str]:
    return [
        "── space stop ── m mute ── q quit " + "─" * 45,
        " ◌ connecting    you ▁▁▁▁▁▁  grok ▁▁▁▁▁▁  0:01",
    ]


def test_closing_loses_nothing_that_was_waiting(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)
    for update in TALK:
        view.show(update, 0.9)

    view.close()

    assert screen.rows == SCREENS[80][:4]


def test_a_view_that_was_never_shown_anything_leaves_no_trace(terminal: Open, clock: Any) -> None:
    screen = terminal(80)

    view_on(screen, clock).close()

    assert screen.frames == []


class GoneTerminal:
    """A terminal that stops taking text and, as streams do, may come back."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.is_gone = False

    def write(self, text: str) -> int:
        if self.is_gone:
            self.is_gone = False
            raise BrokenPipeError
        self.taken.append(text)
        return len(text)

    def flush(self) -> None:
        pass


def test_the_cursor_is_shown_even_if_the_last_words_cannot_be(clock: Any) -> None:
    gone = GoneTerminal()
    streams = Streams(stdin=gone, stdout=gone, stderr=gone)  # type: ignore[arg-type]  # all that is used
    view = LiveView(streams, on_board, clock)
    view.show(TALK[0], 0.0)
    view.show(TALK[2], 0.0)
    gone.is_gone = True

    with pytest.raises(BrokenPipeError):
        view.close()

    assert "\x1b[?25h" in gone.taken[-1]


def test_the_region_follows_the_terminal_when_it_is_resized(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)
    play(view, clock, TALK)
    frames = len(screen.frames)

    screen.columns = 20
    clock.now += 0.1
    view.meters(float("-inf"), float("-inf"))

    assert sum(map(len, screen.frames[frames:])) < 4000
    assert "\x1b[36m● hearing      \x1b[0m▁▁▁▁" in screen.frames[-1]


def test_without_colour_only_bold_and_dim_are_left(terminal: Open, clock: Any) -> None:
    screen = terminal(80)

    play(view_on(screen, clock, NO_COLOR="1"), clock, TALK)

    styles = {part.split("m")[0] for frame in screen.frames for part in frame.split("\x1b[")[1:]}
    assert not {style for style in styles if style.isdigit() and int(style) >= 30}
    assert not {style for style in styles if ";3" in style and style[0] in "1234"}


def test_ascii_terminals_get_ascii_signs(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    screen.encoding = "cp437"

    play(view_on(screen, clock), clock, TALK)

    assert "".join(screen.rows).isascii()


def test_no_speaker_can_reach_the_terminal(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)

    play(view, clock, [UserFinal(item_id="u", text="\x1b]2;evil\x07\x1b[2J\x1b[?1049h")])

    assert screen.screen.title == "grokvoice: connecting"
    assert screen.rows[1] == "  you   \\x1b]2;evil\\x07\\x1b[2J\\x1b[?1049h"


def test_the_alternate_screen_is_never_used(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)

    play(view, clock, TALK)
    view.close()

    assert "?1049" not in "".join(screen.frames)


def test_the_title_tells_the_state_and_is_put_back(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)

    play(view, clock, TALK)
    title = screen.screen.title
    view.close()

    assert title == "grokvoice: hearing"
    assert screen.screen.title == ""


def test_after_a_pause_the_region_is_drawn_again(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)
    play(view, clock, TALK)
    before = screen.rows

    view.close()
    clock.now += 0.1
    view.meters(float("-inf"), float("-inf"))

    assert screen.rows == before
    assert screen.screen.title == "grokvoice: hearing"


def test_what_is_typed_is_drawn_with_the_next_frame(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    boards = [Dashboard()]
    view = view_on(screen, clock, lambda: boards[-1])
    play(view, clock, TALK)

    boards.append(Dashboard(line="no, Berlin", cursor=10))
    clock.now += 0.1
    view.meters(float("-inf"), float("-inf"))

    assert screen.rows[4:6] == ["  you   And tomorrow…", "  type  no, Berlin"]


def test_a_call_is_a_card_with_its_time(terminal: Open, clock: Any) -> None:
    screen = terminal(80)
    view = view_on(screen, clock)

    play(view, clock, [ToolCalled(call_id="t", name="f", arguments='{"a": 1}', is_hosted=False)])
    running = screen.rows
    play(view, clock, [ToolReturned(call_id="t", name="f", output="42", is_error=False)])

    assert running[0] == "  tool  f(a=1)  0.0 s"
    assert screen.rows[0] == "  tool  f(a=1)  0.1 s  42"


def test_wide_characters_and_emoji_keep_their_lines(terminal: Open, clock: Any) -> None:
    screen = terminal(20)
    view = view_on(screen, clock)

    play(view, clock, [UserFinal(item_id="u", text="天気はどうですか 👍 天気はどうですか")])

    assert screen.rows[1:4] == [
        "you  天気はどうです",
        "     か 👍",
        "     天気はどうです",
    ]


def test_while_speaking_less_than_four_kilobytes_a_second_are_sent(
    terminal: Open, clock: Any
) -> None:
    screen = terminal(300)
    view = view_on(screen, clock)
    play(view, clock, TALK)
    view.show(CostMeasured(audio_s=1.0, dollars=0.21, prices_as_of="2026-11-20"), 1.0)
    sent = len(screen.frames)

    for step in range(200):
        clock.now += 0.05
        if step % 6 == 0:
            view.show(AssistantDelta(item_id="b", text="word after word "), clock.now - 100.0)
        view.meters(-60.0 * (step % 2), -40.0 * (step % 3))

    assert len("".join(screen.frames[sent:]).encode()) / 10 < 4_000


def test_a_view_nobody_adds_to_has_a_bare_rule(terminal: Open, clock: Any) -> None:
    screen = terminal(40)
    streams = Streams(stdin=screen, stdout=screen, stderr=screen, columns=lambda: 40)

    LiveView(streams, clock=clock).show(TALK[0], 0.0)

    assert screen.rows[-2] == "─" * 39
