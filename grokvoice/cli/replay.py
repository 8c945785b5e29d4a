"""`grokvoice replay`: a conversation of the past, shown again."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from grokvoice.config.readers import number_from
from grokvoice.errors import UsageError
from grokvoice.ui.streams import Streams

HELP: Final = """\
Show a conversation again as it was, without a key or a sound card.

\b
FILE is a journal (grokvoice sessions path NAME), a wire trace (--trace), or what --json wrote.

\b
Examples:
  grokvoice replay bug.jsonl
  grokvoice replay bug.jsonl --speed 8
  grokvoice replay "$(grokvoice sessions path last)" --json
"""

_read_speed = number_from(0.01, 1_000_000)


def replay(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What was kept of it.")],
    *,
    speed: Annotated[
        str, typer.Option("--speed", metavar="N", help="N times as fast as it was [1].")
    ] = "1",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Append-only lines.")] = False,
) -> int:
    """Show it; returns the exit code."""
    times = _read_speed(speed)
    if as_json and plain:
        raise UsageError("--json and --plain contradict each other: give one of them.")
    form: Literal["auto", "plain", "json"] = "json" if as_json else "plain" if plain else "auto"
    # The session core is only loaded by commands that need it.
    from grokvoice.app.replaying import show_file

    return show_file(Path(file).expanduser(), Streams.of_process(), speed=times, form=form)
