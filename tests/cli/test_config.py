"""`grokvoice config` as it is typed, in this process."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from grokvoice.cli.main import run

KEY = "xai-tweetTWEETtweet0123-abcd"
Shown = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "xdg" / "grokvoice" / "config.toml"


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    """Run `config show --json` with flags, and read it."""

    def show(*flags: str) -> list[dict[str, Any]]:
        assert run(["config", "show", "--json", *flags]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return show


def entry(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    [one] = [one for one in found if one["name"] == name]
    return one


def test_every_value_has_its_origin(
    shown: Shown, surroundings: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKVOICE_ECHO", "gate")
    (surroundings / ".env").write_text("GROKVOICE_IDLE=7\n", encoding="utf-8")
    assert run(["config", "set", "speed", "1.2"]) == 0

    found = shown("--voice", "EVE", "-c")

    assert [entry(found, name) for name in ("voice", "session", "echo", "idle", "speed")] == [
        {"v": 1, "name": "voice", "value": "eve", "source": "flag", "place": ""},
        {"v": 1, "name": "session", "value": "last", "source": "flag", "place": ""},
        {"v": 1, "name": "echo", "value": "gate", "source": "environment", "place": ""},
        {"v": 1, "name": "idle", "value": 7.0, "source": "dotenv", "place": ".env"},
        {"v": 1, "name": "speed", "value": 1.2, "source": "config_file", "place": str(place)},
    ]
    assert entry(found, "model")["source"] == "default"


def test_for_people_it_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "show"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in (lines[0], lines[2], lines[-1])] == [
        ["voice", "ara", "default"],
        ["instructions", "-", "default"],
        ["GROKVOICE_API_KEY", "-", "default"],
    ]


def test_a_value_that_cannot_be_meant_is_shown_and_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKVOICE_SPEED", "9\x1b")
    assert run(["config", "show"]) == 2

    out, err = capsys.readouterr()
    assert "speed" in out
    assert err.startswith("grokvoice: GROKVOICE_SPEED: '9\\x1b' is out of range")
    assert "\x1b" not in out + err
    assert run(["config", "get", "speed"]) == 2


def test_what_was_set_is_what_is_got(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    assert run(["config", "set", "--", "--silence-ms", "300"]) == 0
    assert run(["config", "get", "silence-ms"]) == 0
    assert run(["config", "get", "silence_ms", "--json"]) == 0
    assert run(["config", "unset", "silence_ms"]) == 0
    assert run(["config", "get", "silence_ms"]) == 0
    assert run(["config", "path"]) == 0

    text, document, default, path = capsys.readouterr().out.splitlines()
    assert (text, default, path) == ("300", "500", str(place))
    assert json.loads(document) == {
        "v": 1,
        "name": "silence_ms",
        "value": 300,
        "source": "config_file",
        "place": str(place),
    }


def test_a_value_that_a_stronger_place_hides_is_written_with_a_word(
    capsys: pytest.CaptureFixture[str], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKVOICE_VOICE", "ara")

    assert run(["config", "set", "voice", "eve"]) == 0

    assert capsys.readouterr().err == (
        "grokvoice: voice is written, but GROKVOICE_VOICE wins over it.\n"
    )
    assert place.read_text(encoding="utf-8") == 'voice = "eve"\n'


def test_what_an_old_console_cannot_show_is_a_question_mark(
    program: Callable[..., subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["config", "set", "instructions", "日本 only"]) == 0
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")

    done = program("config", "get", "instructions")

    assert (done.returncode, done.stdout, done.stderr) == (0, "?? only\n", "")


@pytest.mark.parametrize("command", [["get", "voise"], ["set", "voise", "x"], ["unset", "voise"]])
def test_a_slip_is_answered_with_a_suggestion(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run(["config", *command]) == 2
    assert capsys.readouterr().err == ("grokvoice: unknown setting 'voise': did you mean voice?\n")


def test_without_a_home_there_is_no_place_for_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)

    assert run(["config", "set", "voice", "eve"]) == 2
    assert "no home folder" in capsys.readouterr().err


def test_a_key_from_a_pipe_is_kept_and_shown_by_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, shown: Shown, place: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{KEY}\n"))
    assert run(["config", "set-key"]) == 0
    assert KEY not in "".join(capsys.readouterr())

    assert entry(shown(), "XAI_API_KEY") == {
        "v": 1,
        "name": "XAI_API_KEY",
        "value": "set, …abcd",
        "source": "config_file",
        "place": str(place.with_name(".env")),
    }


def test_nothing_from_a_pipe_is_no_key(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    assert run(["config", "set-key"]) == 4
    assert "XAI_API_KEY is empty" in capsys.readouterr().err
    assert not place.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_a_key_that_is_typed_is_not_shown(place: Path) -> None:
    child = pexpect.spawn(
        sys.executable, ["-m", "grokvoice", "config", "set-key"], timeout=20, encoding="utf-8"
    )
    child.expect_exact("XAI_API_KEY: ")
    child.sendline(KEY)
    child.expect_exact("which only you can read.")
    seen = child.before
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert KEY not in seen
    assert KEY in place.with_name(".env").read_text(encoding="utf-8")


def test_the_key_of_an_argument_is_refused_and_not_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["config", "set-key", KEY]) == 2
    assert KEY not in capsys.readouterr().err
