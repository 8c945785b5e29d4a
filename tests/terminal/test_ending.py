"""How a talk at a terminal ends: whatever ends it, the terminal is left as it was found."""

import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.simulator.brain.plans import CallFunction, Speak
from tests.terminal.conftest import SILENT, STORY, Mind, Serve, Start, Talk, Terminal, minded, ready

HANGING_TOOL = """
import threading
import grokvoice

@grokvoice.tool(safe=True)
def ponder() -> str:
    '''Think for ever.'''
    threading.Event().wait()
    return ""
"""


@pytest.fixture
def pondering(talk: Talk, tmp_path: Path) -> Terminal:
    """A talk in which a tool runs that will never end."""
    file = tmp_path / "ponder.py"
    file.write_text(HANGING_TOOL, encoding="utf-8")
    mind = Mind(CallFunction("ponder", "{}"), Speak("Yes."))
    terminal = ready(talk(mind, "--tools", str(file)))
    return terminal.type("think of something\r").shows(r"tool  ponder\(\)")


def test_ctrl_c_while_connecting_ends_at_once(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}/v1/realtime"
        terminal = start(*SILENT, "--url", url).shows("◌ connecting")

        terminal.type("\x03")

        assert terminal.exit_code() == 130
    assert terminal.is_restored


def test_ctrl_c_stops_grok_and_a_second_one_ends_the_talk(talk: Talk) -> None:
    terminal = ready(talk(STORY)).type("tell me a story\r").shows("▶ speaking")

    terminal.type("\x03").shows(r"\(cut\s+by\s+you\)")
    terminal.type("\x03")

    assert terminal.exit_code() == 130
    assert terminal.is_restored


def test_ctrl_c_ends_a_talk_whose_tool_hangs(pondering: Terminal) -> None:
    pondering.type("\x03")

    assert pondering.exit_code() == 130
    assert pondering.is_restored


def test_two_at_once_end_it_as_well(pondering: Terminal) -> None:
    pondering.type("\x03\x03")

    assert pondering.exit_code() == 130
    assert pondering.is_restored


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_the_talk_and_restores_the_terminal(
    talk: Talk, number: signal.Signals, code: int
) -> None:
    terminal = ready(talk(STORY)).type("tell me a story\r").shows("▶ speaking")

    terminal.kill(number)

    assert terminal.exit_code() == code
    assert terminal.is_restored


def test_a_window_that_is_closed_ends_the_talk(talk: Talk) -> None:
    assert ready(talk("Yes.")).hang_up() == 129


def test_an_error_restores_the_terminal(start: Start) -> None:
    terminal = start("talk", "--local", "--mic", "no such thing", "--speaker", "none")

    assert terminal.exit_code() == 3
    assert terminal.is_restored
    assert "grokvoice: " in terminal.text


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(
    shell: Callable[[], Terminal], serve: Serve
) -> None:
    terminal = shell()
    terminal.type(f"grok {' '.join(SILENT)} --url {serve(minded('Yes.'))}\n").shows(
        "connected"
    ).shows("○ listening")

    terminal.type("\x1a").shows("Stopped").hides("listening").type("echo still $((40+2))\n")
    terminal.shows("echo still").shows("still 42").type("fg\n").shows("○ listening")
    terminal.type("hello there\r").shows("grok  Yes")
    terminal.type("\x04").shows(r"ended(.|\n)*\$$").type("stty -a; exit\n")

    assert terminal.exit_code() == 0
    assert " -echo " not in terminal.text
    assert " -icanon " not in terminal.text


def test_a_reader_that_goes_ends_the_talk_quietly(
    shell: Callable[[], Terminal], serve: Serve
) -> None:
    terminal = shell()
    command = f"grok {' '.join(SILENT)} --url {serve(minded('Yes.'))}"

    terminal.type(f"{command} | true; echo over ${{PIPESTATUS[0]}}\n")
    terminal.shows("connected").type("hello there\r").shows("you: hello there")

    terminal.shows("over 0")
    assert "Traceback" not in terminal.text
