import subprocess
from collections.abc import Callable

import pytest

from grokvoice.cli.main import run
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.scenario import parse_scenario
from grokvoice.simulator.server import Options
from tests.app.conftest import running

Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--audio", "q.wav", "and words"], "--audio is the question itself"),
        (["--audio", "q.wav", "--verbatim"], "--audio is the question itself"),
        (["--audio", "~nobody-of-that-name/q.wav"], "home of an unknown user"),
        (["hi", "-o", "-", "--json"], "--output - and --json both want standard output"),
        (["hi", "--speaker", "-", "--json"], "--speaker - and --json both want standard output"),
    ],
)
def test_what_contradicts_itself_is_refused_before_anything_is_opened(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["say", "--local", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["hi"], ["--verbatim", "hi"], ["--audio", "q.wav"], ["hi", "-o", "-"]]
)
def test_everything_is_checked_before_the_key(arguments: list[str]) -> None:
    assert run(["say", *arguments]) == 4


def test_the_reply_is_all_there_is_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["say", "--local", "--no-play", "--verbatim", "Hi."]) == 0
    assert capsys.readouterr() == ("Hi.\n", "")


@pytest.mark.parametrize(
    ("quirks", "end", "problem"),
    [
        (Quirks(pace="fast"), "failed", "The reply failed: the server gives no reason."),
        (Quirks.openai(pace="fast"), "failed", "The reply failed: rate_limit_exceeded."),
        (Quirks.openai(pace="fast"), "incomplete", "The reply is incomplete: content_filter."),
    ],
)
def test_a_reply_that_went_wrong_is_no_success(
    capsys: pytest.CaptureFixture[str], quirks: Quirks, end: str, problem: str
) -> None:
    scenario = parse_scenario(f'[[step]]\nsay = "Half of"\nend = "{end}"', "f.toml")
    with running(Options(quirks=quirks, new_planner=scenario.new_planner)) as url:
        exit_code = run(["say", "--no-play", "--no-save", "--url", url, "Hi."])

    assert exit_code == 6
    assert capsys.readouterr() == ("Half of\n", f"! {problem}\n")


def test_exact_words_are_read_from_a_pipe(program: Program) -> None:
    done = program("say", "--local", "--no-play", "--verbatim", "Bye.", stdin="Hi. You.\n")

    assert (done.returncode, done.stdout, done.stderr) == (0, "Hi.\nYou.\nBye.\n", "")


@pytest.mark.parametrize("arguments", [["--verbatim"], ["--verbatim", "-"]])
def test_a_pipe_without_words_says_nothing(program: Program, arguments: list[str]) -> None:
    done = program("say", "--local", *arguments, stdin="\n")

    assert (done.returncode, done.stdout) == (2, "")
    assert "there is nothing to say" in done.stderr
