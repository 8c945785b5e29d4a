"""What was listed once, kept so that completion need not ask again: devices, voices."""

import contextlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from grokvoice.config.places import cache_folder
from grokvoice.config.private_file import write_private
from grokvoice.errors import UsageError

Pair: TypeAlias = tuple[str, str]
"""A value, and a few words about it; "" for none."""


def remember(kind: str, pairs: Iterable[Pair]) -> None:
    """Keep what was listed; where it cannot be kept, nothing is lost."""
    if folder := cache_folder(os.environ, sys.platform):
        with contextlib.suppress(UsageError):
            write_private(folder / f"{kind}.json", json.dumps(list(pairs)))


def remembered(kind: str) -> list[Pair]:
    """Return what was listed last; nothing if it never was."""
    folder = cache_folder(os.environ, sys.platform)
    try:
        pairs = json.loads((folder or Path()).joinpath(f"{kind}.json").read_bytes())
        return [(str(value), str(about)) for value, about in pairs]
    except (OSError, ValueError, TypeError):  # not there, or not ours
        return []
