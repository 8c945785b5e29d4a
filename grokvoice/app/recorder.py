"""Who keeps the sound of a conversation, if anybody does."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grokvoice.audio.pcm import Samples
from grokvoice.errors import UsageError

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
    from grokvoice.journal.place import SOUND_SUFFIX
    from grokvoice.journal.recording import Recording

    try:
        return Recording(folder.absolute() / (session_id + SOUND_SUFFIX))
    except OSError as error:
        raise UsageError(
            f"cannot record in {folder}: {error.strerror}. Choose another --record DIR."
        ) from error
