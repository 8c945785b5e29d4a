"""What is left of a journal when its process is killed, or its disk ends, in the middle of a write.

Each talk runs in a process of its own; what it leaves is read as any later command would read it.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import grokvoice
from grokvoice.journal.library import Library

ROOT = Path(grokvoice.__file__).parents[1]
ID = "20261121-134501-7f3a9c"
TURNS = 35

TALK = """
import json, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path

from grokvoice.journal.header import Header
from grokvoice.journal.line_file import FileCalls
from grokvoice.journal.record import Journal
from grokvoice.session.updates import UserFinal

order = json.loads(sys.argv[1])
writes = 0

def write(fd, data):
    global writes
    writes += 1
    if writes != order.get("kill_at"):
        return os.write(fd, data)
    os.write(fd, data[: int(len(data) * order["share"])])
    os.kill(os.getpid(), signal.SIGKILL)

if limit := order.get("size_limit"):
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
header = Header(id=order["id"], started=datetime(2026, 11, 21, 13, 45, 1, tzinfo=UTC))
journal = Journal(Path(order["folder"]), header, str, FileCalls(write=write))
for number in range(order["turns"]):
    journal.show(UserFinal(item_id=f"u{number}", text=f"turn {number}"), float(number))
codes = [notice.code for notice in [*journal.farewell(), *journal.take_notices()]]
print(json.dumps(codes))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def hold_talk(folder: Path, **order: object) -> subprocess.CompletedProcess[str]:
    """Hold a talk of many turns in a process of its own; it may not survive."""
    orders = json.dumps({"id": ID, "folder": str(folder), "turns": TURNS, **order})
    return subprocess.run(
        [sys.executable, "-c", TALK, orders],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )


def turns_in(folder: Path) -> list[str]:
    """What a later command finds."""
    return [turn.heard for turn in Library(folder).read(ID).turns]


@pytest.mark.parametrize("number", range(1, 31))
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_talk_that_is_killed_at_any_write_leaves_what_was_written(
    tmp_path: Path, number: int, share: float
) -> None:
    folder = tmp_path / "sessions"

    held = hold_talk(folder, kill_at=number, share=share)

    whole_lines = number if share == 1.0 else number - 1
    assert held.returncode == -9
    assert turns_in(folder) == [f"turn {n}" for n in range(whole_lines - 1)]


@pytest.mark.parametrize("size_limit", [40, 300, 1_000, 2_001])
def test_a_talk_whose_disk_ends_goes_on_and_leaves_whole_lines(
    tmp_path: Path, size_limit: int
) -> None:
    folder = tmp_path / "sessions"

    held = hold_talk(folder, size_limit=size_limit)

    assert held.returncode == 0, held.stderr
    text = Library(folder).path(ID).read_text()
    farewell = ["saved-in-part"] if text else []
    assert json.loads(held.stdout) == [*farewell, "journal-failed"]
    assert text == "" or text.endswith("\n")
    assert turns_in(folder) == [f"turn {n}" for n in range(len(turns_in(folder)))]
    assert len(text) <= size_limit


def test_four_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    ids = [f"20261121-134501-00000{n}" for n in range(4)]
    orders = [{"id": name, "folder": str(folder), "turns": 200} for name in ids]

    talks = [
        subprocess.Popen(
            [sys.executable, "-c", TALK, json.dumps(order)],
            stdout=subprocess.DEVNULL,
            env={"PYTHONPATH": str(ROOT)},
        )
        for order in orders
    ]
    codes = [talk.wait(timeout=30) for talk in talks]

    library = Library(folder)
    assert codes == [0, 0, 0, 0]
    assert sorted(library.ids()) == ids
    for name in ids:
        assert [turn.heard for turn in library.read(name).turns] == [
            f"turn {n}" for n in range(200)
        ]
