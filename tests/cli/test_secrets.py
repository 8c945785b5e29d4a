"""A canary for a key: nothing that a command writes, tells, starts or leaves behind may hold it.

Each situation is a process of its own that talks to a real server on this machine. What it starts
is written down by an audit hook: programs, their arguments and their environments.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

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
    servers: list[subprocess.Popen[str]] = []

    def start(*quirks: str) -> str:
        arguments = [f"--quirk={quirk}" for quirk in ("pace=fast", *quirks)]
        server = subprocess.Popen(
            [sys.executable, "-m", "grokvoice", "serve", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        servers.append(server)
        assert server.stdout is not None
        return server.stdout.readline().strip()

    yield start
    for server in servers:
        server.terminate()
        server.communicate(timeout=10)


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


DEBUG = ("-vv", "--log-file=log.txt", "--trace=trace.jsonl")


def test_one_turn_betrays_nothing(serve: Callable[..., str], run: Callable[..., Left]) -> None:
    left = run("say", "What is two plus three?", "--no-play", "--url", serve())

    assert (left.exit_code, left.tales) == (0, [])
    assert left.stdout == "2 plus 3 is 5.\n"


def test_a_talk_betrays_nothing(serve: Callable[..., str], run: Callable[..., Left]) -> None:
    left = run("talk", "--text", "--url", serve(), stdin="What is two plus three?\n")

    assert (left.exit_code, left.tales) == (0, [])


def test_the_simulator_and_its_programs_are_told_nothing(run: Callable[..., Left]) -> None:
    left = run("say", "What is two plus three?", "--no-play", "--local")

    assert (left.exit_code, left.tales) == (0, [])


def test_what_is_logged_and_traced_betrays_nothing(
    serve: Callable[..., str], run: Callable[..., Left]
) -> None:
    left = run("say", "Hello.", "--no-play", "--url", serve(), *DEBUG)

    assert (left.exit_code, left.tales) == (0, [])
    assert {"log.txt", "trace.jsonl"} <= {Path(file).name for file in left.files}


@pytest.mark.parametrize("status", [401, 429])
def test_a_refusal_betrays_nothing(
    serve: Callable[..., str], run: Callable[..., Left], status: int
) -> None:
    url = serve(f"refuse_status={status}", "refuse_times=1", "retry_after_s=0.1")

    left = run("say", "Hello.", "--no-play", "--url", url, *DEBUG)

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

    left = run("say", "Hello.", "--no-play", "--url", url, *log)

    assert (left.exit_code, left.tales) == (1, [])
    assert "unexpected RuntimeError" in left.stderr


def test_a_wrong_flag_value_betrays_nothing(run: Callable[..., Left]) -> None:
    left = run("say", "Hello.", "--url", f"wss://{OTHER_KEY}@example.com/")

    assert (left.exit_code, left.tales) == (2, [])


def test_a_key_from_a_file_is_as_secret(
    serve: Callable[..., str], run: Callable[..., Left], surroundings: Path
) -> None:
    (surroundings / ".env").write_text(f"GROKVOICE_API_KEY={OTHER_KEY}\nGROKVOICE_URL={serve()}\n")

    left = run("say", "Hello.", "--no-play", *DEBUG)

    assert left.exit_code == 0
    assert left.tales == [str(surroundings / ".env")]
