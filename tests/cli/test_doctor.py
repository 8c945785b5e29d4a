"""The real program examines this machine; nothing is played or recorded, for there is no card."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grokvoice.app.doctor.judgement.finding import NAMES
from grokvoice.app.doctor.report import SCHEMA
from grokvoice.cli.main import run
from grokvoice.simulator.server import Options
from tests.app.conftest import serve

__all__ = ["serve"]

Program = Callable[..., subprocess.CompletedProcess[str]]

SONG = "tweetTWEETtweet0123456789"
NO_CARDS = ("--mic", "none", "--speaker", "none")


def parsed(text: str) -> dict[str, dict[str, Any]]:
    """Check a document against its schema, and return its findings by name."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    document = json.loads(text)
    jsonschema.validate(document, schema)
    known = schema["$defs"]["finding"]["properties"]["measured"]["properties"]
    assert [found["name"] for found in document["findings"]] == list(NAMES)
    assert {figure for found in document["findings"] for figure in found["measured"]} <= set(known)
    return {found["name"]: found for found in document["findings"]}


def test_what_works_is_told_in_columns(program: Program) -> None:
    done = program("doctor", "--local", *NO_CARDS)

    rows = [line.split() for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert [row[2] for row in rows[:-1]] == list(NAMES)
    assert {row[1] for row in rows[:-1]} <= {"ok", "skipped", "warn"}
    assert (done.returncode, done.stderr) == (0, "")


def test_what_works_is_told_to_programs_as_the_schema_says(program: Program) -> None:
    done = program("doctor", "--local", "--json", *NO_CARDS)

    found = parsed(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert found["server"]["measured"]["round_trip_ms"] < 1000
    assert found["key"]["state"] == "skipped"


def test_a_refused_key_is_a_problem_and_shows_four_characters(
    serve: Callable[[Options], str], program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKVOICE_API_KEY", f"{SONG}-abcd")
    monkeypatch.setenv("XAI_API_KEY", f"xai-{SONG}-efgh")
    url = serve(Options(token="another"))

    done = program("doctor", "--url", url, "--json", "-vv", *NO_CARDS)

    found = parsed(done.stdout)
    assert done.returncode == 8
    assert found["key"]["state"] == "fail"
    assert found["key"]["measured"] == {
        "variable": "GROKVOICE_API_KEY",
        "origin": "environment",
        "shown": "…abcd",
        "accepted": False,
    }
    assert "Check GROKVOICE_API_KEY" in found["key"]["remedy"]
    assert SONG not in done.stdout + done.stderr


def test_a_dead_host_stops_nothing_else(program: Program) -> None:
    done = program("doctor", "--url", "ws://127.0.0.1:1", "--json", *NO_CARDS)

    found = parsed(done.stdout)
    assert done.returncode == 8
    assert (found["network"]["state"], found["server"]["state"]) == ("fail", "skipped")
    assert found["network"]["text"] == "Cannot reach ws://127.0.0.1:1: Connection refused"
    assert found["python"]["state"] == found["simulator"]["state"] == "ok"


def test_settings_that_cannot_be_read_are_a_finding(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "xdg" / "grokvoice" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('voise = "eve"\n', encoding="utf-8")

    done = program("doctor", "--local", "--json", *NO_CARDS)

    found = parsed(done.stdout)
    assert done.returncode == 8
    assert found["settings"]["state"] == "fail"
    assert "voise" in found["settings"]["text"]
    assert found["server"]["state"] == "ok"


def test_without_portaudio_all_the_rest_is_told(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ['PYTHONPATH']}")

    done = program("doctor", "--local", "--json")

    found = parsed(done.stdout)
    assert done.returncode == 8
    assert (found["audio-library"]["state"], found["microphone"]["state"]) == ("fail", "skipped")
    assert "nstall" in found["audio-library"]["remedy"]
    assert found["server"]["state"] == "ok"


def test_a_flag_that_cannot_be_meant_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--url", "http://127.0.0.1"]) == 2
    assert "WebSocket" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once(number: signal.Signals, code: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"ws://127.0.0.1:{mute.getsockname()[1]}"
        command = [sys.executable, "-m", "grokvoice", "doctor", "--url", url, *NO_CARDS]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            mute.settimeout(20)
            with mute.accept()[0], mute.accept()[0]:  # the stages, and the handshake
                child.send_signal(number)
                told = child.communicate(timeout=20)

    assert (child.returncode, told) == (code, (b"", b""))
