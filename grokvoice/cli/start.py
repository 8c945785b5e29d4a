"""From what was typed to settings: the one place where the process's surroundings are read."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import typer

from grokvoice.cli.flags import FlagValue, given
from grokvoice.cli.logs import start_logging
from grokvoice.config import Settings, load_settings
from grokvoice.config.choices import Choices
from grokvoice.config.layers import all_layers
from grokvoice.config.places import config_file
from grokvoice.errors import UsageError


def settings_from(flags: Mapping[str, FlagValue]) -> Settings:
    """Load the settings for a command, and begin to log as they say.

    Raises:
        UsageError: a value, file or combination that cannot be meant.
        KeyMissingError: a key that cannot be sent.
    """
    settings = load_settings(given(flags), os.environ, Path())
    start_logging(settings)
    return settings


def choices_from(flags: Mapping[str, FlagValue]) -> Choices:
    """Gather what every source says, without asking whether it can be meant.

    Raises:
        UsageError: a file that cannot be read.
        KeyMissingError: a file of keys that others can read.
    """
    return Choices(all_layers(given(flags), os.environ, Path(), sys.platform))


def config_place() -> Path:
    """Say where the user's `config.toml` lies, whether or not it exists.

    Raises:
        UsageError: there is no home folder.
    """
    place = config_file(os.environ, sys.platform)
    if place is None:
        raise UsageError("there is no home folder, so there is no place for settings.")
    return place


def sessions_place() -> Path | None:
    """Say where conversations are kept; None if there is no home folder."""
    # Only commands that need it pay for it.
    from grokvoice.journal.place import sessions_folder

    return sessions_folder(os.environ, sys.platform)


def place_to_keep(settings: Settings) -> Path | None:
    """Say where a conversation is to be kept, or tell that there is no place for it."""
    place = sessions_place()
    if place is None and settings.history.is_kept:
        typer.echo("grokvoice: there is no home folder to keep this conversation in.", err=True)
    return place
