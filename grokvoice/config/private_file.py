"""Files that are the user's alone: written whole or not at all, and refused if others can read."""

import os
import stat
import sys
from pathlib import Path
from typing import Final
from uuid import uuid4

from grokvoice.errors import KeyMissingError, UsageError

_OWNERS: Final = 0o600
_OWNERS_FOLDER: Final = 0o700
_OTHERS: Final = 0o077


def check_private(file: Path) -> None:
    """Make sure that only its owner can read a file that holds a key.

    Raises:
        KeyMissingError: others can; the message is the remedy. Windows has other means.
    """
    if sys.platform != "win32" and stat.S_IMODE(file.stat().st_mode) & _OTHERS:
        raise KeyMissingError(f"others can read the keys in {file}: run chmod 600 '{file}'")


def write_private(file: Path, text: str) -> None:
    """Put a file in place of the old one at once, for its owner only, making its folder.

    A name that is a link keeps being one: what it leads to is replaced.

    Raises:
        UsageError: it cannot be written; the old one is as it was.
    """
    target = Path(os.path.realpath(file))
    new = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    try:
        target.parent.mkdir(mode=_OWNERS_FOLDER, parents=True, exist_ok=True)
        try:
            _write(new, text)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}.") from error


def _write(new: Path, text: str) -> None:
    """Write to the disk itself, so that a power cut cannot leave the name with nothing in it."""
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNERS), "wb") as file:  # noqa: PTH123 - of a descriptor
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
