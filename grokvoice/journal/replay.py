"""Whatever was kept of a conversation, run again: a journal, a wire trace, or `--json` output."""

from dataclasses import dataclass
from pathlib import Path

from grokvoice.errors import UsageError
from grokvoice.journal.conversation import Conversation
from grokvoice.journal.library import recording_of
from grokvoice.journal.place import SOUND_SUFFIX
from grokvoice.journal.playback import Shown, playback
from grokvoice.journal.rerun import rerun
from grokvoice.journal.trace_file import read_trace


@dataclass(frozen=True, slots=True)
class Replay:
    """A conversation of the past."""

    shown: list[Shown]
    """Everything that was shown, each with the second of the session at which it was."""
    recording: Path | None = None
    """Its sound, which begins when the session does; None if there is none."""


def replay(file: Path) -> Replay:
    """Run a file again.

    Its recording is the one a journal names, or else a WAV file beside the file that is named like
    it, as when both were sent by somebody else.

    Raises:
        UsageError: the file cannot be read, or holds nothing of the kind.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}.") from error
    if lines := read_trace(content):
        return Replay(list(rerun(lines)), _beside(file))
    conversation = Conversation.read(file.stem, content)
    if conversation.entries:
        recording = recording_of(conversation.header) or _beside(file)
        return Replay(playback(conversation), recording)
    raise UsageError(
        f"{file} holds no conversation: give a journal (`grokvoice sessions path`), a --trace, "
        "or what --json wrote."
    )


def _beside(file: Path) -> Path | None:
    recording = file.with_suffix(SOUND_SUFFIX)
    return recording if recording.is_file() else None
