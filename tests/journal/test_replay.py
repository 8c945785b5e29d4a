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

    shown = replay(written(tmp_path, header, line))

    assert shown == [CONNECTING, (2.5, UserFinal(item_id="u", text="Hello."))]


def test_a_trace_is_run_again(tmp_path: Path) -> None:
    shown = replay(written(tmp_path, {"dir": "in", "ts": 0.5, "event": {"type": "ping"}}))

    assert shown[0] == CONNECTING
    assert isinstance(shown[-1][1], SessionEnded)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"talk.jsonl holds no conversation: give a journal"):
        replay(written(tmp_path, {"hello": "world"}))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*nothing.jsonl"):
        replay(tmp_path / "nothing.jsonl")
