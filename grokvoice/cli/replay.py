"""`grokvoice replay`: a conversation of the past, shown again."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from grokvoice.config.readers import number_from
from grokvoice.errors import UsageError
from grokvoice.ui.streams import Streams

HELP: Final = """\
Show a conversation again as it was.

\b
FILE is a journal, a wire trace (--trace), or what --json wrote; or a name as in grokvoice sessions.
Its recording is heard with it, if there is one: at its own speed only, and not with --json.
It needs neither a key nor a sound card.

\b
Examples:
  grokvoice replay last
  grokvoice replay bug.jsonl
  grokvoice replay bug.jsonl --speed 8
  grokvoice replay trace.jsonl --recording talk.wav
"""

_read_speed = number_from(0.01, 1_000_000)


def replay(  # noqa: PLR0913 - one for each flag
    file: Annotated[str, typer.Argument(metavar="FILE|NAME", help="What was kept of it.")],
    *,
    speed: Annotated[
        str, typer.Option("--speed", metavar="N", help="N times as fast as it was [1].")
    ] = "1",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Append-only lines.")] = False,
    no_play: Annotated[bool, typer.Option("--no-play", help="Do not play its recording.")] = False,
    recording: Annotated[
        str,
        typer.Option("--recording", metavar="FILE.wav", help="Its sound [where it was kept]."),
    ] = "",
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", metavar="SPEAKER", help="What plays it; as for talk."),
    ] = None,
) -> int:
    """Show it; returns the exit code."""
    times = _read_speed(speed)
    if as_json and plain:
        raise UsageError("--json and --plain contradict each other: give one of them.")
    form: Literal["auto", "plain", "json"] = "json" if as_json else "plain" if plain else "auto"
    # The session core is only loaded by commands that need it.
    from grokvoice.app.replaying import Wish, show_file
    from grokvoice.cli.start import settings_from

    is_heard = times == 1 and not (as_json or no_play)
    wish = Wish(
        form=form,
        speed=times,
        speaker=settings_from({"speaker": speaker}).sound.speaker if is_heard else None,
        recording=Path(recording).expanduser() if recording else None,
    )
    return show_file(_path_of(file), Streams.of_process(), wish)


def _path_of(file: str) -> Path:
    """Find what is to be shown: a file, or else a conversation of that name."""
    path = Path(file).expanduser()
    if path.exists() or path.name != file or path.suffix:
        return path
    from grokvoice.cli.kept import library

    conversations = library()
    return conversations.path(conversations.find(file).header.id)
