"""The official MCP reference server, where node is present; it is fetched once, then kept.

Without node, npm or a registry that answers at once the tests are skipped within a minute.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grokvoice.tools.approval import Verdict
from grokvoice.tools.servers import McpServer
from grokvoice.tools.surroundings import Surroundings
from grokvoice.tools.tool_list import read_tool_list
from tests.tools.room import KEY, Person, Room, call

pytest.importorskip("mcp")

PACKAGE = "@modelcontextprotocol/server-everything"
VERSION = "2026.8.31"
PATIENCE_S = 60
NO_RETRIES = ("--fetch-retries=0", "--fetch-timeout=10000", "--prefer-offline")


@pytest.fixture(scope="session")
def program(request: pytest.FixtureRequest) -> Path:
    """Give the server's main file; skips where there is no node, or no way to fetch it."""
    npm = shutil.which("npm")
    if shutil.which("node") is None or npm is None:
        pytest.skip("needs node and npm")
    if not request.config.pluginmanager.hasplugin("cacheprovider"):
        pytest.skip("needs a place to keep what is installed")
    cache = Path(request.config.cache.mkdir("server-everything"))
    kept = cache / VERSION
    if not kept.exists() and not _install(npm, cache, kept):
        pytest.skip(f"{PACKAGE} cannot be installed here")
    return kept / "node_modules" / PACKAGE / "dist" / "index.js"


def _install(npm: str, cache: Path, kept: Path) -> bool:
    """Install the server whole or not at all, whoever else does so at the same time."""
    command = [npm, "install", "--no-audit", "--no-fund", *NO_RETRIES, f"{PACKAGE}@{VERSION}"]
    with tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as folder:
        try:
            prefix = ("--prefix", folder)
            subprocess.run([*command, *prefix], capture_output=True, check=True, timeout=PATIENCE_S)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return False
        with contextlib.suppress(OSError):  # somebody else was sooner
            Path(folder).rename(kept)
    return True


@pytest.fixture
def url(program: Path) -> Iterator[str]:
    """Give the address of the server over HTTP."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        ["node", str(program), "streamableHttp"],
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stderr is not None
        while b"listening" not in server.stderr.readline():
            assert server.poll() is None
        yield f"http://127.0.0.1:{port}/mcp"
        server.kill()


def room_for(server: McpServer) -> Room:
    person = Person(Verdict.ONCE)
    room = Room(person, named=read_tool_list("mcp:all"), servers=(server,))
    keys = {"XAI_API_KEY": KEY, "GROKVOICE_API_KEY": KEY, "AWS_SECRET_ACCESS_KEY": KEY}
    room.around = Surroundings(ask=person, tell=room.notices.append, environ={**os.environ, **keys})
    return room


def test_its_environment_holds_no_key(program: Path) -> None:
    room = room_for(McpServer(name="all", command="node", args=(str(program), "stdio")))

    [answer] = room.answers(call("all__get-env"))

    told = json.loads(answer.output)
    assert {"PATH", "HOME"} <= told.keys()
    assert told.keys() <= {
        *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TZ"),
        *("LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TMP", "TEMP"),
    }
    assert room.notices == []


def test_its_tools_answer(program: Path) -> None:
    room = room_for(McpServer(name="all", command="node", args=(str(program), "stdio")))

    answers = room.answers(
        call("all__echo", '{"message": "Bodø"}', "1"),
        call("all__get-sum", '{"a": 2, "b": 3}', "2"),
        call("all__get-tiny-image", "{}", "3"),
        call("all__get-structured-content", '{"location": "Chicago"}', "4"),
        call("all__get-sum", '{"a": "2"}', "5"),
    )

    assert answers[0].output == "Echo: Bodø"
    assert answers[1].output == "The sum of 2 and 3 is 5."
    assert "[image/png, about " in answers[2].output
    assert "temperature" in json.loads(answers[3].output)
    assert [answer.is_error for answer in answers] == [False, False, False, False, True]


def test_it_is_reached_over_http_too(url: str) -> None:
    room = room_for(McpServer(name="all", url=url))

    [answer] = room.answers(call("all__echo", '{"message": "hello"}'))

    assert (answer.output, room.notices) == ("Echo: hello", [])
