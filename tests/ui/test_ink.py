from rich.text import Text

from grokvoice.ui.ink import Ink, Layout


def test_a_wide_terminal_still_wraps_at_a_readable_measure() -> None:
    assert Layout.of(300) == Layout(width=299, indent=8, measure=80)


def test_a_narrow_terminal_keeps_its_last_column_free() -> None:
    assert Layout.of(60) == Layout(width=59, indent=8, measure=51)
    assert Layout.of(59) == Layout(width=58, indent=5, measure=53)
    assert Layout.of(1) == Layout(width=1, indent=5, measure=1)


def test_a_label_is_as_wide_as_the_indent() -> None:
    assert Layout.of(80).label("you") == "  you   "
    assert Layout.of(20).label("grok") == "grok "


def test_words_are_wrapped_behind_the_label() -> None:
    rows = Ink(has_color=False).wrapped(
        Text("you  "), Text("one two three\n四五六七"), Layout.of(13)
    )

    assert [row.plain for row in rows] == ["you  one two", "     three", "     四五六", "     七"]


def test_only_the_end_is_kept_if_asked_for() -> None:
    rows = Ink(has_color=False).wrapped(Text("you  "), Text("one two three"), Layout.of(13), last=1)

    assert [row.plain for row in rows] == ["you  three"]


def test_a_line_has_the_escapes_of_its_style_and_ends_with_the_terminal() -> None:
    line = Text("0123456789abcdef", "bold red")

    assert Ink(has_color=True).line(line, Layout.of(11)) == "\x1b[1;31m0123456789\x1b[0m"
    assert Ink(has_color=False).line(line, Layout.of(11)) == "\x1b[1m0123456789\x1b[0m"


def test_markup_is_text() -> None:
    assert Ink(has_color=True).line(Text("[red]:smile: 42[/red]"), Layout.of(80)) == (
        "[red]:smile: 42[/red]"
    )
