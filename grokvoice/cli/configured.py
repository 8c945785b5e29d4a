"""What the commands of `grokvoice config` do; each returns the exit code."""

import getpass
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import typer

from grokvoice.cli.flags import FlagValue
from grokvoice.cli.start import choices_from, config_place
from grokvoice.config.change import key_named, set_value, store_key, unset_value
from grokvoice.config.choices import Choices
from grokvoice.config.inventory import Entry, entries
from grokvoice.config.naming import setting_named
from grokvoice.config.places import key_file
from grokvoice.config.redaction import redactor
from grokvoice.config.secret import Secret
from grokvoice.errors import KeyMissingError, UsageError
from grokvoice.ui.sanitize import one_line
from grokvoice.ui.streams import Streams

_WIDEST: Final = 32
"""Columns of a value beside others; a longer one pushes its origin to the right."""


def print_all(flags: Mapping[str, FlagValue], *, as_json: bool) -> int:
    """Print a row for every setting; what cannot be meant is told on standard error."""
    choices = choices_from(flags)
    found = list(entries(choices))
    redact = _redactor(choices)
    for row in map(json_row, found) if as_json else rows(found):
        typer.echo(redact(row))
    problems = [entry.problem for entry in found if entry.problem]
    for problem in problems:
        typer.echo(f"grokvoice: {one_line(redact(problem))}", err=True)
    return UsageError.exit_code if problems else 0


def print_one(name: str, *, as_json: bool) -> int:
    """Print the value of one setting.

    Raises:
        UsageError: there is none of that name, or its value cannot be meant.
    """
    choices = choices_from({})
    entry = _named(name, choices)
    if entry.problem:
        raise UsageError(entry.problem)
    typer.echo(_redactor(choices)(json_row(entry) if as_json else one_line(entry.text)))
    return 0


def write_one(name: str, value: str) -> int:
    """Write one value, and say so if a stronger place sets another."""
    place = config_place()
    set_value(place, name, value)
    entry = _named(name, choices_from({}))
    if entry.origin.place != str(place):
        stronger = entry.origin.label(setting_named(name).name)
        typer.echo(f"grokvoice: {entry.name} is written, but {stronger} wins over it.", err=True)
    return 0


def remove_one(name: str) -> int:
    """Remove one value."""
    unset_value(config_place(), name)
    return 0


def write_key(name: str, streams: Streams) -> int:
    """Ask for a key without showing it, or read a line from a pipe, and keep it."""
    name, place = key_named(name), key_file(config_place())
    typed = _asked(name, streams) if streams.is_stdin_terminal else streams.stdin.readline()
    store_key(place, name, Secret(typed.strip()))
    typer.echo(f"grokvoice: {name} is kept in {place}, which only you can read.", err=True)
    return 0


def print_path() -> int:
    """Print where `config.toml` lies."""
    typer.echo(config_place())
    return 0


def rows(found: Sequence[Entry]) -> list[str]:
    """Return a table: name, value, and where it comes from."""
    cells = [(one.name, one_line(one.text) or "-", one_line(str(one.origin))) for one in found]
    names = max(len(name) for name, _, _ in cells)
    values = min(_WIDEST, max(len(value) for _, value, _ in cells))
    return [f"{name:<{names}}  {value:<{values}}  {place}" for name, value, place in cells]


def json_row(entry: Entry) -> str:
    """Return a setting as one JSON object; all that is not ASCII is escaped."""
    known = {
        "v": 1,
        "name": entry.name,
        "value": entry.value,
        "source": entry.origin.source.name.lower(),
        "place": entry.origin.place,
    }
    return json.dumps(known | ({"problem": entry.problem} if entry.problem else {}))


def _named(name: str, choices: Choices) -> Entry:
    found = {entry.name.lower(): entry for entry in entries(choices)}
    if name.strip().lower() in found:
        return found[name.strip().lower()]
    return found[setting_named(name).key]


def _redactor(choices: Choices) -> Callable[[str], str]:
    return redactor(key for layer in choices.layers for key in layer.keys.values())


def _asked(name: str, streams: Streams) -> str:
    try:
        return getpass.getpass(f"{name}: ", stream=streams.stderr)
    except EOFError:
        raise KeyMissingError(f"no {name} was given.") from None
