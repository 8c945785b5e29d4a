"""What the commands of `grokvoice sessions` do; each returns the exit code."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

import typer

from grokvoice.cli.session_rows import found_object, found_row, list_object, list_row
from grokvoice.cli.start import sessions_place
from grokvoice.config.readers import choice, integer_from
from grokvoice.errors import UsageError
from grokvoice.journal.export import FORMS, plain_text
from grokvoice.journal.library import Library, age_of, recording_of
from grokvoice.ui.sanitize import harmless
from grokvoice.ui.streams import Streams

_read_count: Final = integer_from(1, 1_000_000)
_read_form: Final = choice(*FORMS)


def library() -> Library:
    """The conversations of this user.

    Raises:
        UsageError: there is no home folder.
    """
    folder = sessions_place()
    if folder is None:
        raise UsageError("there is no home folder, so there are no conversations in it.")
    return Library(folder)


def print_list(count: str, *, as_json: bool) -> int:
    """Print a row for each conversation in which something was said, the newest first."""
    shown = islice(library().conversations(), _read_count(count))
    return _print_rows(map(list_object if as_json else list_row, shown), "no conversation yet")


def print_found(query: str, count: str, *, as_json: bool) -> int:
    """Print a row for each conversation in which all words were said."""
    if not query.strip():
        raise UsageError("there is nothing to search for: give one word or more.")
    found = islice(library().search(query), _read_count(count))
    rows = map(found_object if as_json else found_row, found)
    return _print_rows(rows, f"nothing found for {query!r}")


def print_text(name: str) -> int:
    """Print what was said in a conversation."""
    conversation = library().find(name)
    typer.echo(harmless(plain_text(conversation)), nl=False)
    if recording := recording_of(conversation.header):
        typer.echo(f"\nRecorded in {recording}")
    return 0


def print_path(name: str) -> int:
    """Print where a conversation lies; the folder of all for ""."""
    all_of_them = library()
    path = all_of_them.path(all_of_them.find(name).header.id) if name else all_of_them.folder
    typer.echo(path)
    return 0


def export(name: str, form: str, output: str) -> int:
    """Write a conversation in a form, by default that of the file's ending, to a file or stdout."""
    ending = Path(output).suffix.removeprefix(".")
    write = FORMS[_read_form(form or ending or "md")]
    text = harmless(write(library().find(name)))
    if output in {"", "-"}:
        typer.echo(text, nl=False)
        return 0
    try:
        Path(output).expanduser().write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}.") from error
    return 0


def remove(names: Sequence[str], older_than: str, streams: Streams, *, is_sure: bool) -> int:
    """Remove the named conversations and the old ones, with their sound; if not sure, ask."""
    all_of_them = library()
    chosen = {all_of_them.find(name).header.id for name in names}
    if older_than:
        chosen.update(all_of_them.older_than(age_of(older_than), datetime.now(UTC)))
    elif not chosen:
        raise UsageError("name the conversations to remove, or give --older-than AGE.")
    recordings = sum(all_of_them.recording(session_id) is not None for session_id in chosen)
    if chosen and not is_sure and not _agrees(_counted(chosen, recordings), streams):
        chosen, recordings = set(), 0
    for session_id in chosen:
        all_of_them.remove(session_id)
    typer.echo(f"grokvoice: {_counted(chosen, recordings)} removed.", err=True)
    return 0


def _print_rows(rows: Iterable[str], otherwise: str) -> int:
    is_empty = True
    for row in rows:
        typer.echo(row)
        is_empty = False
    if is_empty:
        typer.echo(f"grokvoice: {otherwise}.", err=True)
    return 0


def _agrees(what: str, streams: Streams) -> bool:
    """Ask the person; a program that cannot be asked must say `--yes`."""
    if not streams.is_stdin_terminal:
        raise UsageError(f"{what} would be removed: say so with --yes.")
    streams.stderr.write(f"Remove {what} for good? [y/N] ")
    streams.stderr.flush()
    return streams.stdin.readline().strip().lower() in {"y", "yes"}


def _counted(chosen: Collection[str], recordings: int) -> str:
    """Name one conversation, count several, and say what goes with them."""
    what = next(iter(chosen)) if len(chosen) == 1 else f"{len(chosen)} conversations"
    if not recordings:
        return what
    if recordings > 1:
        return f"{what} with {recordings} recordings"
    return f"{what} with {'its' if len(chosen) == 1 else 'one'} recording"
