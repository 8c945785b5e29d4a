"""Notes as text files in one folder.

    grokvoice talk --tools notes

The folder is ~/Notes, or $GROKVOICE_NOTES. Reading is safe; writing asks on the keyboard first.
Nothing is ever overwritten or deleted, and nothing outside of the folder is touched.
"""

import os
import re
from pathlib import Path

import grokvoice

_MOST_FOUND = 20
_LONGEST_NOTE = 20_000


@grokvoice.tool(safe=True)
def list_notes() -> list[str]:
    """List the titles of all notes, the newest first."""
    return [path.stem for path in _notes()]


@grokvoice.tool(safe=True)
def read_note(title: str) -> str:
    """Read a note aloud or answer from it.

    Args:
        title: As listed.
    """
    return _existing(title).read_text(encoding="utf-8", errors="replace")[:_LONGEST_NOTE]


@grokvoice.tool(safe=True)
def search_notes(words: str) -> list[str]:
    """Find lines in all notes that hold every one of some words.

    Args:
        words: In any order; capitals do not matter.
    """
    wanted = words.casefold().split()
    lines = (
        f"{path.stem}: {line.strip()}"
        for path in _notes()
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if wanted and all(word in line.casefold() for word in wanted)
    )
    return [line for line, _ in zip(lines, range(_MOST_FOUND), strict=False)]


@grokvoice.tool
def write_note(title: str, text: str) -> str:
    """Write a new note.

    Args:
        title: A few words; becomes the name of the file.
        text: What it says.
    """
    path = _path(title)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text.rstrip() + "\n")
    except FileExistsError as error:
        raise grokvoice.ToolError(
            f"There is a note {path.stem!r} already; add to it instead."
        ) from error
    return f"Written: {path.stem}"


@grokvoice.tool
def add_to_note(title: str, text: str) -> str:
    """Add a line at the end of a note.

    Args:
        title: As listed.
        text: The line.
    """
    with _existing(title).open("a", encoding="utf-8") as file:
        file.write(text.rstrip() + "\n")
    return f"Added to {title}"


def _folder() -> Path:
    return Path(os.environ.get("GROKVOICE_NOTES") or "~/Notes").expanduser()


def _notes() -> list[Path]:
    notes = [path for path in _folder().glob("*.txt") if path.is_file() and not path.is_symlink()]
    return sorted(notes, key=lambda path: path.stat().st_mtime, reverse=True)


def _existing(title: str) -> Path:
    """Find a note by its title, as people say it: capitals and signs do not matter."""
    wanted = _path(title).stem.casefold()
    for path in _notes():
        if path.stem.casefold() == wanted:
            return path
    raise grokvoice.ToolError(f"There is no note {title!r}; list_notes tells which there are.")


def _path(title: str) -> Path:
    """Return where a note lies; a title can name no other folder, whatever it holds."""
    words = re.findall(r"[\w-]+", title)
    if not words:
        raise grokvoice.ToolError(f"{title!r} is no title; use letters.")
    return _folder() / f"{' '.join(words)[:80].strip()}.txt"
