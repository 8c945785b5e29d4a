"""What a talk at a terminal looks like: in windows of any size, and whatever is said in them."""

import re
from pathlib import Path

import pytest

from grokvoice.simulator.brain.plans import Speak
from tests.terminal.conftest import Mind, Talk, ready

HOSTILE = "A\x1b]0;x\x07\x1b[2J\x9b1m\r\u202e\x1b]52;c;e\x07\x1b[?1049h"
PICTURE = Path(__file__).with_name("screen.txt")
WEATHER = "Nine degrees."
TOMORROW = "It looks better."
QUESTION = "And tomorrow? I would like to know whether an umbrella will be of any use."


def test_a_small_window_shows_the_little_there_is_room_for(talk: Talk) -> None:
    terminal = ready(talk("Yes.")).type("hello there\r").shows("grok  Yes").shows("○ listening")
    sent = len(terminal.sent)

    terminal.resize(20, 10)
    terminal.until(lambda it: it.rows[-1] == "○ listening    ▁▁▁▁", "the small status")

    assert terminal.text.count("listening") == 1
    assert "──" not in terminal.text
    assert len(terminal.sent) - sent < 4_000

    terminal.resize(80, 24)
    terminal.shows("── m mute ──").shows("○ listening")
    assert terminal.text.count("listening") == 1
    assert terminal.text.count("── m mute ──") == 1
    terminal.type("\x04")
    assert terminal.exit_code() == 0


@pytest.mark.parametrize("columns", [20, 300])
def test_narrow_and_wide_windows_hold_a_conversation(talk: Talk, columns: int) -> None:
    terminal = talk("Ten 🎉.", columns=columns).shows("connected")

    terminal.type("你好 👩🎈 é hello there, how are you\r")
    terminal.shows("you +你好 ").shows("grok +Ten").type("\x04")

    assert terminal.exit_code() == 0
    assert max(len(row) for row in terminal.rows) <= min(columns, 88)


@pytest.mark.parametrize("form", [(), ("--plain",)])
def test_nothing_the_model_says_can_drive_the_terminal(talk: Talk, form: tuple[str, ...]) -> None:
    terminal = talk(HOSTILE, "--speed", "1.5", *form, columns=200).shows("connected")

    terminal.type("hello\r")

    terminal.shows(r"A\\x1b\]0;x\\x07\\x1b\[2J\\x9b1m \\u202e\\x1b\]52;c;e\\x07\\x1b\[\?1049h")

    assert terminal.title in ("", "grokvoice: listening", "grokvoice: speaking")
    assert not re.search(rb"\x1b(\[2J|\[\?1049|\]52|\]0)|\xc2\x9b|\xe2\x80\xae", terminal.sent)


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}])
def test_a_terminal_that_cannot_or_must_not_be_redrawn_gets_lines(
    talk: Talk, environment: dict[str, str]
) -> None:
    terminal = talk("Yes.", **environment).shows("connected: grok").shows(r"\[listening\]")

    terminal.type("hello there\n").shows("grok: Yes")
    terminal.type("/tools\n").shows("Grok has no tools here.")
    terminal.shows(r"\[listening\](.|\n)*\[listening\]").type("\x04")

    assert terminal.exit_code() == 0
    assert b"\x1b" not in terminal.sent


def test_the_screen_is_the_one_in_the_picture(talk: Talk) -> None:
    terminal = talk(Mind(Speak(WEATHER), Speak(TOMORROW))).shows("connected")

    terminal.type("What's the weather?\r").shows("grok  Nine degrees").shows("○ listening")
    terminal.type(f"{QUESTION}\r").shows("grok  It looks").type("sorry, I meant in Ber")
    terminal.shows(r"better\.\n  type  sorry, I meant in Ber").shows("○ listening")

    assert without_figures(terminal.rows) == PICTURE.read_text(encoding="utf-8").splitlines()


def without_figures(rows: list[str]) -> list[str]:
    """What does not change from run to run: levels, seconds and cents are left out."""
    text = re.sub("[▁▂▃▄▅▆▇█]", "▁", "\n".join(rows))
    return re.sub(r"\d", "0", text).split("\n")
