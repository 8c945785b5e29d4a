"""A tool that asks before it runs: the real program, a real tool file, and keys."""

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.app.consent import READING_S
from grokvoice.simulator.brain.plans import CallFunction, Situation, Speak, Step
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options
from tests.terminal.conftest import Start, Terminal


class Mailer:
    """A mind that mails whoever it is told of, and says no more than yes."""

    def plan(self, situation: Situation) -> tuple[Step]:
        said = situation.memory[-1]
        if said.role == "user" and (asked := re.fullmatch("mail (\\w+)", said.text)):
            return (CallFunction("send_mail", json.dumps({"to": asked[1]})),)
        return (Speak("Yes."),)


FAST = Options(quirks=Quirks(pace="fast"), new_planner=Mailer)
FILE = '''
import grokvoice

@grokvoice.tool
def send_mail(to: str) -> str:
    """Send a mail.

    Args:
        to: Whom.
    """
    return f"mail for {to} is sent"
'''
ASKED = r'\{"to":\s+"%s"\}\?'
Serve = Callable[[Options], str]
Begin = Callable[..., Terminal]


@pytest.fixture
def begin(start: Start, serve: Serve, tmp_path: Path) -> Begin:
    """Begin a talk in which Grok may send mails."""
    (tmp_path / "tools.py").write_text(FILE, encoding="utf-8")

    def begin(*more: str) -> Terminal:
        tools = ("--tools", str(tmp_path / "tools.py"))
        sound = ("--mic", "none", "--speaker", "none")
        terminal = start("talk", *sound, "--url", serve(FAST), *tools, *more, columns=300)
        return terminal.shows("connected")

    return begin


def ask(terminal: Terminal, whom: str) -> Terminal:
    """Have Grok call the tool, and read the question."""
    terminal.type(f"mail {whom}\r").shows(ASKED % whom)
    return terminal.wait(READING_S + 0.2)


def test_a_tool_runs_if_a_key_says_so_and_always_is_remembered(
    begin: Begin, environ: dict[str, str]
) -> None:
    terminal = begin()

    ask(terminal, "Anna").shows(r"may send_mail run\? y yes, a always, n no")
    assert terminal.title.endswith("a tool asks")
    terminal.type("n").shows("failed: refused")
    ask(terminal, "Berit").type("yes\r").shows("you   yes").shows("may send_mail run")
    terminal.type("a").shows("mail for Berit is sent")
    terminal.type("mail Carl\r").shows("mail for Carl is sent")

    assert terminal.sent.count(b"May send_mail run") == 2
    remembered = Path(environ["XDG_CONFIG_HOME"], "grokvoice", "tools.toml")
    assert 'allow = ["send_mail"]' in remembered.read_text(encoding="utf-8")
    assert stat.S_IMODE(remembered.stat().st_mode) == 0o600


def test_the_talk_can_be_ended_while_a_question_stands(begin: Begin) -> None:
    terminal = ask(begin(), "Anna").type("q")

    assert terminal.exit_code() == 0
    assert terminal.is_restored
    assert "is sent" not in terminal.text


def test_without_a_screen_a_line_is_the_answer(begin: Begin) -> None:
    terminal = ask(begin("--plain"), "Anna").shows(r"Enter y for yes, a for always")

    terminal.type("y\n").shows("mail for Anna is sent")
