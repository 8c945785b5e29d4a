"""The file of what was agreed to for good."""

import os
import stat
import tomllib
from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.tools.memory import Memory, Remembered


def test_what_is_remembered_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "config" / "tools.toml"
    memory = Memory(path)

    problems = [memory.allow("a"), memory.allow('odd "name" æ'), memory.pin({"s__t": "12"})]

    assert problems == ["", "", ""]
    assert (
        Memory(path).held
        == memory.held
        == Remembered(allow=frozenset({"a", 'odd "name" æ'}), pins={"s__t": "12"})
    )


def test_what_a_person_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "tools.toml"
    path.write_text('deny = ["rm_*"]\n', encoding="utf-8")
    memory = Memory(path)

    memory.allow("a")

    assert tomllib.loads(path.read_text()) == {"allow": ["a"], "deny": ["rm_*"], "pins": {}}


@pytest.mark.skipif(os.name != "posix", reason="there are no modes")
def test_nobody_else_may_read_the_file_whatever_the_mask(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tools.toml"
    before = os.umask(0)

    try:
        Memory(path).allow("a")
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)]
    assert modes == [0o600, 0o700]


def test_what_is_known_already_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "tools.toml"
    memory = Memory(path)
    memory.allow("a")
    path.unlink()

    memory.allow("a")
    memory.pin({})

    assert not path.exists()


def test_without_a_file_it_holds_for_this_run() -> None:
    memory = Memory(None)

    assert memory.allow("a") == ""
    assert memory.held == Remembered(allow=frozenset({"a"}))


def test_a_failed_write_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "tools.toml").mkdir()
    path = tmp_path / "tools.toml" / "x.toml"
    memory = Memory(path)
    path.mkdir()

    problem = memory.allow("a")

    assert problem.startswith(f"{path} cannot be written: ")
    assert problem.endswith(". It holds for this talk only.")
    assert [one.name for one in path.parent.iterdir()] == ["x.toml"]
    assert memory.held.allow == {"a"}


@pytest.mark.parametrize(
    "text", ["allow = 5", "pins = []", "deny = 'x'", "other = []", "allow = [", "\x00"]
)
def test_a_file_that_is_something_else_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tools.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match="Mend or delete it"):
        Memory(path)
