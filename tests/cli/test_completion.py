"""Completion as a person has it: in real shells, on real terminals, with the Tab key."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grokvoice.cli.main import run
from grokvoice.cli.remembered import remember

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

PROGRAM = """\
#!/bin/sh
case "$1" in complete | completion) exec {python} -m grokvoice "$@" ;; esac
printf '<%s>' "$@"
"""
"""Completes as the program does, and otherwise only shows what it was given."""


@dataclass(frozen=True)
class Shell:
    """How to start a shell without its owner's settings, and what it is told first."""

    command: tuple[str, ...]
    setup: str


SHELLS = {
    "bash": Shell(("bash", "--norc", "-i"), 'eval "$(grokvoice completion bash)"'),
    "zsh": Shell(
        ("zsh", "-f", "-i"),
        'autoload -Uz compinit; compinit -u -D; eval "$(grokvoice completion zsh)"',
    ),
    "fish": Shell(("fish", "--no-config", "-i"), "grokvoice completion fish | source"),
}


@pytest.fixture(params=SHELLS)
def typing(
    request: pytest.FixtureRequest, tmp_path: Path, surroundings: Path
) -> Iterator[Callable[[str, str], None]]:
    """Type keys into a shell, Tab and Return among them, until the program was given words."""
    shell = SHELLS[request.param]
    if shutil.which(shell.command[0]) is None:
        pytest.skip(f"there is no {shell.command[0]}")
    program = tmp_path / "bin" / "grokvoice"
    program.parent.mkdir()
    program.write_text(PROGRAM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TERM": "xterm",
    }
    name, *arguments = shell.command
    child = pexpect.spawn(
        name,
        arguments,
        env=environ,
        cwd=surroundings,
        timeout=20,
        encoding="utf-8",
        dimensions=(40, 200),
    )
    child.sendline(f"{shell.setup}; echo rea''dy")
    child.expect_exact("ready\r\n")

    def type_until(keys: str, words: str) -> None:
        child.send(keys)
        child.expect_exact(words)

    yield type_until
    child.close(force=True)


def test_the_tab_key_completes(typing: Callable[[str, str], None], surroundings: Path) -> None:
    remember("mic", [("USB Headset (hw:1)", "")])
    (surroundings / "bug.jsonl").touch()

    typing("grokvoice ta\t--voi\tzen\t\r", "<talk><--voice><zenith>")
    typing("~/bin/grokvoice talk --voice zen\t\r", "<talk><--voice><zenith>")
    typing("grokvoice talk --patience=lo\t\r", "<talk><--patience=long>")
    typing("grokvoice talk --mic US\t\r", "<talk><--mic><USB Headset (hw:1)>")
    typing("grokvoice replay bu\t\r", "<replay><bug.jsonl>")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_script_asks_for_the_last_word(
    capsys: pytest.CaptureFixture[str], shell: str
) -> None:
    assert run(["completion", shell]) == 0

    script, err = capsys.readouterr()
    assert " complete " in script
    assert "--last=" in script
    assert err == ""


def test_an_unknown_shell_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["completion", "tcsh"]) == 2
    assert "'tcsh' is not one of bash, zsh, fish, powershell" in capsys.readouterr().err


def test_what_powershell_is_answered_is_a_value_a_tab_and_a_word_about_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["complete", "--last=EV", "--", "talk", "--voice"]) == 0
    assert capsys.readouterr().out == "eve\tenergetic, upbeat\n"
