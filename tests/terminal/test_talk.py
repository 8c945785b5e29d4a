"""A talk at a terminal: keys, typing, resizing, and what stays behind."""

import re
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.simulator.brain.plans import Situation, Speak
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options
from tests.terminal.conftest import Start, Terminal

SILENT = ("talk", "--mic", "none", "--speaker", "none")
LOCAL = (*SILENT, "--local")
Serve = Callable[[Options], str]


def ready(terminal: Terminal) -> Terminal:
    return terminal.shows("connected").shows("○ listening")


def test_a_typed_turn_is_answered_and_q_ends_the_talk(start: Start) -> None:
    terminal = ready(start(*LOCAL))

    terminal.type("hello there\r").shows(r"you   hello there\n  grok  Hello there! How are you\?")
    terminal.shows("○ listening").type("q")

    assert terminal.exit_code() == 0
    assert terminal.is_restored
    assert re.search(r"ended \(hung up\) after 0:\d\d, 1 reply\n +waits \d\.\d\d s", terminal.text)


def test_a_line_typed_while_grok_speaks_interrupts_it(start: Start) -> None:
    terminal = ready(start(*LOCAL)).type("tell me a story\r").shows("▶ speaking")

    terminal.type("stop now").shows("type  stop now").type("\r")

    terminal.shows(r"grok  .* ╌ .*\(cut by you\)").shows("you   stop now")


def test_keys_mute_help_and_open_a_line(start: Start) -> None:
    terminal = ready(start(*LOCAL))

    terminal.type("m").shows(r"× muted +you muted").until(
        lambda it: it.title == "grokvoice: muted", "the title"
    )
    terminal.shows("space talk ── m unmute")
    terminal.type("m").shows("○ listening").type("?").shows("q      end the talk")
    terminal.type("t").shows("enter send").type("\x1b").shows("m mute")
    terminal.type("/cost\r").shows(r"about \$0\.\d\d so far")
    terminal.type("/vioce\r").shows("there is no /vioce: did you mean /voice?")


def test_keys_can_be_bound_in_the_configuration(start: Start, environ: dict[str, str]) -> None:
    file = Path(environ["XDG_CONFIG_HOME"], "grokvoice", "config.toml")
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\nquit = "x"\nmute = "f2"\n', encoding="utf-8")
    terminal = ready(start(*LOCAL))

    terminal.type("\x1bOQ").shows("× muted").type("x")

    assert terminal.exit_code() == 0


def test_a_small_window_shows_the_little_there_is_room_for(start: Start) -> None:
    terminal = ready(start(*LOCAL)).type("hello there\r").shows("How are you").shows("○ listening")
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
    terminal.type("q")
    assert terminal.exit_code() == 0


@pytest.mark.parametrize("columns", [20, 300])
def test_narrow_and_wide_windows_hold_a_conversation(start: Start, columns: int) -> None:
    terminal = start(*LOCAL, columns=columns).shows("connected")

    terminal.type("hello there\r").shows("you").shows("you\\?").type("q")

    assert terminal.exit_code() == 0
    assert max(len(row) for row in terminal.rows) <= 88


def test_ctrl_c_while_connecting_ends_at_once(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}/v1/realtime"
        terminal = start(*SILENT, "--url", url).shows("◌ connecting")

        terminal.type("\x03")

        assert terminal.exit_code() == 130
    assert terminal.is_restored


def test_ctrl_c_stops_grok_and_a_second_one_ends_the_talk(start: Start) -> None:
    terminal = ready(start(*LOCAL)).type("tell me a story\r").shows("▶ speaking")

    terminal.type("\x03").shows(r"\(cut by you\)")
    terminal.type("\x03")

    assert terminal.exit_code() == 130
    assert terminal.is_restored


def test_sigterm_ends_the_talk_and_restores_the_terminal(start: Start) -> None:
    terminal = ready(start(*LOCAL))

    terminal.kill(signal.SIGTERM)

    assert terminal.exit_code() == 143
    assert terminal.is_restored


def test_an_error_restores_the_terminal(start: Start) -> None:
    terminal = start("talk", "--local", "--mic", "no such thing", "--speaker", "none")

    assert terminal.exit_code() == 3
    assert terminal.is_restored
    assert "grokvoice: " in terminal.text


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(
    shell: Callable[[], Terminal],
) -> None:
    terminal = shell()
    terminal.type(f"grok {' '.join(LOCAL)}\n").shows("connected").shows("○ listening")

    terminal.type("\x1a").shows("Stopped").hides("listening").type("echo still $((40+2))\n")
    terminal.shows("echo still").shows("still 42").type("fg\n").shows("○ listening")
    terminal.type("hello there\r").shows("Hello there! How are you").shows("○ listening")
    terminal.type("q").shows(r"1 reply(.|\n)*\$$").type("stty -a; exit\n")

    assert terminal.exit_code() == 0
    assert " -echo " not in terminal.text
    assert " -icanon " not in terminal.text


def test_a_reader_that_goes_ends_the_talk_quietly(shell: Callable[[], Terminal]) -> None:
    terminal = shell()

    terminal.type(f"grok {' '.join(LOCAL)} | true; echo over ${{PIPESTATUS[0]}}\n")
    terminal.shows("connected").type("hello there\r").shows("you: hello there")

    terminal.shows("over 0")
    assert "Traceback" not in terminal.text


class Says:
    """A mind that says one thing after the other, and the last one for ever."""

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)

    def plan(self, _situation: Situation) -> tuple[Speak]:
        return (Speak(self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]),)


HOSTILE = "A\x1b]0;evil\x07\x1b[2J\x9b31m\r\u202e\x1b]52;c;eA==\x07\x1b[?1049h"


@pytest.mark.parametrize("form", [(), ("--plain",)])
def test_nothing_the_model_says_can_drive_the_terminal(
    start: Start, serve: Serve, form: tuple[str, ...]
) -> None:
    url = serve(Options(quirks=Quirks(pace="fast"), new_planner=lambda: Says(HOSTILE)))
    terminal = start(*SILENT, "--url", url, *form, columns=200).shows("connected")

    terminal.type("hello\r").shows(r"grok.* A\\x1b\]0;evil\\x07\\x1b\[2J\\x9b31m")

    assert terminal.title in ("", "grokvoice: listening", "grokvoice: speaking")
    assert not re.search(rb"\x1b(\[2J|\[\?1049|\]52|\]0)|\xc2\x9b|\xe2\x80\xae", terminal.sent)


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}])
def test_a_terminal_that_cannot_or_must_not_be_redrawn_gets_lines(
    start: Start, environment: dict[str, str]
) -> None:
    terminal = start(*LOCAL, **environment).shows("connected: grok").shows(r"\[listening\]")

    terminal.type("hello there\n").shows("grok: Hello there! How are you")
    terminal.type("/tools\n").shows("Grok has no tools here.")
    terminal.shows(r"\[listening\](.|\n)*\[listening\]").type("\x04")

    assert terminal.exit_code() == 0
    assert b"\x1b" not in terminal.sent


PICTURE = Path(__file__).with_name("screen.txt")
WEATHER = "It's nine degrees and raining in Oslo."
TOMORROW = "Tomorrow looks better, with sun from about noon and a high of fourteen degrees."


def test_the_screen_is_the_one_in_the_picture(start: Start, serve: Serve) -> None:
    mind = Says(WEATHER, TOMORROW)
    url = serve(Options(quirks=Quirks(pace="fast"), new_planner=lambda: mind))
    terminal = start(*SILENT, "--url", url).shows("connected")

    terminal.type("What's the weather?\r").shows("grok  It's nine .* Oslo\\.").shows("○ listening")
    terminal.type("And tomorrow?\r").shows("grok  Tomorrow").type("sorry, I meant in Ber")
    terminal.shows(r"fourteen\n +degrees\.\n  type  sorry, I meant in Ber").shows("○ listening")

    assert without_figures(terminal.rows) == PICTURE.read_text(encoding="utf-8").splitlines()


def without_figures(rows: list[str]) -> list[str]:
    """What does not change from run to run: levels, seconds and cents are left out."""
    text = re.sub("[▁▂▃▄▅▆▇█]", "▁", "\n".join(rows))
    return re.sub(r"\d", "0", text).split("\n")
