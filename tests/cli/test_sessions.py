import subprocess
import sys

import pytest

from grokvoice.cli import kept
from grokvoice.cli.main import run
from grokvoice.journal.export import FORMS
from grokvoice.journal.header import Header
from grokvoice.journal.place import started_at
from grokvoice.journal.record import Journal
from grokvoice.session.updates import UserFinal

NAME = "20261121-134501-7f3a9c"


@pytest.fixture
def kept_talk() -> str:
    """A conversation of one turn."""
    started = started_at(NAME)
    assert started is not None
    journal = Journal(kept.library().folder, Header(id=NAME, started=started), str)
    journal.show(UserFinal(item_id="u", text="Rain in Oslo"), 1.0)
    journal.close()
    return NAME


@pytest.mark.usefixtures("kept_talk")
@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["list"], "Rain in Oslo\n"),
        (["list", "--json", "-n", "1"], '"first_words": "Rain in Oslo"}\n'),
        (["show"], "Rain in Oslo\n"),
        (["show", "7f"], "Rain in Oslo\n"),
        (["search", "rain", "oslo"], "you: Rain in Oslo\n"),
        (["export"], "**You** (0:01)  \nRain in Oslo\n"),
        (["export", "last", "--form", "srt"], "You: Rain in Oslo\n"),
        (["path", "last"], f"{NAME}.jsonl\n"),
    ],
)
def test_each_command_prints_what_it_is_for(
    arguments: list[str], printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sessions", *arguments]) == 0

    out, err = capsys.readouterr()
    assert out.endswith(printed)
    assert err == ""


def test_a_conversation_is_removed_by_name(kept_talk: str) -> None:
    assert run(["sessions", "rm", kept_talk, "--yes"]) == 0

    assert kept.library().ids() == []


def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sessions"]) == 0

    out = capsys.readouterr().out
    assert "grokvoice sessions search oslo weather" in out
    assert "or the beginning of a name in the list" in out


def test_the_forms_in_the_help_are_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    run(["sessions", "export", "-h"])

    assert "|".join(FORMS) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["show", "nothing"], "no conversation is called 'nothing'"),
        (["list", "-n", "0"], "give a whole number from 1"),
        (["rm", "--older-than", "soon", "--yes"], "'soon' is no age"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sessions", *arguments]) == 2
    assert problem in capsys.readouterr().err


def test_the_journals_are_loaded_by_the_commands_that_need_them() -> None:
    script = "import sys, grokvoice.cli.main; print([m for m in sys.modules if 'journal' in m])"

    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )

    assert loaded.stdout == "[]\n"
