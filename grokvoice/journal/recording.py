"""The sound of a conversation as both sides heard it: you on the left, Grok on the right.

Sound is handed over by the threads that have it and laid in its place by a thread of its own, so
that a slow disk never holds up what sounds. Second 0 is the moment at which the session began, as
in its journal.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from grokvoice.audio.pcm import RATE_HZ, Samples
from grokvoice.audio.tape import CHANNELS, Tape
from grokvoice.audio.track import Track
from grokvoice.journal.line_file import FileCalls
from grokvoice.journal.sound_file import SoundFile
from grokvoice.session.updates import Notice, Update

_EVERY_S: Final = 0.25
"""How often sound is written; a killed program loses no more than this of it."""
_MOST_WAITING: Final = 6_000
"""Blocks, a minute of both sides; while a disk hangs for longer the oldest become silence."""
_CLOSE_S: Final = 2.0
"""How long the end of a talk may wait for a slow disk."""
_FAILED: Final = "recording-failed"


class Recording:
    """Records one conversation into a file of its own; whoever opens it closes it.

    The thread is a daemon, because a disk that hangs must not keep the program from ending.

    Args:
        path: The file; it must not exist.
        now: The clock of all times, in seconds.
        calls: The system.
        every_s: How often to write.

    Raises:
        OSError: the file cannot be made.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], float] = time.monotonic,
        calls: FileCalls | None = None,
        every_s: float = _EVERY_S,
    ) -> None:
        self.path: Final = path
        self._now = now
        self._every_s = every_s
        self._tape = Tape()
        self._file = SoundFile(path, CHANNELS, calls)
        self._waiting: deque[tuple[Track, Samples, float]] = deque(maxlen=_MOST_WAITING)
        self._began_at = 0.0
        self._failure: OSError | None = None
        self._is_whole = True
        self._told: set[str] = set()
        """Codes of the notices that were given."""
        self._is_closing = threading.Event()
        self._has_begun = False
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)

    def begin(self, at_s: float) -> None:
        """Let the recording begin at this moment of the clock."""
        self._began_at = at_s
        self._has_begun = True
        self._thread.start()

    def hear(self, samples: Samples, until_s: float) -> None:
        """Take what the user said, the last frame of it at `until_s`; on any thread."""
        self._waiting.append((self._tape.left, samples, until_s - len(samples) / RATE_HZ))

    def play(self, samples: Samples, at_s: float) -> None:
        """Take what is heard of Grok from `at_s` on; copied, so that a card's buffer will do."""
        self._waiting.append((self._tape.right, samples.copy(), at_s))

    def show(self, update: Update, at_s: float) -> None:
        """Keep nothing: a recording holds sound."""

    def take_notices(self) -> list[Notice]:
        """Give what the user should know, each thing once in a talk."""
        fresh = [notice for notice in self._notices() if notice.code not in self._told]
        self._told.update(notice.code for notice in fresh)
        return fresh

    def close(self) -> None:
        """Write what is left, and finish the file; one without sound is removed.

        May be called twice.
        """
        self._is_closing.set()
        if not self._has_begun:
            self.begin(self._now())
        self._thread.join(_CLOSE_S)

    def farewell(self) -> list[Notice]:
        """Close, and tell where the recording is."""
        self.close()
        is_over = not self._thread.is_alive()
        if is_over and self._file.is_empty:
            return []
        if is_over and self._is_whole:
            return [Notice(code="recorded", text=f"Recorded in {self.path}", level="info")]
        text = f"The recording has gaps, or lacks its end: {self.path}"
        return [Notice(code="recorded-in-part", text=text)]

    def _notices(self) -> Iterator[Notice]:
        yield Notice(code="recording", text=f"Both sides are recorded in {self.path}", level="info")
        if failure := self._failure:
            reason = failure.strerror or failure
            text = f"The recording cannot be written ({reason}). The talk goes on without it, and "
            yield Notice(code=_FAILED, text=text + "writing is tried again.")
        elif _FAILED in self._told:
            text = "The recording goes on; what could not be written is silence in it."
            yield Notice(code="recording-back", text=text, level="info")

    def _run(self) -> None:
        while not self._is_closing.wait(self._every_s):
            self._lay()
            self._write(self._tape.take(self._frame(self._now())))
        self._lay()
        self._write(self._tape.rest())
        with self._noting_failure():
            self._finish()

    def _lay(self) -> None:
        while self._waiting:
            track, samples, at_s = self._waiting.popleft()
            track.lay(samples, self._frame(at_s))

    def _frame(self, moment_s: float) -> int:
        return round((moment_s - self._began_at) * RATE_HZ)

    def _write(self, pcm: bytes) -> None:
        if pcm:
            with self._noting_failure():
                self._file.write(pcm)
                self._failure = None

    def _finish(self) -> None:
        self._file.close()
        if self._file.is_empty:
            self.path.unlink()

    @contextlib.contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            self._failure = failure
            self._is_whole = False
