"""The program `grokvoice`: commands in, exit codes out, and every error as one line."""

import contextlib
import errno
import logging
import os
import sys
import zlib
from collections.abc import Sequence
from typing import Annotated, Final, TextIO

import typer

from grokvoice import __version__
from grokvoice.cli import (
    completion,
    config,
    devices,
    doctor,
    replay,
    say,
    serve,
    sessions,
    talk,
    voices,
)
from grokvoice.cli.logs import trace_place
from grokvoice.cli.plain_command import PlainCommand, PlainGroup
from grokvoice.errors import GrokVoiceError
from grokvoice.ui.streams import replace_unsayable

logger = logging.getLogger(__name__)

INTERRUPTED: Final = 130
_UNEXPECTED: Final = 1

_HELP: Final = """\
Talk to Grok from a terminal.

\b
Examples:
  grokvoice talk --local         try it: a simulator on this machine, no key needed
  grokvoice talk                 a spoken conversation; needs XAI_API_KEY
  grokvoice say "Good morning."  one turn
"""

_EPILOG: Final = """\
\b
Exit codes: 0 fine, 1 unexpected, 2 usage, 3 audio device, 4 key missing or refused,
5 network or provider, 6 rate limit, credit, or a reply that failed, 7 a limit you set,
8 doctor found problems, 130 Ctrl-C, 143 SIGTERM.
"""

app = typer.Typer(
    cls=PlainGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    # Plain help: Rich would cost more than all the rest of the start.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("talk", cls=PlainCommand, help=talk.HELP)(talk.talk)
app.command("say", cls=PlainCommand, help=say.HELP)(say.say)
app.command("serve", cls=PlainCommand, help=serve.HELP)(serve.serve)
app.command("devices", cls=PlainCommand, help=devices.HELP)(devices.devices)
app.command("voices", cls=PlainCommand, help=voices.HELP)(voices.voices)
app.command("doctor", cls=PlainCommand, help=doctor.HELP)(doctor.doctor)
app.command("replay", cls=PlainCommand, help=replay.HELP)(replay.replay)
app.add_typer(sessions.app, name="sessions")
app.add_typer(config.app, name="config")
app.command("completion", cls=PlainCommand, help=completion.HELP)(completion.completion)
app.command("complete", cls=PlainCommand, hidden=True)(completion.complete)


def main() -> None:
    """Run the program with the process's arguments, and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code, and raises nothing."""
    replace_unsayable()
    try:
        code = _invoke(arguments)
        if sys.stdout:  # None if it was closed before we began
            sys.stdout.flush()
    except GrokVoiceError as error:
        return _tell(str(error), error.exit_code)
    except typer.TyperException as error:
        return _tell(f"{error.format_message()} (see grokvoice -h)", error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Typer makes the latter of the former
        _forget(sys.stdout)
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, no traceback
        return _tell(_unexpected(error), _UNEXPECTED)
    return code


def _show_version(is_wanted: bool) -> None:
    # As a parameter's callback, so that it comes before all that takes time.
    if is_wanted:
        typer.echo(f"grokvoice {__version__}")
        raise typer.Exit


@app.callback(help=_HELP, epilog=_EPILOG, invoke_without_command=True)
def _program(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - its callback has done the work
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_show_version, is_eager=True
        ),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _invoke(arguments: Sequence[str]) -> int:
    code = app(args=list(arguments), prog_name="grokvoice", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _tell(message: str, exit_code: int) -> int:
    from grokvoice.config.layers import environment_layer
    from grokvoice.config.redaction import redactor
    from grokvoice.ui.sanitize import one_line

    # What was typed in the wrong place is repeated, and may have been a key.
    redact = redactor(environment_layer(os.environ).keys.values())
    try:
        typer.echo(f"grokvoice: {one_line(redact(message))}", err=True)
    except BrokenPipeError:
        _forget(sys.stderr)
    return exit_code


def _unexpected(error: Exception) -> str:
    """Word an error nobody foresaw; the same fault has the same id wherever it strikes."""
    if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE}:
        return "too many files are open: raise the limit (ulimit -n 256) and try again."
    name = type(error).__name__
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else ""
    identity = f"{zlib.crc32(f'{name} {place}'.encode()):08x}"
    where = trace_place()
    if not where:
        return f"unexpected {name} ({identity}), a fault of ours; run it again with -vv to see it."
    logger.error("unexpected error %s", identity, exc_info=error)
    return f"unexpected {name} ({identity}), a fault of ours; what led to it is in {where}."


def _forget(stream: TextIO) -> None:
    """Forget what a closed pipe did not take; Python would complain about it at the very end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
