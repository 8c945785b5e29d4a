import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grokvoice.cli.stdio import check_output, check_push_to_talk, check_sound_streams, words_to_say
from grokvoice.config import (
    NoSound,
    OutputSettings,
    SayRequest,
    Settings,
    SoundSettings,
    StandardStream,
    TurnSettings,
)
from grokvoice.errors import UsageError
from grokvoice.ui.streams import Streams

Make = Callable[..., Streams]


@pytest.mark.parametrize(
    ("words", "piped", "expected"),
    [
        (["Hello."], "", "Hello."),
        (["Good", "morning."], "", "Good morning."),
        ([], "Hello.\n", "Hello."),
        (["Sum this up."], "one\ntwo\n", "one\ntwo\nSum this up."),
        (["-"], "Hello.\n", "Hello."),
        (["-", "x"], "", "- x"),
    ],
)
def test_a_pipe_is_joined_with_the_words(
    streams: Make, words: list[str], piped: str, expected: str
) -> None:
    assert words_to_say(words, streams(piped)) == expected


def test_a_terminal_is_only_read_if_asked_to(streams: Make) -> None:
    assert words_to_say(["Hello."], streams("typed", is_stdin_terminal=True)) == "Hello."
    assert words_to_say(["-"], streams("typed", is_stdin_terminal=True)) == "typed"


@pytest.mark.parametrize(("words", "piped"), [([], ""), ([" "], "\n"), (["-"], " ")])
def test_nothing_to_say_is_an_error(streams: Make, words: list[str], piped: str) -> None:
    with pytest.raises(UsageError, match="there is nothing to say: give TEXT"):
        words_to_say(words, streams(piped))


def _from(stdin: io.TextIOWrapper) -> Streams:
    return Streams(stdin=stdin, stdout=io.StringIO(), stderr=io.StringIO())


def test_a_file_on_stdin_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Hello.", encoding="utf-8")

    with (tmp_path / "in.txt").open(encoding="utf-8") as stdin:
        assert words_to_say([], _from(stdin)) == "Hello."


def test_a_pipe_on_stdin_is_read() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"Hello.")
    os.close(writer)

    with os.fdopen(reader, encoding="utf-8") as stdin:
        assert words_to_say([], _from(stdin)) == "Hello."


def test_no_stdin_is_nothing() -> None:
    with Path(os.devnull).open(encoding="utf-8") as stdin:
        assert words_to_say(["Hello."], _from(stdin)) == "Hello."


MIC = Settings(sound=SoundSettings(mic=StandardStream()))
SPEAKER = Settings(sound=SoundSettings(speaker=StandardStream()))
JSON = Settings(sound=SoundSettings(speaker=StandardStream()), output=OutputSettings(form="json"))


def test_sound_streams_are_fine_in_pipes(streams: Make) -> None:
    check_sound_streams(MIC, streams())
    check_sound_streams(SPEAKER, streams())
    check_sound_streams(Settings(), streams(is_stdin_terminal=True, is_stdout_terminal=True))


@pytest.mark.parametrize(
    ("settings", "field", "message"),
    [
        (MIC, "is_stdin_terminal", "--mic - reads sound from a pipe"),
        (SPEAKER, "is_stdout_terminal", "--speaker - writes sound, and standard output is a term"),
        (JSON, "is_stderr_terminal", "--speaker - and --json both want standard output"),
    ],
)
def test_sound_never_meets_a_terminal_or_json(
    streams: Make, settings: Settings, field: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        check_sound_streams(settings, streams(**{field: True}))


def test_a_reply_for_stdout_needs_a_pipe(streams: Make) -> None:
    request = SayRequest(text="hi", writes_stdout=True)

    check_output(request, Settings(), streams())
    check_output(SayRequest(text="hi"), JSON, streams(is_stdout_terminal=True))
    with pytest.raises(UsageError, match="--output - writes sound, and standard output is a term"):
        check_output(request, Settings(), streams(is_stdout_terminal=True))
    with pytest.raises(UsageError, match="--output - and --json both want standard output"):
        check_output(request, JSON, streams())


PUSHED = Settings(turns=TurnSettings(is_push_to_talk=True))


def test_turns_can_be_pushed_at_a_terminal(streams: Make) -> None:
    check_push_to_talk(PUSHED, streams(is_stdin_terminal=True))
    check_push_to_talk(Settings(), streams())


def test_turns_cannot_be_pushed_without_a_key_or_a_microphone(streams: Make) -> None:
    typed = replace(PUSHED, is_text=True, sound=SoundSettings(mic=NoSound()))

    with pytest.raises(UsageError, match="--ptt needs a keyboard, and standard input is no term"):
        check_push_to_talk(PUSHED, streams())
    with pytest.raises(UsageError, match="--ptt and --text contradict each other"):
        check_push_to_talk(typed, streams(is_stdin_terminal=True))
