import contextlib
import errno
import os
import stat
import sys
import wave
from pathlib import Path

import pytest

from grokvoice.audio.wav_header import HEADER_BYTES
from grokvoice.journal.line_file import FileCalls
from grokvoice.journal.sound_file import SoundFile

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")
FULL = OSError(errno.ENOSPC, "no space left on device")


class KilledError(BaseException):
    """The process is no more."""


class Disk:
    """Writes; at the n-th write a part only, and then its fate."""

    def __init__(self, fate: BaseException, *, at: int, share: float = 0.5) -> None:
        self.writes = 0
        self._fate = fate
        self._at = at
        self._share = share

    def write(self, fd: int, data: bytes) -> int:
        self.writes += 1
        if self.writes != self._at:
            return os.write(fd, data)
        os.write(fd, data[: int(len(data) * self._share)])
        raise self._fate


def frames_of(path: Path) -> bytes:
    """Read a file as any player would."""
    with wave.open(str(path)) as file:
        assert file.getparams()[:3] == (2, 2, 24_000)
        return bytes(file.readframes(file.getnframes()))


def piece(number: int) -> bytes:
    return bytes([number]) * 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where no file and no folder is yet."""
    return tmp_path / "recordings" / "talk.wav"


def test_the_file_can_be_played_at_any_moment(path: Path) -> None:
    file = SoundFile(path, 2)

    for number in range(4):
        assert frames_of(path) == b"".join(map(piece, range(number)))
        file.write(piece(number))
    file.close()

    assert path.stat().st_size == HEADER_BYTES + 4 * 8


@pytest.mark.parametrize("number", range(2, 31))
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_whoever_is_killed_at_any_write_leaves_a_file_that_plays(
    path: Path, number: int, share: float
) -> None:
    disk = Disk(KilledError(), at=number, share=share)
    file = SoundFile(path, 2, FileCalls(write=disk.write))

    with contextlib.suppress(KilledError):
        for one in range(30):
            file.write(piece(one))

    assert disk.writes == number
    whole = (number - 2) // 2
    heard = frames_of(path)
    assert heard in {b"".join(map(piece, range(whole + more))) for more in (0, 1)}


@pytest.mark.parametrize("number", range(2, 31))
@pytest.mark.parametrize("share", [0.0, 0.4])
def test_what_a_full_disk_did_not_take_is_silence_and_the_rest_stands_where_it_belongs(
    path: Path, number: int, share: float
) -> None:
    disk = Disk(FULL, at=number, share=share)
    file = SoundFile(path, 2, FileCalls(write=disk.write))
    failed = []

    for one in range(1, 31):
        try:
            file.write(piece(one))
        except OSError:
            failed.append(one)
        frames_of(path)
    file.close()

    heard = frames_of(path)
    kept = [heard[8 * (one - 1) : 8 * one] for one in range(1, 31)]
    assert failed == [number // 2]
    for one, sound in enumerate(kept, start=1):
        assert sound == piece(one) or (one in failed and sound[-4:] in {bytes(4), piece(one)[:4]})


def test_what_the_header_does_not_tell_of_is_cut_off_at_the_end(path: Path) -> None:
    disk = Disk(FULL, at=4)
    file = SoundFile(path, 2, FileCalls(write=disk.write))
    file.write(piece(1))

    with pytest.raises(OSError, match="space"):
        file.write(piece(2))
    file.close()

    assert path.stat().st_size == HEADER_BYTES + 8


@posix_only
def test_the_file_is_its_owners_only(path: Path) -> None:
    SoundFile(path, 2).close()

    modes = [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)]
    assert modes == [0o600, 0o700]


@posix_only
def test_a_file_or_link_that_is_there_is_left_alone(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FileExistsError):
        SoundFile(path, 2)

    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_cannot_even_be_begun_does_not_stay(path: Path) -> None:
    disk = Disk(FULL, at=1)

    with pytest.raises(OSError, match="space"):
        SoundFile(path, 2, FileCalls(write=disk.write))

    assert list(path.parent.iterdir()) == []
