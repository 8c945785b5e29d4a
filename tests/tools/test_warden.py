"""The process between us and a server: what passes, what is kept, and that nothing stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grokvoice.tools import warden
from tests.tools.processes import PATIENCE_S, has_ended

STRANGER = Path(__file__).with_name("mcp_stranger.py")
WARDEN = Path(warden.__file__)

needs_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="waits for processes that are not its children"
)


def start(folder: Path, *command: str, parent: int | None = None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(WARDEN), "log", str(parent or os.getpid()), *command],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def said(process: "subprocess.Popen[bytes]") -> bytes:
    return process.communicate(timeout=PATIENCE_S)[0]


def pids_of(process: "subprocess.Popen[bytes]", folder: Path) -> list[int]:
    """Return the pids of the stubborn server and its child, once it answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"id": 1, "method": "tools/list"}\n')
    process.stdin.flush()
    process.stdout.readline()
    return [int(pid) for pid in (folder / "pids").read_text().split()]


def test_only_what_may_be_a_message_passes(tmp_path: Path) -> None:
    code = r"import sys; sys.stdout.write('junk\n\n {\"a\": 1}\n[2]\n{\"b\": 2}\nrest')"

    passed = said(start(tmp_path, *python(code)))

    assert passed == b' {"a": 1}\n{"b": 2}\n'
    assert (tmp_path / "log").read_text() == "[on stdout] junk\n[on stdout] [2]\n"


def test_what_is_asked_reaches_the_server(tmp_path: Path) -> None:
    process = start(tmp_path, *python("import sys; print('{', sys.stdin.read(), '}')"))

    assert process.communicate(b"Hello.", timeout=PATIENCE_S)[0] == b"{ Hello. }\n"


def test_standard_error_is_kept_up_to_one_mebibyte(tmp_path: Path) -> None:
    said(start(tmp_path, *python("import sys; sys.stderr.write('x' * 3_000_000)")))

    log = (tmp_path / "log").read_bytes()
    assert log == b"x" * 2**20 + b"\n[the log is full: the rest is dropped]\n"


@pytest.mark.skipif(os.name != "posix", reason="there are no modes")
def test_the_log_is_for_nobody_else_and_no_link_is_followed(tmp_path: Path) -> None:
    said(start(tmp_path, *python("")))
    mode = (tmp_path / "log").stat().st_mode & 0o777
    (tmp_path / "log").rename(tmp_path / "elsewhere")
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")

    process = start(tmp_path, *python("print('{}')"))

    assert (mode, said(process), process.returncode) == (0o600, b"", 1)


def test_a_program_that_is_not_there_is_told_in_the_log(tmp_path: Path) -> None:
    process = start(tmp_path, "no-such-program")

    assert (said(process), process.returncode) == (b"", 127)
    assert (tmp_path / "log").read_text() == "no-such-program: not found on PATH\n"


def test_a_line_without_end_ends_the_server(tmp_path: Path) -> None:
    process = start(tmp_path, sys.executable, str(STRANGER), "endless")

    assert said(process) == b""
    assert (tmp_path / "log").read_text() == "[a line of more than 4194304 bytes: ended]\n"


@needs_linux
def test_who_does_not_want_to_end_is_killed_after_two_seconds(tmp_path: Path) -> None:
    process = start(tmp_path, sys.executable, str(STRANGER), "stubborn")
    pids = pids_of(process, tmp_path)
    began = time.monotonic()

    os.killpg(process.pid, signal.SIGTERM)
    said(process)
    assert [has_ended(pid) for pid in pids] == [True, True]
    assert warden.GRACE_S <= time.monotonic() - began < warden.GRACE_S + 1


@needs_linux
def test_nobody_stays_behind_when_we_are_killed(tmp_path: Path) -> None:
    code = (
        "import os, subprocess, sys; subprocess.Popen([*sys.argv[1:4], 'log', str(os.getpid()),"
        " *sys.argv[4:]], start_new_session=True); input()"
    )
    us = subprocess.Popen(
        [
            *(sys.executable, "-c", code, sys.executable, "-I", str(WARDEN)),
            *(sys.executable, str(STRANGER), "stubborn"),
        ],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    pids = pids_of(us, tmp_path)

    us.kill()
    us.communicate()

    assert [has_ended(pid) for pid in pids] == [True, True]


def test_the_log_takes_no_more_than_it_can(tmp_path: Path) -> None:
    log = warden.Log(str(tmp_path / "log"))

    for piece in (b"a" * warden.LONGEST_LOG, b"b", b"c"):
        log.write(piece)

    assert (tmp_path / "log").stat().st_size < warden.LONGEST_LOG + 100
