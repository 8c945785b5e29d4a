"""A WAV file that can be played at any moment while it grows, whatever the disk does.

Sound is written first, and only then the header that tells of it: a process killed in between
leaves a file that is a fraction of a second shorter. Every piece has its place, so what cannot be
written leaves a hole, which is silence, and what follows stands where it belongs.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

from grokvoice.audio.wav_header import HEADER_BYTES, wav_header
from grokvoice.journal.line_file import NEW_FILE, OWNER_ONLY, FileCalls, make_folder


class SoundFile:
    """Writes PCM16 at 24 kHz to a new file, readable by its owner only.

    Args:
        path: The file; it must not exist. Its folder is made if need be.
        channels: How many.
        calls: The system.

    Raises:
        OSError: it cannot be made; then it is not there.
    """

    def __init__(self, path: Path, channels: int, calls: FileCalls | None = None) -> None:
        self._calls: Final = calls or FileCalls()
        self._channels = channels
        self._size = 0
        self._told = 0
        """Bytes of sound that the header tells of."""
        make_folder(path.parent)
        self._fd = self._calls.open(path, NEW_FILE, OWNER_ONLY)
        try:
            self._write_header()
        except OSError:
            with contextlib.suppress(OSError):
                self._calls.close(self._fd)
            path.unlink()
            raise

    @property
    def is_empty(self) -> bool:
        """Whether no sound is in it."""
        return not self._told

    def write(self, pcm: bytes) -> None:
        """Write whole frames behind all others.

        Raises:
            OSError: not all could be written; what is missing is silence.
        """
        at = HEADER_BYTES + self._size
        self._size += len(pcm)
        self._write_at(at, pcm)
        self._write_header()

    def close(self) -> None:
        """Cut off what the header does not tell of, and finish.

        Raises:
            OSError: the system found out only now that something was not written.
        """
        try:
            self._calls.truncate(self._fd, HEADER_BYTES + self._told)
        finally:
            self._calls.close(self._fd)

    def _write_header(self) -> None:
        self._write_at(0, wav_header(self._size, self._channels))
        self._told = self._size

    def _write_at(self, at: int, data: bytes) -> None:
        self._calls.seek(self._fd, at, os.SEEK_SET)
        while data:
            data = data[self._calls.write(self._fd, data) :]
