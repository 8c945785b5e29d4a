"""Whatever was kept of a conversation, run again: a journal, a wire trace, or `--json` output."""

from pathlib import Path

from grokvoice.errors import UsageError
from grokvoice.journal.conversation import Conversation
from grokvoice.journal.playback import Shown, playback
from grokvoice.journal.rerun import rerun
from grokvoice.journal.trace_file import read_trace


def replay(file: Path) -> list[Shown]:
    """Give everything that was shown, each with the second of the session at which it was.

    Raises:
        UsageError: the file cannot be read, or holds nothing of the kind.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}.") from error
    if lines := read_trace(content):
        return list(rerun(lines))
    conversation = Conversation.read(file.stem, content)
    if conversation.entries:
        return playback(conversation)
    raise UsageError(
        f"{file} holds no conversation: give a journal (`grokvoice sessions path`), a --trace, "
        "or what --json wrote."
    )
