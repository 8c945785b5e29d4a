"""The program in a process of its own, and in this one, with surroundings of the test's own."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import grokvoice
from grokvoice.cli.logs import stop_logging
from grokvoice.ui.streams import Streams

ROOT = Path(grokvoice.__file__).parents[1]


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to stand in, no key, no configuration, nothing piped in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in list(os.environ):
        if name.startswith("GROKVOICE_") or name == "XAI_API_KEY":
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    yield folder
    stop_logging()


@pytest.fixture
def program() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `grokvoice ARGUMENTS…` in a process of its own, with `stdin` as its standard input."""

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "grokvoice", *arguments]
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, timeout=30, check=False
        )

    return run


@pytest.fixture
def streams() -> Callable[..., Streams]:
    """Make streams in memory; keyword arguments are fields of `Streams`."""

    def make(stdin: str = "", **fields: bool) -> Streams:
        return Streams(
            stdin=io.StringIO(stdin),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            is_stdin_terminal=fields.get("is_stdin_terminal", False),
            is_stdout_terminal=fields.get("is_stdout_terminal", False),
        )

    return make
