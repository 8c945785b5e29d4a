"""`grokvoice say`: one turn, whose reply is played and printed."""

from pathlib import Path
from typing import Annotated, Final

import typer

from grokvoice.cli.flags import SHARED, FlagValue, accepts
from grokvoice.cli.start import place_to_keep, settings_from
from grokvoice.cli.stdio import check_output, check_sound_streams, words_to_say
from grokvoice.config import SayRequest, check_key
from grokvoice.config.readers import path
from grokvoice.errors import UsageError
from grokvoice.ui.streams import Streams

HELP: Final = """\
Say one thing to Grok; the reply is played, and its text printed.

\b
Examples:
  grokvoice say "What is the tallest mountain in Norway?"
  grokvoice say --verbatim "The build is done."     Grok speaks exactly this
  git log -5 | grokvoice say "Sum this up."         a pipe is joined with the words
  grokvoice say "Tell me a joke." -o joke.wav --no-play
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
        typer.Option("--output", "-o", metavar="FILE.wav|-", help="Keep the reply's sound."),
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
    request = SayRequest(
        text="" if question else words_to_say(words or [], streams),
        is_verbatim=verbatim,
        audio=question,
        output=path(output) if output not in (None, "-") else None,
        writes_stdout=output == "-",
        plays=not no_play,
    )
    check_output(request, settings, streams)
    check_key(settings)
    # The network is only loaded for a turn that can be taken, and sound while it connects.
    from grokvoice.app.early import begun_early

    with begun_early(settings) as start:
        from grokvoice.app import compose

        return compose.say(settings, request, streams, place_to_keep(settings), start)


def _recording(audio: str | None, words: list[str] | None, *, is_verbatim: bool) -> Path | None:
    if audio is None:
        return None
    if words or is_verbatim:
        raise UsageError("--audio is the question itself: leave out TEXT and --verbatim.")
    return path(audio)
