"""`grokvoice doctor`: what works on this machine, and what to do about the rest."""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from grokvoice.cli.flags import SHARED, FlagValue, accepts, given
from grokvoice.cli.logs import start_logging
from grokvoice.cli.start import sessions_place, settings_from
from grokvoice.config import Settings, load_settings, options
from grokvoice.errors import KeyMissingError, UsageError
from grokvoice.ui.streams import Streams

HELP: Final = """\
Examine this machine, and say what to do about it.

\b
Examples:
  grokvoice doctor
  grokvoice doctor --no-sound            play nothing, record nothing
  grokvoice doctor --local               with the simulator as the server; needs no key
  grokvoice doctor --mic headset         another microphone
  grokvoice doctor --json                one JSON document

\b
It looks at key, network, microphone, speaker, echo, terminal, settings and optional parts. It
listens for two seconds and plays eight soft chirps; nothing that is heard leaves this machine.

\b
Exit codes: 0 all is well, or warnings at most; 8 something is broken; 2 usage; 130 Ctrl-C.
"""

_TAKEN: Final = {
    *(options.LOCAL, options.URL, options.MIC, options.SPEAKER),
    *(options.MODEL, options.JSON, options.LOG_FILE),
}


@accepts(*(flag for flag in SHARED if flag.option in _TAKEN))
def doctor(
    *,
    no_sound: Annotated[
        bool, typer.Option("--no-sound", help="Play nothing and record nothing.")
    ] = False,
    **flags: FlagValue,
) -> int:
    """Examine the machine and print what was found; returns the exit code."""
    settings, problem = _settings(flags)
    # The probes load most of the program.
    from grokvoice.app.doctor.doctor import doctor as run
    from grokvoice.app.doctor.examination import Patient

    return run(
        Patient(
            settings=settings,
            streams=Streams.of_process(),
            environ=os.environ,
            data_folder=sessions_place(),
            problem=problem,
            is_silent=no_sound,
        )
    )


def _settings(flags: dict[str, FlagValue]) -> tuple[Settings, str]:
    """Load the settings, or those of the flags alone and why the others cannot be read.

    Raises:
        UsageError: a flag cannot be meant.
    """
    try:
        return settings_from(flags), ""
    except (UsageError, KeyMissingError) as error:
        settings = load_settings(given(flags), {}, Path(os.devnull))
        start_logging(settings)
        return settings, str(error)
