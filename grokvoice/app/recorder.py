"""Who keeps the sound of a conversation, if anybody does."""

import contextlib
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grokvoice.audio.pcm import Samples
from grokvoice.errors import UsageError
from grokvoice.journal.place import SOUND_SUFFIX, new_id

if TYPE_CHECKING:
    from grokvoice.journal.recording import Recording


class Recorder(Protocol):
    """Takes the sound of both sides; all moments are monotonic seconds."""

    def begin(self, at_s: float) -> None:
        """Let the recording begin at this moment, which is when the session does."""
        ...

    def hear(self, samples: Samples, until_s: float) -> None:
        """Take what the user said, the last frame of it at `until_s`."""
        ...

    def play(self, samples: Samples, at_s: float) -> None:
        """Take what is heard of Grok from `at_s` on; on any thread, and copied."""
        ...


class NotRecording:
    """Keeps nothing."""

    def begin(self, at_s: float) -> None:
        """Do nothing."""

    def hear(self, samples: Samples, until_s: float) -> None:
        """Do nothing."""

    def play(self, samples: Samples, at_s: float) -> None:
        """Do nothing."""


def recording_in(folder: Path, session_id: str) -> "Recording":
    """Open the recording of a conversation; whoever asks for it closes it.

    Raises:
        UsageError: it cannot be written.
    """
    # Only talks that are recorded pay for it.
    from grokvoice.journal.recording import Recording

    try:
        return Recording(folder.absolute() / (session_id + SOUND_SUFFIX))
    except OSError as error:
        raise UsageError(
            f"cannot record in {folder}: {error.strerror}. Choose another --record DIR."
        ) from error


@contextlib.contextmanager
def recorded(folder: Path | None) -> Iterator[Recorder]:
    """Record a conversation of which nothing else is kept, if there is a folder for it.

    Raises:
        UsageError: as `recording_in`.
    """
    if folder is None:
        yield NotRecording()
        return
    session_id = new_id(datetime.now(UTC), secrets.randbits(24))
    with contextlib.closing(recording_in(folder, session_id)) as recording:
        yield recording
