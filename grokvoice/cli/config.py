"""`grokvoice config`: the settings, where each comes from, and changing them for good.

What the commands do is in `configured`, which is only loaded when one of them runs.
"""

from typing import Annotated, Final

import typer

from grokvoice.cli.flags import SHARED, TALK, FlagValue, accepts
from grokvoice.cli.plain_command import PlainCommand, PlainGroup
from grokvoice.config import options

HELP: Final = """\
Show settings and their origins; set them for good.

\b
Examples:
  grokvoice config show                  every setting, its value, and where it was set
  grokvoice config show --voice eve      what a talk with this flag would use
  grokvoice config set voice eve         in config.toml, whose comments stay
  grokvoice config get voice
  grokvoice config unset voice
  grokvoice config set-key               asks for your XAI_API_KEY, and keeps it

\b
The strongest place that sets a value decides: flag, environment (GROKVOICE_VOICE=eve), .env in
the current folder, config.toml in the configuration folder, default.
"""

SHOW_HELP: Final = """\
Show every setting, its value, and where that comes from.

\b
Examples:
  grokvoice config show
  grokvoice config show --json             one JSON object a line
  grokvoice config show --voice eve -c     with any flag that talk takes

\b
Of keys only the last four characters are shown. Exit code 2: a value cannot be meant.
"""

GET_HELP: Final = """\
Print the value of one setting.

\b
Examples:
  grokvoice config get voice
  grokvoice config get keys.talk
  grokvoice config get voice --json        with where it comes from
"""

SET_HELP: Final = """\
Write one setting to config.toml.

\b
Examples:
  grokvoice config set voice eve
  grokvoice config set patience long
  grokvoice config set instructions "You are a patient Norwegian teacher."
  grokvoice config set keys.mute x

\b
A value that cannot be meant is refused; comments and order stay as they are.
"""

UNSET_HELP: Final = """\
Take one setting out of config.toml.

\b
Examples:
  grokvoice config unset voice
"""

KEY_HELP: Final = """\
Keep a key in a file that only you can read.

\b
Examples:
  grokvoice config set-key                      asks for XAI_API_KEY without showing it
  pass show xai | grokvoice config set-key      or reads it from a pipe
  grokvoice config set-key GROKVOICE_API_KEY    the key of another server, see --url

\b
The key is never an argument, where other users of the machine could see it.
"""

PATH_HELP: Final = """\
Print where config.toml lies, whether or not it exists.

\b
Examples:
  grokvoice config path
  $EDITOR "$(grokvoice config path)"
"""

app = typer.Typer(cls=PlainGroup)
_FLAGS: Final = [flag for flag in (*SHARED, *TALK) if flag.option is not options.JSON]

Name = Annotated[str, typer.Argument(metavar="NAME", help="As in config show.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON objects, one a line.")]


@app.callback(help=HELP, invoke_without_command=True)
def config(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(cls=PlainCommand, help=SHOW_HELP)
@accepts(*_FLAGS, is_hidden=True)
def show(*, as_json: AsJson = False, **flags: FlagValue) -> int:
    """Print a row for every setting; returns the exit code."""
    from grokvoice.cli import configured

    return configured.print_all(flags, as_json=as_json)


@app.command(cls=PlainCommand, help=GET_HELP)
def get(name: Name, *, as_json: AsJson = False) -> int:
    """Print one value; returns the exit code."""
    from grokvoice.cli import configured

    return configured.print_one(name, as_json=as_json)


@app.command("set", cls=PlainCommand, help=SET_HELP)
def set_(
    name: Name, value: Annotated[str, typer.Argument(metavar="VALUE", help="As after its flag.")]
) -> int:
    """Write one value; returns the exit code."""
    from grokvoice.cli import configured

    return configured.write_one(name, value)


@app.command(cls=PlainCommand, help=UNSET_HELP)
def unset(name: Name) -> int:
    """Remove one value; returns the exit code."""
    from grokvoice.cli import configured

    return configured.remove_one(name)


@app.command("set-key", cls=PlainCommand, help=KEY_HELP)
def set_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which key.")] = "XAI_API_KEY",
) -> int:
    """Ask for a key and keep it; returns the exit code."""
    from grokvoice.cli import configured
    from grokvoice.ui.streams import Streams

    return configured.write_key(name, Streams.of_process())


@app.command(cls=PlainCommand, help=PATH_HELP)
def path() -> int:
    """Print where the file lies; returns the exit code."""
    from grokvoice.cli import configured

    return configured.print_path()
