"""Conversations that are kept, and gone on with by another command, against a real server."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grokvoice.cli import kept
from grokvoice.journal.conversation import Conversation
from grokvoice.session.updates import Notice, SessionEnded

Program = Callable[..., subprocess.CompletedProcess[str]]
NAME = "My name is Ada."
QUESTION = "What is my name?"
ANSWER = "Your name is Ada.\n"


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a simulator that hurries; its parameter is another quirk."""
    quirks = ["pace=fast", *getattr(request, "param", [])]
    server = subprocess.Popen(
        [sys.executable, "-m", "grokvoice", "serve", *(f"--quirk={quirk}" for quirk in quirks)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    yield server.stdout.readline().strip()
    server.terminate()
    server.communicate(timeout=10)


def conversations() -> list[Conversation]:
    return list(kept.library().conversations())


def test_a_turn_is_kept_and_another_one_goes_on_with_it(program: Program, url: str) -> None:
    program("say", NAME, "--no-play", "--url", url)

    went_on = program("say", "-c", QUESTION, "--no-play", "--url", url)

    assert (went_on.returncode, went_on.stdout) == (0, ANSWER)
    second, first = conversations()
    assert second.header.continues == first.header.id
    assert [turn.heard for turn in second.turns] == [QUESTION, ANSWER.strip()]
    assert isinstance(second.end, SessionEnded)
    notices = [one.update.text for one in second.entries if isinstance(one.update, Notice)]
    assert notices == ["The service still knows this conversation; going on."]


def test_a_talk_goes_on_with_a_turn_though_the_server_has_forgotten(program: Program) -> None:
    program("say", NAME, "--no-play", "--local")
    [first] = conversations()

    went_on = program(
        *("talk", "--text", "--plain", "--local", "--speaker", "answer.wav"),
        *("--session", first.header.id),
        stdin=QUESTION,
    )

    assert (went_on.returncode, went_on.stdout) == (0, ANSWER)
    assert "2 items are told again, about $0.008." in went_on.stderr
    second = conversations()[0]
    assert f"Saved in {kept.library().path(second.header.id)}." in went_on.stderr
    assert f"grokvoice talk --session {second.header.id}" in went_on.stderr


def test_what_is_not_to_be_kept_leaves_nothing(program: Program, url: str) -> None:
    said = program("say", NAME, "--no-play", "--no-save", "--url", url)

    assert said.returncode == 0
    assert not kept.library().folder.exists()


@pytest.mark.parametrize("url", [["refuse_status=403"]], indirect=True)
def test_a_talk_that_never_began_leaves_nothing(program: Program, url: str) -> None:
    said = program("say", NAME, "--no-play", "--url", url)

    assert said.returncode == 4
    assert kept.library().ids() == []


def test_a_folder_that_cannot_be_written_keeps_nobody_from_talking(
    program: Program, url: str
) -> None:
    data = kept.library().folder.parent.parent
    data.parent.mkdir(exist_ok=True)
    data.write_text("a file where a folder should be")

    said = program("say", NAME, "--no-play", "--url", url)

    assert (said.returncode, said.stdout) == (0, "Got it: your name is Ada.\n")
    assert said.stderr.startswith(f"! This talk cannot be saved in {kept.library().folder} (")
    assert len(said.stderr.splitlines()) == 1


def test_to_go_on_with_nothing_is_a_usage_error(program: Program) -> None:
    went_on = program("say", "-c", QUESTION, "--local")

    assert went_on.returncode == 2
    assert "there is no conversation in" in went_on.stderr


def test_a_talk_that_was_kept_is_shown_again(program: Program, url: str) -> None:
    program("say", NAME, "--no-play", "--url", url)
    [first] = conversations()

    shown = program(
        "replay", str(kept.library().path(first.header.id)), "--plain", "--speed", "1000"
    )

    assert (shown.returncode, shown.stdout) == (0, "Got it: your name is Ada.\n")
    assert f"you: {NAME}" in shown.stderr


def test_a_trace_of_a_run_is_shown_again(program: Program, url: str) -> None:
    program("say", NAME, "--no-play", "--no-save", "--url", url, "--trace", "trace.jsonl")

    shown = program("replay", "trace.jsonl", "--plain", "--speed", "1000")

    assert Path("trace.jsonl").stat().st_size > 0
    assert (shown.returncode, shown.stdout) == (0, "Got it: your name is Ada.\n")
    assert f"you: {NAME}" in shown.stderr
