"""What the standard streams may carry: words from a pipe, sound into one, never into a terminal."""

import os
import stat
from collections.abc import Sequence
from typing import Final

from grokvoice.config import NoSound, SayRequest, Settings, StandardStream
from grokvoice.errors import UsageError
from grokvoice.ui.streams import Streams

NOTHING_TO_SAY: Final = 'there is nothing to say: give TEXT, e.g. grokvoice say "Hello.", or -.'
_STDIN: Final = ["-"]


def words_to_say(words: Sequence[str], streams: Streams) -> str:
    """Return what is to be said: what is piped in, then what was typed.

    Args:
        words: As typed; a lone `-` reads standard input even from a terminal.
        streams: A pipe or file on standard input is read whole.

    Raises:
        UsageError: there is nothing to say.
    """
    piped = streams.stdin.read() if reads_stdin(words, streams) else ""
    text = "\n".join(part for part in (piped.strip(), typed_words(words)) if part)
    if not text:
        raise UsageError(NOTHING_TO_SAY)
    return text


def reads_stdin(words: Sequence[str], streams: Streams) -> bool:
    """Tell whether standard input holds something to say, or a lone `-` says that it will."""
    return list(words) == _STDIN or _is_piped(streams)


def typed_words(words: Sequence[str]) -> str:
    """Return what was typed to be said; a lone `-` stands for standard input."""
    return "" if list(words) == _STDIN else " ".join(words).strip()


def check_sound_streams(settings: Settings, streams: Streams) -> None:
    """Make sure that raw sound comes from no terminal and goes to none.

    Raises:
        UsageError: it would.
    """
    if isinstance(settings.sound.mic, StandardStream) and streams.is_stdin_terminal:
        raise UsageError("--mic - reads sound from a pipe, and standard input is a terminal.")
    if isinstance(settings.sound.speaker, StandardStream):
        _check_stdout("--speaker -", settings, streams)


def check_push_to_talk(settings: Settings, streams: Streams) -> None:
    """Make sure that turns can be begun by key, if that is how they are to begin.

    Raises:
        UsageError: nobody can press a key, or nothing is spoken.
    """
    if not settings.turns.is_push_to_talk:
        return
    if not streams.is_stdin_terminal:
        raise UsageError("--ptt needs a keyboard, and standard input is no terminal.")
    if isinstance(settings.sound.mic, NoSound) and settings.is_text:
        raise UsageError("--ptt and --text contradict each other: give one of them.")


def check_output(request: SayRequest, settings: Settings, streams: Streams) -> None:
    """Make sure that the sound of a reply may go where it is sent.

    Raises:
        UsageError: it would go to a terminal, or between JSON lines.
    """
    if request.writes_stdout:
        _check_stdout("--output -", settings, streams)


def _check_stdout(flag: str, settings: Settings, streams: Streams) -> None:
    if streams.is_stdout_terminal:
        raise UsageError(
            f"{flag} writes sound, and standard output is a terminal: redirect it (> FILE) or "
            "pipe it into a player."
        )
    if settings.output.form == "json":
        raise UsageError(f"{flag} and --json both want standard output: give one of them.")


def _is_piped(streams: Streams) -> bool:
    """Tell whether something was sent in, as opposed to a terminal or nothing (/dev/null)."""
    if streams.is_stdin_terminal:
        return False
    try:
        mode = os.fstat(streams.stdin.fileno()).st_mode
    except OSError:  # a stream in memory
        return True
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)
