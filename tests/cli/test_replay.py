import json
from pathlib import Path

import pytest

from grokvoice.cli.main import run

LINE = {"v": 1, "ts": 0.0, "type": "user.final", "item_id": "u", "text": "Hello."}


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A conversation of one turn."""
    written = tmp_path / "talk.jsonl"
    written.write_text(json.dumps(LINE) + "\n")
    return str(written)


def test_a_conversation_is_shown_again(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", file, "--plain"]) == 0
    assert capsys.readouterr() == ("", "[connecting]\nyou: Hello.\n")


def test_a_conversation_is_written_again_for_programs(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", file, "--json", "--speed", "2.5"]) == 0
    assert json.loads(capsys.readouterr().out) == LINE


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--speed", "0"], "'0' is out of range"),
        (["--json", "--plain"], "--json and --plain contradict each other"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    file: str, arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", file, *arguments]) == 2
    assert problem in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "nothing.jsonl"]) == 2
    assert "cannot read nothing.jsonl" in capsys.readouterr().err
