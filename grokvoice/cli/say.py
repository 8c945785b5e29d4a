"""`grokvoice say`: one turn, whose reply is played and printed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from grokvoice.cli.flags import SHARED, FlagValue, accepts
from grokvoice.cli.start import place_to_keep, settings_from
from grokvoice.cli.stdio import (
    NOTHING_TO_SAY,
    check_output,
    check_sound_streams,
    reads_stdin,
    typed_words,
    words_to_say,
)
from grokvoice.config import SayRequest, check_key
from grokvoice.config.readers import path
from grokvoice.errors import UsageError
from grokvoice.ui.streams import Streams

if TYPE_CHECKING:
    from grokvoice.app.piped_text import PipedText

HELP: Final = """\
Say one thing to Grok, and hear the reply.

\b
Examples:
  grokvoice say "What is the tallest mountain in Norway?"
  grokvoice say --verbatim "The build is done."     Grok speaks exactly this
  git log -5 | grokvoice say "Sum this up."         a pipe is joined with the words
  tail -f log | grokvoice say --verbatim            spoken line by line, as it comes
  grokvoice say "Tell me a joke." -o joke.wav       its sound, in place of playing it
  grokvoice say --audio question.wav                the question is a recording
  grokvoice say -c "And in Bergen?"                 go on with the last conversation
"""


@accepts(*SHARED)
def say(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help="What you say; - reads it from standard input."),
    ] = None,
    *,
    verbatim: Annotated[
        bool, typer.Option("--verbatim", help="Have Grok speak exactly TEXT instead.")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE.wav|-", help="Keep the reply's sound, not play it."
        ),
    ] = None,
    no_play: Annotated[bool, typer.Option("--no-play", help="Do not play the reply.")] = False,
    audio: Annotated[
        str | None, typer.Option("--audio", metavar="FILE.wav", help="Ask with a recording.")
    ] = None,
    **flags: FlagValue,
) -> int:
    """Take one turn; returns the exit code."""
    settings = settings_from(flags)
    streams = Streams.of_process()
    check_sound_streams(settings, streams)
    question = _recording(audio, words, is_verbatim=verbatim)
    is_piped = verbatim and reads_stdin(words or [], streams)
    request = SayRequest(
        text="" if question or is_piped else words_to_say(words or [], streams),
        is_verbatim=verbatim,
        audio=question,
        output=path(output) if output not in (None, "-") else None,
        writes_stdout=output == "-",
        plays=not no_play,
    )
    check_output(request, settings, streams)
    check_key(settings)
    piped = _piped(words or [], streams) if is_piped else None
    # The network is only loaded for a turn that can be taken, and sound while it connects.
    from grokvoice.app.early import begun_early

    with begun_early(settings) as start:
        from grokvoice.app import compose

        folder = place_to_keep(settings)
        return compose.say(settings, request, streams, folder, start, piped)


def _piped(words: list[str], streams: Streams) -> "PipedText":
    """Wait for the first words to come down the pipe: only then is a connection worth its price."""
    from grokvoice.app.piped_text import PipedText

    piped = PipedText(streams.stdin, typed_words(words))
    if not piped.wait():
        raise UsageError(NOTHING_TO_SAY)
    return piped


def _recording(audio: str | None, words: list[str] | None, *, is_verbatim: bool) -> Path | None:
    if audio is None:
        return None
    if words or is_verbatim:
        raise UsageError("--audio is the question itself: leave out TEXT and --verbatim.")
    return path(audio)
