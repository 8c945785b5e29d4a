import subprocess
from collections.abc import Callable

import pytest

from grokvoice.cli.main import run

Program = Callable[..., subprocess.CompletedProcess[str]]


def test_sound_and_json_cannot_share_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["talk", "--local", "--speaker", "-", "--json"]) == 2
    assert "--speaker - and --json both want standard output" in capsys.readouterr().err


def test_a_talk_needs_a_key(program: Program) -> None:
    assert program("talk", stdin="Hello.\n").returncode == 4


def test_a_talk_in_which_nothing_is_typed_ends_by_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["talk", "--local", "--mic", "none", "--speaker", "none"]) == 0

    out, err = capsys.readouterr()
    assert out == ""
    assert "ended (all said)" in err
