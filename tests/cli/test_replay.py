import gc
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grokvoice.adapters.wavfile import write_wav
from grokvoice.cli.kept import library
from grokvoice.cli.main import run
from grokvoice.journal.header import Header
from grokvoice.journal.place import new_id
from grokvoice.journal.record import Journal
from grokvoice.session.updates import UserFinal

LINE = {"v": 1, "ts": 0.0, "type": "user.final", "item_id": "u", "text": "Hello."}


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A conversation of one turn."""
    written = tmp_path / "talk.jsonl"
    written.write_text(json.dumps(LINE) + "\n")
    return str(written)


def test_a_conversation_is_shown_again(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", file, "--plain"]) == 0
    assert capsys.readouterr() == ("", "[connecting]\nyou: Hello.\n")


def test_a_conversation_is_written_again_for_programs(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", file, "--json", "--speed", "2.5"]) == 0
    assert json.loads(capsys.readouterr().out) == LINE


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--speed", "0"], "'0' is out of range"),
        (["--json", "--plain"], "--json and --plain contradict each other"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    file: str, arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", file, *arguments]) == 2
    assert problem in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "nothing.jsonl"]) == 2
    assert "cannot read nothing.jsonl" in capsys.readouterr().err


def keep(words: str, recording: Path | None = None) -> str:
    """Keep a conversation of one turn; returns its name."""
    name = new_id(datetime.now(UTC), 1)
    if recording:
        write_wav(recording / f"{name}.wav", b"\1\2" * 24_000)
    named = str(recording / f"{name}.wav") if recording else ""
    header = Header(id=name, started=datetime.now(UTC), recording=named)
    journal = Journal(library().folder, header, str)
    journal.show(UserFinal(item_id="u", text=words), 0.2)
    journal.close()
    return name


@pytest.mark.parametrize("named", ["last", "whole"])
def test_a_name_will_do_in_place_of_a_file(named: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = keep("Rain in Oslo")

    assert run(["replay", name if named == "whole" else named, "--plain"]) == 0
    assert "you: Rain in Oslo" in capsys.readouterr().err


def test_a_name_nobody_has_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "nothing"]) == 2
    assert "no conversation is called 'nothing'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "is_heard"),
    [
        ([], True),
        (["--no-play"], False),
        (["--speed", "2"], False),
        (["--json"], False),
    ],
)
def test_a_recording_is_heard_at_its_own_speed_unless_it_is_not_wanted(
    flags: list[str], is_heard: bool, tmp_path: Path
) -> None:
    keep("Rain in Oslo", recording=tmp_path)

    assert run(["replay", "last", "--speaker", "played.wav", *flags]) == 0
    assert Path("played.wav").exists() is is_heard


def test_a_recording_can_be_named(file: str, tmp_path: Path) -> None:
    sound = tmp_path / "sent.wav"
    write_wav(sound, b"\1\2" * 24_000)

    assert run(["replay", file, "--recording", str(sound), "--speaker", "played.wav"]) == 0
    assert any(Path("played.wav").read_bytes()[44:])


def test_a_recording_that_is_none_is_a_usage_error(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["replay", file, "--recording", file, "--speaker", "played.wav"]) == 2
    assert "it is not a WAV file" in capsys.readouterr().err
    assert not Path("played.wav").exists()


def test_a_recording_is_closed_again_if_nothing_can_play_it(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = tmp_path / "sent.wav"
    write_wav(sound, b"\1\2" * 24_000)
    nowhere = str(tmp_path / "no" / "played.wav")

    assert run(["replay", file, "--recording", str(sound), "--speaker", nowhere]) == 2

    assert "played.wav" in capsys.readouterr().err
    gc.collect()  # a file left open would be an error now
