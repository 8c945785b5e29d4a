"""What `--tools` names: a comma list of hosted searches, Python files and MCP servers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grokvoice.errors import UsageError

BUNDLED: Final = ("clock", "notes", "system")
"""Tool files that come with the program, by their short names."""
_FOLDER: Final = Path(__file__).with_name("examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolList:
    """What the list holds, in the order in which it was given."""

    has_web: bool = False
    has_x: bool = False
    collections: tuple[str, ...] = ()
    """Ids of the document collections that may be searched."""
    files: tuple[Path, ...] = ()
    """Python files with functions."""
    servers: tuple[str, ...] = ()
    """MCP servers of the configuration, by name."""
    urls: tuple[str, ...] = ()
    """MCP servers that xAI connects to."""


def read_tool_list(text: str) -> ToolList:
    """Read `web`, `x`, `files:ID[+ID…]`, `PATH.py`, `mcp:NAME` and `mcp:URL`, separated by commas.

    `clock`, `notes` and `system` name the files that come with the program.

    Raises:
        UsageError: one of them is none of these.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    files: list[Path] = []
    servers: list[str] = []
    urls: list[str] = []
    collections: list[str] = []
    for word in dict.fromkeys(words):
        kind, _, rest = word.partition(":")
        if word.endswith(".py"):
            files.append(_path(word))
        elif word in BUNDLED:
            files.append(_FOLDER / f"{word}.py")
        elif kind == "mcp" and rest:
            (urls if "://" in rest else servers).append(rest)
        elif kind == "files" and rest:
            collections += [one for one in rest.split("+") if one]
        elif word not in {"web", "x"}:
            raise UsageError(
                f"{word!r} is no tool: give web, x, files:ID, a PATH.py, mcp:NAME or mcp:URL, "
                f"or one that comes with grokvoice: {', '.join(BUNDLED)}."
            )
    return ToolList(
        has_web="web" in words,
        has_x="x" in words,
        collections=tuple(dict.fromkeys(collections)),
        files=tuple(files),
        servers=tuple(servers),
        urls=tuple(urls),
    )


def _path(word: str) -> Path:
    try:
        return Path(word).expanduser()
    except RuntimeError as error:
        raise UsageError(f"{word!r} begins with the home of an unknown user.") from error
