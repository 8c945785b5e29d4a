from collections.abc import Callable
from typing import Any

from grokvoice.ui.painter import Painter

Open = Callable[[int], Any]


def test_finished_lines_stand_above_the_region(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)

    painter.paint(["hello"], ["---", "idle"])
    painter.paint(["again"], ["said", "---", "busy"])

    assert screen.rows == ["hello", "again", "said", "---", "busy"]
    assert screen.screen.cursor.hidden


def test_a_frame_is_one_write_and_rewrites_only_what_changed(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)
    painter.paint([], ["said", "---", "idle"])

    painter.paint([], ["said", "---", "busy"])
    painter.paint([], ["words", "---", "busy"])

    assert screen.rows == ["words", "---", "busy"]
    assert screen.frames[1:] == [
        "\x1b[?7l\x1b[2B\rbusy\x1b[K\x1b[2A\r\x1b[?7h",
        "\x1b[?7l\rwords\x1b[K\r\x1b[?7h",
    ]


def test_a_shorter_line_leaves_nothing_behind(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)

    painter.paint([], ["long words", "reconnecting"])
    painter.paint([], ["short", "idle"])

    assert screen.rows == ["short", "idle"]


def test_closing_clears_the_region_and_shows_the_cursor(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)
    painter.paint(["hello"], ["---", "idle"])

    painter.close()
    painter.close()

    assert screen.rows == ["hello"]
    assert not screen.screen.cursor.hidden
    assert (screen.screen.cursor.x, screen.screen.cursor.y) == (0, 1)
    assert len(screen.frames) == 2


def test_a_painter_that_never_painted_leaves_no_trace(terminal: Open) -> None:
    screen = terminal(20)

    Painter(screen).close()

    assert screen.frames == []


def test_the_region_survives_scrolling(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)

    for number in range(50):
        painter.paint([f"line {number}"], ["---", f"frame {number}"])

    assert screen.rows == [f"line {number}" for number in range(28, 50)] + ["---", "frame 49"]
    assert len(screen.screen.history.top) == 28


def test_between_frames_the_cursor_stands_where_the_region_begins(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)

    painter.paint(["hello"], ["said", "---", "idle"])
    after_first = (screen.screen.cursor.x, screen.screen.cursor.y)
    painter.paint([], ["said", "---", "busy"])

    assert after_first == (0, 1)
    assert (screen.screen.cursor.x, screen.screen.cursor.y) == (0, 1)


def test_a_narrowed_window_keeps_no_remnants_of_lines_it_broke_in_two(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)
    painter.paint(["hello"], ["-" * 19, "listening to you now"])
    screen.write("\x1b7\x1b[2;1H---------\r\n----------\r\nlistening\r\n to you now\x1b8")

    painter.paint([], ["-" * 9, "listening"], is_resized=True)

    assert screen.rows == ["hello", "-" * 9, "listening"]


def test_a_line_that_is_wider_than_we_think_stays_one_line(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)

    painter.paint(["x" * 25], ["y" * 25, "idle"])
    painter.paint([], ["y" * 25, "busy"])

    assert screen.rows == ["x" * 20, "y" * 20, "busy"]


def test_a_title_is_part_of_the_frame(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)

    painter.paint([], ["idle"], title="\x1b]2;one\x07")
    painter.paint([], ["idle"], title="\x1b]2;two\x07")
    painter.paint([], ["idle"])

    assert screen.screen.title == "two"
    assert screen.frames[1:] == ["\x1b]2;two\x07"]


def test_the_last_title_comes_with_the_end(terminal: Open) -> None:
    screen = terminal(20)
    painter = Painter(screen)
    painter.paint([], ["idle"])

    painter.close("\x1b]2;\x07")

    assert screen.frames[-1] == "\r\x1b[J\x1b[?25h\x1b]2;\x07"
