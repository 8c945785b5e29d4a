"""A canary for a key: nothing that a command writes, tells, starts or leaves behind may hold it.

Each situation is a process of its own that talks to a real server on this machine. What it starts
is written down by an audit hook: programs, their arguments and their environments; and with whom
it talks.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from grokvoice.simulator.quirk_names import parse_quirks
from grokvoice.simulator.server import Options
from tests.app.conftest import running

SONG = "tweetTWEETtweet0123456789"
"""What no output may hold: either key but for its last four characters."""
XAI_KEY = f"xai-{SONG}-abcd"
OTHER_KEY = f"{SONG}-efgh"

WATCHED = """
import os, sys

def watch(event, arguments):
    if event == "socket.connect" and "CRASH" in os.environ:
        keys = os.environ["GROKVOICE_API_KEY"], os.environ["XAI_API_KEY"]
        raise RuntimeError(f"a fault that knows {keys}, Authorization: Bearer {keys[0]}")
    if event in ("socket.connect", "socket.getaddrinfo"):
        with open("peers.txt", "a") as file:
            print(*(arguments[1] if event == "socket.connect" else arguments)[:2], file=file)
    if event in ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"):
        environ = [one for one in arguments if isinstance(one, dict)] or [dict(os.environ)]
        with open("started.txt", "a") as file:
            print(event, arguments, environ, file=file)

sys.addaudithook(watch)
sys.argv[0] = "grokvoice"
from grokvoice.cli.main import main
main()
"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a command left behind."""

    exit_code: int
    stdout: str
    stderr: str
    files: Mapping[str, str]

    @property
    def tales(self) -> list[str]:
        """Wherever the canary was heard."""
        told = {"stdout": self.stdout, "stderr": self.stderr, **self.files}
        return [name for name, text in told.items() if SONG in text]


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Start a server with some quirks; returns its URL."""
    with ExitStack() as servers:
        yield lambda *quirks: servers.enter_context(
            running(Options(quirks=parse_quirks(("pace=fast", *quirks))))
        )


@pytest.fixture
def run(surroundings: Path, tmp_path: Path) -> Callable[..., Left]:
    """Run a command with both keys in its environment, and gather what it leaves."""
    keys = {"XAI_API_KEY": XAI_KEY, "GROKVOICE_API_KEY": OTHER_KEY}

    def run(*arguments: str, stdin: str = "") -> Left:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, **keys, "HOME": str(tmp_path / "home")},
            cwd=surroundings,
        )
        files = (file for file in tmp_path.rglob("*") if file.is_file())
        contents = {str(file): file.read_text(errors="replace") for file in files}
        return Left(done.returncode, done.stdout, done.stderr, contents)

    return run


BRIEFLY = ("--verbatim", "Hi.", "--no-play")
DEBUG = ("-vv", "--log-file=log.txt", "--trace=trace.jsonl")


def test_one_turn_betrays_nothing(serve: Callable[..., str], run: Callable[..., Left]) -> None:
    left = run("say", "What is two plus three?", "--no-play", "--url", serve())

    assert (left.exit_code, left.tales) == (0, [])
    assert left.stdout == "2 plus 3 is 5.\n"


def test_a_talk_betrays_nothing(serve: Callable[..., str], run: Callable[..., Left]) -> None:
    left = run("talk", "--text", "--url", serve(), stdin="What is two plus three?\n")

    assert (left.exit_code, left.tales) == (0, [])


def test_a_talk_is_with_its_server_and_with_nobody_else(
    serve: Callable[..., str], run: Callable[..., Left], surroundings: Path
) -> None:
    url = serve()

    left = run("say", *BRIEFLY, "--url", url)

    peers = set((surroundings / "peers.txt").read_text(encoding="utf-8").splitlines())
    assert (left.exit_code, peers) == (0, {f"127.0.0.1 {urlsplit(url).port}"})


def test_the_simulator_and_its_programs_are_told_nothing(run: Callable[..., Left]) -> None:
    left = run("say", "What is two plus three?", "--no-play", "--local")

    assert (left.exit_code, left.tales) == (0, [])


def test_what_is_logged_and_traced_betrays_nothing(
    serve: Callable[..., str], run: Callable[..., Left]
) -> None:
    left = run("say", *BRIEFLY, "--url", serve(), *DEBUG)

    assert (left.exit_code, left.tales) == (0, [])
    assert {"log.txt", "trace.jsonl"} <= {Path(file).name for file in left.files}


def test_an_examination_betrays_nothing(
    serve: Callable[..., str], run: Callable[..., Left]
) -> None:
    left = run("doctor", "--no-sound", "--url", serve(), "-vv", "--log-file=log.txt")

    assert left.tales == []
    assert "GROKVOICE_API_KEY …efgh from environment, accepted by" in left.stdout


@pytest.mark.parametrize("status", [401, 429])
def test_a_refusal_betrays_nothing(
    serve: Callable[..., str], run: Callable[..., Left], status: int
) -> None:
    url = serve(f"refuse_status={status}", "refuse_times=1", "retry_after_s=0.1")

    left = run("say", *BRIEFLY, "--url", url, *DEBUG)

    assert left.tales == []
    assert left.exit_code == (4 if status == 401 else 0)


def test_a_key_that_the_user_repeats_is_not_kept(
    serve: Callable[..., str], run: Callable[..., Left]
) -> None:
    left = run("say", f"My key is {OTHER_KEY}.", "--no-play", "--url", serve())

    [journal] = [text for file, text in left.files.items() if file.endswith(".jsonl")]
    assert left.tales == ["stdout"]  # the answer to the user
    assert "My key is …efgh." in journal


@pytest.mark.parametrize("log", [("-vv",), ("-vv", "--log-file=log.txt"), ()])
def test_a_crash_whose_error_holds_the_keys_betrays_nothing(
    serve: Callable[..., str],
    run: Callable[..., Left],
    monkeypatch: pytest.MonkeyPatch,
    log: tuple[str, ...],
) -> None:
    url = serve()
    monkeypatch.setenv("CRASH", "1")

    left = run("say", *BRIEFLY, "--url", url, *log)

    assert (left.exit_code, left.tales) == (1, [])
    assert "unexpected RuntimeError" in left.stderr


def test_a_wrong_flag_value_betrays_nothing(run: Callable[..., Left]) -> None:
    left = run("say", "Hello.", "--url", f"wss://{OTHER_KEY}@example.com/")

    assert (left.exit_code, left.tales) == (2, [])


def test_a_key_from_a_file_is_as_secret(
    serve: Callable[..., str], run: Callable[..., Left], surroundings: Path
) -> None:
    (surroundings / ".env").write_text(f"GROKVOICE_API_KEY={OTHER_KEY}\nGROKVOICE_URL={serve()}\n")

    left = run("say", *BRIEFLY, *DEBUG)

    assert left.exit_code == 0
    assert left.tales == [str(surroundings / ".env")]


TOOL = """
import os

KEYS = os.environ["GROKVOICE_API_KEY"], os.environ["XAI_API_KEY"]


def leak_all() -> str:
    \"\"\"Raise an exception that holds the keys.\"\"\"
    raise RuntimeError(f"a fault that knows {KEYS}")


def give_keys() -> dict[str, object]:
    \"\"\"Return the keys.\"\"\"
    return {"keys": KEYS, KEYS[0]: f"Authorization: Bearer {KEYS[0]}"}
"""


@pytest.mark.parametrize("tool", ["leak_all", "give_keys"])
def test_a_tool_that_knows_the_keys_betrays_nothing(
    serve: Callable[..., str], run: Callable[..., Left], surroundings: Path, tool: str
) -> None:
    (surroundings / "tools.py").write_text(TOOL, encoding="utf-8")
    tools = ("--tools=tools.py", "--allow-tool=*")

    left = run("say", f"Use {tool}.", "--no-play", "--json", *tools, "--url", serve(), *DEBUG)

    assert (left.exit_code, left.tales) == (0, [])
    assert f'"name": "{tool}"' in left.stdout
    assert "tool.result" in left.stdout


def test_a_server_of_tools_is_told_nothing(
    serve: Callable[..., str], run: Callable[..., Left], tmp_path: Path
) -> None:
    config = tmp_path / "xdg" / "grokvoice" / "config.toml"
    config.parent.mkdir(parents=True)
    stranger = Path(__file__).parents[1] / "tools" / "mcp_stranger.py"
    command = f"command = {json.dumps(sys.executable)}\nargs = [{json.dumps(str(stranger))}]\n"
    config.write_text(f"[mcp.stranger]\n{command}", encoding="utf-8")
    tools = ("--tools=mcp:stranger", "--allow-tool=*")

    left = run("say", "Use stranger env.", "--no-play", "--json", *tools, "--url", serve(), *DEBUG)

    assert (left.exit_code, left.tales) == (0, [])
    assert "tool.result" in left.stdout
    assert any("mcp_stranger.py" in text for text in left.files.values())


@pytest.mark.parametrize("arguments", [("config", "show"), ("config", "show", "--json")])
def test_settings_are_shown_without_the_keys(
    run: Callable[..., Left], arguments: tuple[str, ...]
) -> None:
    left = run(*arguments, "--instructions", f"My keys are {XAI_KEY} and {OTHER_KEY}.")

    assert (left.exit_code, left.tales) == (0, [])
    assert "abcd" in left.stdout


def test_a_key_that_is_kept_is_in_its_file_alone(run: Callable[..., Left], tmp_path: Path) -> None:
    left = run("config", "set-key", stdin=f"{XAI_KEY}\n")

    assert left.exit_code == 0
    assert left.tales == [str(tmp_path / "xdg" / "grokvoice" / ".env")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("config", "set", "instructions", XAI_KEY),
        ("config", "set", "XAI_API_KEY", XAI_KEY),
        ("config", "set", XAI_KEY, "x"),
        ("config", "get", XAI_KEY),
        ("config", "unset", XAI_KEY),
        ("config", "set-key", XAI_KEY),
    ],
)
def test_a_key_in_the_wrong_place_is_neither_written_nor_repeated(
    run: Callable[..., Left], arguments: tuple[str, ...]
) -> None:
    left = run(*arguments)

    assert (left.exit_code, left.tales) == (2, [])


def test_voices_are_listed_and_heard_without_a_word_about_the_key(
    serve: Callable[..., str], run: Callable[..., Left]
) -> None:
    url = serve("refuse_status=401", "refuse_times=1")

    listed = run("voices", "--url", url, "-vv")
    refused = run("voices", "--try", "eve", "--url", url, "-vv")

    assert (listed.exit_code, listed.tales) == (0, [])
    assert (refused.exit_code, refused.tales) == (4, [])


def test_voices_that_crash_betray_nothing(
    serve: Callable[..., str], run: Callable[..., Left], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = serve()
    monkeypatch.setenv("CRASH", "1")

    left = run("voices", "--url", url, "-vv")

    assert (left.exit_code, left.tales) == (1, [])
