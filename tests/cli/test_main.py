import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
import typer
from typer.core import TyperGroup

from grokvoice import __version__
from grokvoice.cli.main import app, run

Program = Callable[..., subprocess.CompletedProcess[str]]
NO_KEY = (
    "grokvoice: XAI_API_KEY is not set: export it, put it in .env here, or keep it with `grokvoice "
    "config set-key`; https://console.x.ai gives one. Or try without a key: --local\n"
)


def test_the_version_is_one_line_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr() == (f"grokvoice {__version__}\n", "")


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_help_begins_with_examples_and_ends_with_exit_codes(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(arguments) == 0

    out, err = capsys.readouterr()
    assert out.index("Examples:") < out.index("grokvoice talk") < out.index("Options:")
    assert "4 key missing or refused" in out
    assert err == ""


def commands(group: TyperGroup, *before: str) -> Iterator[tuple[str, ...]]:
    """Give the names of every command that is shown, and of those within."""
    for name, command in group.commands.items():
        if not command.hidden:
            yield (*before, name)
        if isinstance(command, TyperGroup):
            yield from commands(command, *before, name)


PROGRAM = cast("TyperGroup", typer.main.get_command(app))


@pytest.mark.parametrize("command", list(commands(PROGRAM)), ids=" ".join)
def test_every_command_has_help_with_examples_first(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert [run([*command, "-h"]), run([*command, "--help"])] == [0, 0]

    short, long = capsys.readouterr().out.split("Usage:")[1:]
    assert short == long
    assert short.index("Examples:") < short.index("  grokvoice ") < short.index("Options:")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["tlk"], "grokvoice: No such command 'tlk'. Did you mean 'talk'? (see grokvoice -h)\n"),
        (["talk", "--spede", "1"], "No such option: --spede"),
        (["talk", "extra"], "Got unexpected extra argument"),
        (["talk", "--speed"], "Option '--speed' requires an argument"),
        (
            ["talk", "--speed", "2"],
            "grokvoice: --speed: '2' is out of range: give a number from 0.7 to 1.5.\n",
        ),
        (["talk", "--voice", "auroa"], "--voice: there is no voice 'auroa': did you mean aurora"),
        (["talk", "--url", "ws://127.0.0.1.evil.com"], "--url: ws:// to 127.0.0.1.evil.com would"),
        (["talk", "--json", "--plain"], "--json and --plain contradict each other"),
        (["say"], "grokvoice: there is nothing to say"),
        (["say", "--log-file", "no/such/folder/x.log", "hi"], "cannot write no/such/folder/x.log"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    assert run(arguments) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert line in err
    assert err.startswith("grokvoice: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["talk"], ["say", "hi"]])
def test_a_missing_key_is_exit_code_4(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(arguments) == 4
    assert capsys.readouterr() == ("", NO_KEY)


def test_settings_are_read_from_the_environment_and_from_dotenv(
    capsys: pytest.CaptureFixture[str], surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (surroundings / ".env").write_text("GROKVOICE_SPEED=9\n", encoding="utf-8")
    assert run(["talk"]) == 2
    monkeypatch.setenv("GROKVOICE_SPEED", "8")
    assert run(["talk"]) == 2
    assert run(["talk", "--speed", "7"]) == 2

    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" is out of range")[0] for line in lines] == [
        "grokvoice: GROKVOICE_SPEED in .env: '9'",
        "grokvoice: GROKVOICE_SPEED: '8'",
        "grokvoice: --speed: '7'",
    ]


def test_there_is_no_flag_for_a_key_and_its_value_is_not_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["talk", "--api-key=xai-very-secret"]) == 2
    assert "very-secret" not in capsys.readouterr().err


def test_an_error_cannot_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["talk", "--model", "\x1b]0;x\x07 y"]) == 2
    assert not set("\x1b\x07") & set(capsys.readouterr().err)


class Interrupted(io.StringIO):
    """Standard input of somebody who presses Ctrl-C instead of typing."""

    def read(self, _size: int | None = -1, /) -> str:
        raise KeyboardInterrupt


def test_ctrl_c_is_exit_code_130_without_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Interrupted())

    assert run(["say", "-"]) == 130
    assert capsys.readouterr() == ("", "")


def closed() -> io.StringIO:
    stream = io.StringIO()
    stream.close()
    return stream


def test_an_unexpected_error_is_one_line_with_a_lasting_id(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", closed())

    assert [run(["talk"]), run(["talk"])] == [1, 1]

    first, second = capsys.readouterr().err.splitlines()
    assert first == second
    assert first.startswith("grokvoice: unexpected ValueError (")
    assert first.endswith("), a fault of ours; run it again with -vv to see it.")


def test_with_very_verbose_the_traceback_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", closed())

    assert run(["talk", "-vv"]) == 1

    err = capsys.readouterr().err
    assert "Traceback (most recent call last)" in err
    assert err.splitlines()[-1].endswith("what led to it is in the lines above.")


def test_with_a_log_file_the_traceback_is_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, surroundings: Path
) -> None:
    monkeypatch.setattr(sys, "stdout", closed())

    assert run(["talk", "--log-file", "grok.log"]) == 1

    assert str(surroundings / "grok.log") in capsys.readouterr().err
    assert "Traceback (most recent call last)" in Path("grok.log").read_text(encoding="utf-8")


def test_a_reader_that_has_gone_ends_the_program_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    done = subprocess.run(
        [sys.executable, "-m", "grokvoice", "--help"],
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )

    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_error_nobody_reads_still_has_its_exit_code() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, "-m", "grokvoice", "talk"],
        env=buffered,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=writer,
        timeout=30,
        check=False,
    )

    os.close(writer)
    assert done.returncode == 4


def test_the_program_reports_in_its_own_process_as_in_ours(program: Program) -> None:
    done = program("say", "hi")

    assert (done.returncode, done.stdout, done.stderr) == (4, "", NO_KEY)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["talk", "--help"],
        ["talk"],
        ["voices", "--help"],
        ["config", "show"],
        ["completion", "bash"],
        ["complete", "--last=", "--", "talk", "--session"],
        ["complete", "--last=", "--", "talk", "--mic"],
        ["complete", "--last=", "--", "serve", "--quirk"],
    ],
)
def test_what_needs_no_sound_and_no_network_loads_neither(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from grokvoice.cli.main import run\n"
        f"run({arguments!r})\n"
        "print('\\n', ' '.join(sys.modules))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    loaded = set(done.stdout.splitlines()[-1].split())
    assert "grokvoice.cli.main" in loaded
    heavy = {"numpy", "soxr", "sounddevice", "websockets", "asyncio", "rich", "dotenv", "pydantic"}
    assert not heavy & loaded


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX")
def test_too_few_files_are_one_plain_line_and_an_end_at_once() -> None:
    command = 'ulimit -n 8; exec "$0" -m grokvoice say hi --local --no-play'

    done = subprocess.run(
        ["sh", "-c", command, sys.executable],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "grokvoice: too many files are open: raise the limit (ulimit -n 256) and try again.\n"
    )
