"""A file of lines that holds whole lines only, whatever the disk does.

Each line is one `write` to a file opened for appending, so that a process killed at any moment
leaves whole lines and perhaps the beginning of one more. A write that fails, or takes only a part,
is cut off again; where even that fails, the next line starts on a new one and readers skip the
piece between.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NEW_FILE: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)  # or Windows would write \r\n
)
"""How to open a file that must not exist, not even as a link to another."""
OWNER_ONLY: Final = 0o600
"""Its mode."""
_OWNER_ONLY_FOLDER: Final = 0o700
_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCalls:
    """What is asked of the system; tests let each of them fail."""

    open: Callable[[Path, int, int], int] = os.open
    seek: Callable[[int, int, int], int] = os.lseek
    write: Callable[[int, bytes], int] = os.write
    truncate: Callable[[int, int], None] = os.ftruncate
    sync: Callable[[int], None] = os.fsync
    close: Callable[[int], None] = os.close


class LineFile:
    """Appends lines to a new file, readable by its owner only, in a folder of the same kind.

    Args:
        path: The file; it must not exist, and is made with the first line.
        calls: The system.
    """

    def __init__(self, path: Path, calls: FileCalls | None = None) -> None:
        self.path = path
        self.is_folder_open = False
        """Whether the folder was there before, and others may look into it."""
        self._calls = calls or FileCalls()
        self._fd: int | None = None
        self._size = 0
        self._has_piece = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet."""
        return not self._size

    def append(self, line: bytes) -> None:
        """Write a line, which ends with a line feed, in one go.

        Raises:
            OSError: it could not be written; nothing of it will be taken for a line.
        """
        fd = self._open()
        data = b"\n" + line if self._has_piece else line
        try:
            self._write_whole(fd, data)
        except OSError:
            self._cut_back(fd)
            raise
        self._size += len(data)
        self._has_piece = False

    def sync(self) -> None:
        """Wait until what was written is on the disk.

        Raises:
            OSError: it may not be.
        """
        if self._fd is not None:
            self._calls.sync(self._fd)

    def close(self) -> None:
        """Finish the file; may be called twice.

        Raises:
            OSError: the system found out only now that something was not written.
        """
        fd, self._fd = self._fd, None
        if fd is not None:
            self._calls.close(fd)

    def _open(self) -> int:
        if self._fd is None:
            make_folder(self.path.parent)
            self.is_folder_open = _is_open_to_others(self.path.parent)
            self._fd = self._calls.open(self.path, NEW_FILE | os.O_APPEND, OWNER_ONLY)
        return self._fd

    def _write_whole(self, fd: int, data: bytes) -> None:
        if self._calls.write(fd, data) < len(data):
            raise OSError(errno.ENOSPC, "only a part of a line was written")

    def _cut_back(self, fd: int) -> None:
        try:
            self._calls.truncate(fd, self._size)
        except OSError:
            self._has_piece = True


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for the owner only whatever the umask says.

    Raises:
        OSError: it cannot be made.
    """
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=_OWNER_ONLY_FOLDER, exist_ok=True)


def _is_open_to_others(folder: Path) -> bool:
    has_modes = sys.platform != "win32"
    return has_modes and bool(stat.S_IMODE(folder.stat().st_mode) & _OTHERS)
