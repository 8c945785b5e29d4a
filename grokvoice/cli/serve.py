"""`grokvoice serve`: the simulator as a server of its own."""

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from grokvoice.config.readers import choice, integer_from
from grokvoice.ui.streams import Streams

HELP: Final = """\
Serve the simulator to programs on this machine.

\b
Examples:
  grokvoice serve                        the first line is the URL to connect to
  grokvoice serve --port 8765
  grokvoice serve --dialect openai       for clients of OpenAI's realtime API
  grokvoice serve --scenario demo        or a TOML file of your own
  grokvoice serve --quirk close_after_s=30 --quirk order=september
  grokvoice talk --url ws://127.0.0.1:8765/v1/realtime
"""


_read_dialect = choice("xai", "openai")


def serve(
    *,
    port: Annotated[
        str, typer.Option("--port", metavar="0-65535", help="0 lets the system choose [0].")
    ] = "0",
    dialect: Annotated[
        str, typer.Option("--dialect", metavar="xai|openai", help="Whose API to speak [xai].")
    ] = "xai",
    scenario: Annotated[
        str,
        typer.Option("--scenario", metavar="NAME|FILE", help="A written dialogue; see README."),
    ] = "",
    quirk: Annotated[
        list[str] | None,
        typer.Option("--quirk", metavar="NAME[=VALUE]", help="A switch; several may be given."),
    ] = None,
    token: Annotated[
        str, typer.Option("--token", metavar="TOKEN", help="What clients must show [anything].")
    ] = "",
    trace: Annotated[
        str, typer.Option("--trace", metavar="FILE", help="Wire events as JSON lines.")
    ] = "",
) -> int:
    """Serve until it is stopped; returns the exit code."""
    number = integer_from(0, 65_535)(port)
    spoken: Literal["xai", "openai"] = "openai" if _read_dialect(dialect) == "openai" else "xai"
    # The simulator is only loaded by commands that need it.
    from grokvoice.app.serving import ServeRequest
    from grokvoice.app.serving import serve as run

    request = ServeRequest(
        port=number,
        dialect=spoken,
        scenario=scenario,
        quirks=tuple(quirk or ()),
        token=token,
        trace=Path(trace) if trace else None,
    )
    return run(request, Streams.of_process())
