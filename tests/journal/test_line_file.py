import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grokvoice.journal.line_file import FileCalls, LineFile

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where no file and no folder is yet."""
    return tmp_path / "data" / "grokvoice" / "sessions" / "talk.jsonl"


@pytest.fixture
def no_umask() -> Iterator[None]:
    """The most careless of users."""
    before = os.umask(0)
    yield
    os.umask(before)


def failing(error: int, *, on: int, part: int | None = None) -> Callable[[int, bytes], int]:
    """A `write` that fails at one of its calls, having written a part of the data if told so."""
    calls = iter(range(1, 1_000))

    def write(fd: int, data: bytes) -> int:
        if next(calls) != on:
            return os.write(fd, data)
        if part is not None:
            return os.write(fd, data[:part])
        raise OSError(error, os.strerror(error))

    return write


def refuse(*_arguments: object) -> None:
    raise OSError(errno.EIO, "input/output error")


def test_every_line_is_one_write(path: Path) -> None:
    writes: list[bytes] = []

    def write(fd: int, data: bytes) -> int:
        writes.append(data)
        return os.write(fd, data)

    file = LineFile(path, FileCalls(write=write))
    file.append(b"one\n")
    file.append(b"two\n")
    file.sync()
    file.close()

    assert writes == [b"one\n", b"two\n"]
    assert path.read_bytes() == b"one\ntwo\n"


def test_nothing_is_made_before_the_first_line(path: Path) -> None:
    file = LineFile(path)

    file.sync()
    file.close()

    assert not path.parent.parent.exists()


@posix_only
@pytest.mark.usefixtures("no_umask")
def test_file_and_folders_are_the_owners_only_whatever_the_umask_says(path: Path) -> None:
    file = LineFile(path)
    file.append(b"one\n")
    file.close()

    modes = [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent, path.parents[2])]
    assert modes == [0o600, 0o700, 0o700]
    assert not file.is_folder_open


@posix_only
def test_a_folder_that_others_may_look_into_is_told_and_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o755)

    file = LineFile(path)
    file.append(b"one\n")
    file.close()

    assert file.is_folder_open
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755


def test_a_file_that_exists_is_never_written_to(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("theirs\n")

    with pytest.raises(FileExistsError):
        LineFile(path).append(b"ours\n")

    assert path.read_text() == "theirs\n"


@posix_only
def test_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FileExistsError):
        LineFile(path).append(b"ours\n")

    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")

    with pytest.raises(OSError, match=r"exists|not a directory|cannot find"):
        LineFile(tmp_path / "data" / "talk.jsonl").append(b"one\n")


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("part", [None, 0, 1, 3])
def test_a_write_that_fails_leaves_whole_lines(path: Path, number: int, part: int | None) -> None:
    lines = [b"one\n", b"two\n", b"three\n"]
    write = failing(errno.ENOSPC, on=number, part=part)
    file = LineFile(path, FileCalls(write=write))

    for line in lines[: number - 1]:
        file.append(line)
    with pytest.raises(OSError, match=r"space|part"):
        file.append(lines[number - 1])

    assert path.read_bytes() == b"".join(lines[: number - 1])

    for line in lines[number - 1 :]:
        file.append(line)
    file.close()

    assert path.read_bytes() == b"one\ntwo\nthree\n"


def test_a_piece_that_cannot_be_cut_off_stands_on_a_line_of_its_own(path: Path) -> None:
    write = failing(errno.ENOSPC, on=2, part=2)
    file = LineFile(path, FileCalls(write=write, truncate=refuse))
    file.append(b"one\n")

    with pytest.raises(OSError, match="part"):
        file.append(b"two\n")
    file.append(b"two\n")
    file.append(b"three\n")
    file.close()

    assert path.read_bytes() == b"one\ntw\ntwo\nthree\n"


def test_an_open_that_failed_is_tried_again(path: Path) -> None:
    refusals = iter([OSError(errno.EROFS, "read-only file system")])

    def reluctant(path: Path, flags: int, mode: int) -> int:
        for refusal in refusals:
            raise refusal
        return os.open(path, flags, mode)

    file = LineFile(path, FileCalls(open=reluctant))
    with pytest.raises(OSError, match="read-only"):
        file.append(b"one\n")
    file.append(b"one\n")
    file.close()

    assert path.read_bytes() == b"one\n"


def test_what_the_disk_says_later_is_passed_on(path: Path) -> None:
    file = LineFile(path, FileCalls(sync=refuse))
    file.append(b"one\n")

    with pytest.raises(OSError, match="input/output"):
        file.sync()
    file.close()
    file.close()
