import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grokvoice.cli import kept
from grokvoice.errors import UsageError
from grokvoice.journal.header import Header
from grokvoice.journal.place import new_id
from grokvoice.journal.record import Journal
from grokvoice.session.updates import UserFinal
from grokvoice.ui.streams import Streams

NewStreams = Callable[..., Streams]
NOW = datetime.now(UTC)


def keep(words: str, *, days_ago: int = 0, talks: Path | None = None) -> str:
    """Keep a conversation of one turn, with a recording if there is a folder for one."""
    started = NOW - timedelta(days=days_ago)
    name = new_id(started, days_ago)
    recording = ""
    if talks:
        recording = str(talks / f"{name}.wav")
        Path(recording).touch()
    header = Header(id=name, started=started, recording=recording)
    journal = Journal(kept.library().folder, header, str)
    journal.show(UserFinal(item_id="u", text=words), 1.0)
    journal.close()
    return name


@pytest.fixture
def names() -> list[str]:
    """Three conversations, the newest first."""
    return [
        keep("Rain in Oslo", days_ago=1),
        keep("Snow in Bergen", days_ago=20),
        keep("Sun in Oslo", days_ago=40),
    ]


def test_without_a_home_there_are_no_conversations(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(UsageError, match="there is no home folder"):
        kept.library()


def test_an_empty_library_says_so_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert kept.print_list("20", as_json=False) == 0
    assert capsys.readouterr() == ("", "grokvoice: no conversation yet.\n")


def test_the_newest_are_listed_first_and_no_more_than_wanted(
    names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    kept.print_list("2", as_json=False)

    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == names[:2]


def test_a_list_is_json_lines_for_programs(
    names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    kept.print_list("20", as_json=True)

    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == names


@pytest.mark.usefixtures("names")
def test_a_search_prints_where_all_words_were_said(capsys: pytest.CaptureFixture[str]) -> None:
    kept.print_found("OSLO in", "20", as_json=False)
    kept.print_found("oslo snow", "20", as_json=False)
    kept.print_found("snow", "1", as_json=True)

    out, err = capsys.readouterr()
    first, second, third = out.splitlines()
    assert first.endswith("you: Rain in Oslo")
    assert second.endswith("you: Sun in Oslo")
    assert json.loads(third)["text"] == "Snow in Bergen"
    assert err == "grokvoice: nothing found for 'oslo snow'.\n"


def test_a_search_for_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="nothing to search for"):
        kept.print_found("  ", "20", as_json=False)


@pytest.mark.usefixtures("names")
def test_a_conversation_is_shown_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    kept.print_text("last")

    assert capsys.readouterr().out.endswith("You (0:01):\nRain in Oslo\n")


def test_what_could_harm_a_terminal_is_spelt_out(capsys: pytest.CaptureFixture[str]) -> None:
    keep("\x1b]0;gotcha\x07")

    kept.print_text("last")
    kept.export("last", "md", "")

    assert "\x1b" not in capsys.readouterr().out


def test_a_path_is_that_of_a_conversation_or_of_all(
    names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    kept.print_path("last")
    kept.print_path("")

    folder = kept.library().folder
    assert capsys.readouterr().out.splitlines() == [str(folder / f"{names[0]}.jsonl"), str(folder)]


@pytest.mark.parametrize(
    ("form", "output", "begins"),
    [
        ("", "", "# Conversation of"),
        ("txt", "-", "Conversation of"),
        ("", "talk.vtt", "WEBVTT"),
        ("json", "talk.md", '{\n  "v": 1'),
    ],
)
@pytest.mark.usefixtures("names")
def test_an_export_has_the_form_that_was_asked_for(
    form: str, output: str, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.export("last", form, output)

    is_file = output not in {"", "-"}
    text = Path(output).read_text(encoding="utf-8") if is_file else capsys.readouterr().out
    assert text.startswith(begins)


@pytest.mark.usefixtures("names")
def test_an_unknown_form_and_a_place_that_cannot_be_written_are_refused() -> None:
    with pytest.raises(UsageError, match="'pdf' is not one of md, txt, json, srt, vtt"):
        kept.export("last", "", "talk.pdf")
    with pytest.raises(UsageError, match=r"cannot write nowhere/talk\.md"):
        kept.export("last", "", "nowhere/talk.md")


@pytest.mark.parametrize(("answer", "is_removed"), [("y\n", True), ("\n", False), ("", False)])
def test_who_is_at_the_terminal_decides(
    names: list[str], streams: NewStreams, answer: str, is_removed: bool
) -> None:
    terminal = streams(answer, is_stdin_terminal=True)

    kept.remove([names[0]], "", terminal, is_sure=False)

    assert isinstance(terminal.stderr, io.StringIO)
    assert terminal.stderr.getvalue() == f"Remove {names[0]} for good? [y/N] "
    assert (names[0] not in kept.library().ids()) is is_removed


def test_a_program_must_say_that_it_is_sure(names: list[str], streams: NewStreams) -> None:
    with pytest.raises(UsageError, match="2 conversations would be removed: say so with --yes"):
        kept.remove([], "7d", streams(), is_sure=False)

    assert kept.library().ids() == names


def test_old_ones_are_removed_and_the_named_one(names: list[str], streams: NewStreams) -> None:
    kept.remove([names[0]], "30d", streams(), is_sure=True)

    assert kept.library().ids() == [names[1]]


def test_nothing_old_is_nothing_to_ask_about(
    streams: NewStreams, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.remove([], "30d", streams(), is_sure=False)

    assert capsys.readouterr().err == "grokvoice: 0 conversations removed.\n"


def test_to_remove_nothing_in_particular_is_refused(streams: NewStreams) -> None:
    with pytest.raises(UsageError, match="name the conversations to remove"):
        kept.remove([], "", streams(), is_sure=True)


def test_a_conversation_that_was_recorded_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = keep("Rain in Oslo", talks=tmp_path)

    kept.print_text("last")

    assert capsys.readouterr().out.endswith(f"Rain in Oslo\n\nRecorded in {tmp_path}/{name}.wav\n")


def test_a_recording_goes_with_its_conversation_and_that_is_said(
    tmp_path: Path, streams: NewStreams, capsys: pytest.CaptureFixture[str]
) -> None:
    name = keep("Rain in Oslo", talks=tmp_path)
    terminal = streams("y\n", is_stdin_terminal=True)

    kept.remove([name], "", terminal, is_sure=False)

    assert isinstance(terminal.stderr, io.StringIO)
    assert terminal.stderr.getvalue() == f"Remove {name} with its recording for good? [y/N] "
    assert capsys.readouterr().err == f"grokvoice: {name} with its recording removed.\n"
    assert list(tmp_path.glob("*.wav")) == []


def test_recordings_of_several_are_counted(
    names: list[str], tmp_path: Path, streams: NewStreams, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = [keep("Hail in Moss", days_ago=day, talks=tmp_path) for day in (2, 3, 4)]

    kept.remove([names[0], recorded[0]], "", streams(), is_sure=True)
    kept.remove(recorded[1:], "", streams(), is_sure=True)

    assert capsys.readouterr().err.splitlines() == [
        "grokvoice: 2 conversations with one recording removed.",
        "grokvoice: 2 conversations with 2 recordings removed.",
    ]
