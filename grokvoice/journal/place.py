"""Where journals lie, and how they are named."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

SUFFIX: Final = ".jsonl"
SOUND_SUFFIX: Final = ".wav"
"""Of a recording, which is named like its conversation."""
_TIME: Final = "%Y%m%d-%H%M%S"
_ID: Final = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-f]{6}")


def sessions_folder(environ: Mapping[str, str], platform: str) -> Path | None:
    """Return the folder of the journals, whether or not it exists; None if there is no home.

    `XDG_DATA_HOME` wins on every platform when it is an absolute path, as its standard demands.

    Args:
        environ: The environment.
        platform: As `sys.platform`.
    """
    xdg = Path(environ.get("XDG_DATA_HOME", ""))
    if xdg.is_absolute():
        return xdg / "grokvoice" / "sessions"
    variable, inside = {
        "darwin": ("HOME", "Library/Application Support"),
        "win32": ("LOCALAPPDATA", ""),
    }.get(platform, ("HOME", ".local/share"))
    home = environ.get(variable)
    return Path(home, inside, "grokvoice", "sessions") if home else None


def new_id(started: datetime, chance: int) -> str:
    """Name a conversation so that names sort by time, e.g. `20261121-134501-7f3a9c`.

    Args:
        started: When it began, with a time zone; the name holds it in UTC, its milliseconds in the
            upper bits of the last part.
        chance: A random number; 14 bits of it tell conversations of one millisecond apart.
    """
    milliseconds = started.microsecond // 1000
    tail = milliseconds << 14 | chance & 0x3FFF
    return f"{started.astimezone(UTC).strftime(_TIME)}-{tail:06x}"


def ids_in(folder: Path) -> list[str]:
    """Return the names of all journals in a folder, the newest first; none if it cannot be read."""
    try:
        names = [path.stem for path in folder.iterdir() if path.suffix == SUFFIX]
    except OSError:
        return []
    return sorted((name for name in names if started_at(name)), reverse=True)


def started_at(session_id: str) -> datetime | None:
    """Read back, to the second, when a conversation began; None if the name is not one of ours."""
    match = _ID.fullmatch(session_id)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups())
    try:  # strptime takes ten times as long, and a list reads a thousand names
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:  # a thirteenth month
        return None
