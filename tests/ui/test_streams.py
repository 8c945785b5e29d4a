import io
import sys
from collections.abc import Callable
from typing import Any

import pytest

from grokvoice.ui.streams import Streams

Make = Callable[..., Any]
BOTH = {"is_stdout_terminal": True, "is_stderr_terminal": True}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (BOTH, True),
        (BOTH | {"environ": {"TERM": "xterm-256color"}}, True),
        (BOTH | {"environ": {"ACCESSIBLE": "0"}}, True),
        ({}, False),
        ({"is_stdout_terminal": True}, False),
        ({"is_stderr_terminal": True}, False),
        (BOTH | {"environ": {"TERM": "dumb"}}, False),
        (BOTH | {"environ": {"TERM": "unknown"}}, False),
        (BOTH | {"environ": {"ACCESSIBLE": "1"}}, False),
    ],
)
def test_only_two_able_terminals_are_redrawn(
    written: Make, fields: dict[str, object], expected: bool
) -> None:
    assert written(**fields).streams.can_live is expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (BOTH, True),
        ({}, False),
        ({"environ": {"FORCE_COLOR": "1"}}, True),
        ({"environ": {"FORCE_COLOR": "0"}}, False),
        (BOTH | {"environ": {"NO_COLOR": "1"}}, False),
        (BOTH | {"environ": {"NO_COLOR": "0"}}, False),
        (BOTH | {"environ": {"NO_COLOR": ""}}, True),
        ({"environ": {"NO_COLOR": "1", "FORCE_COLOR": "1"}}, False),
    ],
)
def test_colour_follows_the_two_variables_and_the_terminal(
    written: Make, fields: dict[str, object], expected: bool
) -> None:
    assert written(**fields).streams.has_color is expected


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", True), ("UTF8", True), ("cp1252", False), ("ascii", False)]
)
def test_the_encoding_says_whether_there_is_more_than_ascii(encoding: str, expected: bool) -> None:
    stdout = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    streams = Streams(stdin=io.StringIO(), stdout=stdout, stderr=io.StringIO())

    assert streams.has_unicode is expected


def test_a_stream_without_encoding_takes_everything(written: Make) -> None:
    assert written().streams.has_unicode


def test_with_sound_on_stdout_the_result_goes_to_stderr(written: Make) -> None:
    pair = written(is_stderr_terminal=True)

    moved = pair.streams.with_result_on_stderr()

    assert moved.stdout is pair.stderr
    assert moved.is_stdout_terminal


def test_the_streams_of_the_process_replace_what_they_cannot_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))

    streams = Streams.of_process()
    streams.stdout.write("naïve 🙂")
    streams.stdout.flush()

    assert raw.getvalue() == b"na?ve ?"


def test_closed_streams_of_the_process_are_empty_or_bottomless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)

    streams = Streams.of_process()

    assert streams.stdin.read() == ""
    assert streams.stdout.write("lost") == 4
    assert not streams.is_stdin_terminal
    assert streams.columns() > 0
