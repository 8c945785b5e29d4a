"""`grokvoice sessions`: the conversations that were kept; what each command takes.

What the commands do is in `kept`, which is only loaded when one of them runs.
"""

from typing import Annotated, Final

import typer

from grokvoice.cli.plain_command import PlainCommand, PlainGroup

HELP: Final = """\
List, show, search, export and remove past conversations.

\b
Examples:
  grokvoice sessions list
  grokvoice sessions search oslo weather      all words, in any order
  grokvoice sessions show last
  grokvoice sessions export last -o talk.srt
  grokvoice sessions rm --older-than 30d

\b
NAME is `last`, or the beginning of a name in the list, or of its last part.
"""

LIST_HELP: Final = """\
List the conversations, the newest first.

\b
Examples:
  grokvoice sessions list
  grokvoice sessions list -n 5 --json
"""

SHOW_HELP: Final = """\
Show what was said.

\b
Examples:
  grokvoice sessions show                the last one
  grokvoice sessions show 20261121       the one whose name begins so
"""

SEARCH_HELP: Final = """\
Find conversations in which all of these words were said.

\b
Examples:
  grokvoice sessions search oslo weather
"""

EXPORT_HELP: Final = """\
Write a conversation as Markdown, text, JSON or subtitles.

\b
Examples:
  grokvoice sessions export > last.md
  grokvoice sessions export last -o talk.srt
  grokvoice sessions export 7f3a --form json
"""

RM_HELP: Final = """\
Remove conversations, having asked.

\b
Examples:
  grokvoice sessions rm last
  grokvoice sessions rm --older-than 30d --yes
"""

PATH_HELP: Final = """\
Print where a conversation lies; without NAME, the folder of all.

\b
Examples:
  grokvoice sessions path
  less "$(grokvoice sessions path last)"
"""

app = typer.Typer(cls=PlainGroup)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Which one [last].", show_default=False)]
Count = Annotated[
    str,
    typer.Option("--count", "-n", metavar="N", help="At most so many [20].", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.callback(help=HELP, invoke_without_command=True)
def sessions(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list", cls=PlainCommand, help=LIST_HELP)
def list_(*, count: Count = "20", as_json: AsJson = False) -> int:
    """List the conversations, the newest first."""
    from grokvoice.cli import kept

    return kept.print_list(count, as_json=as_json)


@app.command(cls=PlainCommand, help=SHOW_HELP)
def show(name: Name = "last") -> int:
    """Show what was said."""
    from grokvoice.cli import kept

    return kept.print_text(name)


@app.command(cls=PlainCommand, help=SEARCH_HELP)
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="In any case and order.")],
    *,
    count: Count = "20",
    as_json: AsJson = False,
) -> int:
    """Find conversations in which all of these words were said."""
    from grokvoice.cli import kept

    return kept.print_found(" ".join(words), count, as_json=as_json)


@app.command(cls=PlainCommand, help=EXPORT_HELP)
def export(
    name: Name = "last",
    *,
    form: Annotated[
        str,
        typer.Option("--form", metavar="md|txt|json|srt|vtt", help="How [as FILE ends, else md]."),
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where [standard output].")
    ] = "",
) -> int:
    """Write a conversation as Markdown, text, JSON or subtitles."""
    from grokvoice.cli import kept

    return kept.export(name, form, output)


@app.command(cls=PlainCommand, help=RM_HELP)
def rm(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...")] = None,
    *,
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="All older ones: 12h, 30d, 2w.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> int:
    """Remove conversations, having asked."""
    from grokvoice.cli import kept
    from grokvoice.ui.streams import Streams

    return kept.remove(names or (), older_than, Streams.of_process(), is_sure=yes)


@app.command(cls=PlainCommand, help=PATH_HELP)
def path(name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)] = "") -> int:
    """Print where a conversation lies; without NAME, the folder of all."""
    from grokvoice.cli import kept

    return kept.print_path(name)
