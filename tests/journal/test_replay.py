import json
from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.journal.replay import replay
from grokvoice.session.updates import SessionEnded, State, StateChanged, UserFinal

CONNECTING = (0.0, StateChanged(State.CONNECTING))


def written(tmp_path: Path, *lines: object) -> Path:
    file = tmp_path / "talk.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def test_a_journal_is_run_again(tmp_path: Path) -> None:
    header = {"v": 1, "ts": 0, "type": "header"}
    line = {"v": 1, "ts": 2.5, "type": "user.final", "item_id": "u", "text": "Hello."}

    shown = replay(written(tmp_path, header, line)).shown

    assert shown == [CONNECTING, (2.5, UserFinal(item_id="u", text="Hello."))]


def test_a_trace_is_run_again(tmp_path: Path) -> None:
    shown = replay(written(tmp_path, {"dir": "in", "ts": 0.5, "event": {"type": "ping"}})).shown

    assert shown[0] == CONNECTING
    assert isinstance(shown[-1][1], SessionEnded)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"talk.jsonl holds no conversation: give a journal"):
        replay(written(tmp_path, {"hello": "world"}))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*nothing.jsonl"):
        replay(tmp_path / "nothing.jsonl")


@pytest.mark.parametrize(
    "line",
    [
        {"dir": "in", "ts": 0.5, "event": {"type": "ping"}},
        {"v": 1, "ts": 2.5, "type": "user.final", "item_id": "u", "text": "Hello."},
    ],
)
def test_a_wav_file_beside_it_of_the_same_name_is_its_recording(
    tmp_path: Path, line: object
) -> None:
    file = written(tmp_path, line)

    without = replay(file).recording
    (tmp_path / "talk.wav").touch()

    assert without is None
    assert replay(file).recording == tmp_path / "talk.wav"


def test_the_recording_a_journal_names_is_preferred(tmp_path: Path) -> None:
    name = "20261121-134501-7f3a9c"
    named = tmp_path / "elsewhere" / f"{name}.wav"
    named.parent.mkdir()
    header = {"v": 1, "ts": 0, "type": "header", "recording": str(named)}
    line = {"v": 1, "ts": 2.5, "type": "user.final", "item_id": "u", "text": "Hello."}
    file = written(tmp_path, header, line).rename(tmp_path / f"{name}.jsonl")
    beside = file.with_suffix(".wav")
    beside.touch()

    as_sent = replay(file).recording
    named.touch()

    assert as_sent == beside
    assert replay(file).recording == named
