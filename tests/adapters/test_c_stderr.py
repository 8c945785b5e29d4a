import io
import logging
import os
import subprocess
import sys

import pytest

from grokvoice.adapters.c_stderr import c_stderr_to_log

LOGGER = "grokvoice.portaudio"

PROGRAM = """
import logging, os, sys
from grokvoice.adapters.c_stderr import c_stderr_to_log

logging.basicConfig(level=logging.DEBUG, format="logged %(message)s")
before = sys.stderr
with c_stderr_to_log():
    os.write(2, b"from C\\n")
    sys.stderr.write("from Python\\n")
assert sys.stderr is before
os.write(2, b"from C, afterwards\\n")
"""


def run(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, check=True, timeout=20
    )
    assert done.stdout == b""
    return sorted(done.stderr.decode().splitlines())


def test_what_c_prints_is_logged_and_not_shown(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, LOGGER), c_stderr_to_log():
        os.write(2, b"ALSA lib pcm.c: underrun\nand \xff more")

    assert caplog.record_tuples == [
        (LOGGER, logging.DEBUG, "ALSA lib pcm.c: underrun"),
        (LOGGER, logging.DEBUG, "and \ufffd more"),
    ]
    assert capfd.readouterr().err == ""


def test_descriptor_two_is_given_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), c_stderr_to_log():
        _ = 1 / 0

    os.write(2, b"seen again\n")

    assert capfd.readouterr().err == "seen again\n"


def test_python_and_its_log_still_reach_the_terminal() -> None:
    assert run(PROGRAM) == ["from C, afterwards", "from Python", "logged from C"]


@pytest.mark.parametrize("lost", ["import os; os.close(2)", "import os, sys; sys.stderr = None"])
def test_a_program_without_stderr_runs_all_the_same(lost: str) -> None:
    program = f"{lost}\nfrom grokvoice.adapters.c_stderr import *\nwith c_stderr_to_log(): pass"

    assert run(program) == []


def test_handlers_that_write_to_stderr_move_with_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger(LOGGER)
    with open(2, "w", encoding="utf-8", closefd=False) as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        handler = logging.StreamHandler(stderr)
        monkeypatch.setattr(logger, "handlers", [handler])
        monkeypatch.setattr(logger, "level", logging.DEBUG)

        with c_stderr_to_log():
            os.write(2, b"from C\n")
            sys.stderr.write("from Python\n")

        assert (sys.stderr, handler.stream) == (stderr, stderr)
    assert sorted(capfd.readouterr().err.splitlines()) == ["from C", "from Python"]


@pytest.mark.parametrize("stderr", [None, io.StringIO()])
def test_a_stderr_that_is_no_descriptor_stays(
    stderr: io.StringIO | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stderr)

    with c_stderr_to_log():
        assert sys.stderr is stderr


def test_without_descriptor_two_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(fd: int) -> int:
        raise OSError(9, f"Bad file descriptor {fd}")

    monkeypatch.setattr(os, "dup", refuse)
    before = sys.stderr

    with c_stderr_to_log():
        assert sys.stderr is before
