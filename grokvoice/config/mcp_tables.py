"""The tables `[mcp.NAME]` of `config.toml`: MCP servers that `--tools mcp:NAME` may use.

    [mcp.notes]
    command = "npx"
    args = ["-y", "notes-server"]
    env = { NOTES_TOKEN = "${NOTES_TOKEN}" }

Only kinds are checked here; what makes sense together is known to whoever starts the servers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from grokvoice.config.naming import suggestion
from grokvoice.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class McpTable:
    """One of these tables."""

    name: str
    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    allowed_tools: tuple[str, ...] = ()
    """Empty for all."""
    trusted: bool = False
    """Whether its answers count as the user's own words."""
    hosted: bool = False
    """Whether xAI connects to it."""
    description: str = ""


def read_mcp_tables(tables: object, file: str) -> tuple[McpTable, ...]:
    """Read what stands under `mcp`.

    Args:
        tables: As TOML has it.
        file: Where it stands, for messages.

    Raises:
        UsageError: an unknown key, or a value of the wrong kind.
    """
    if not isinstance(tables, dict):
        raise UsageError(f"mcp in {file} must be a table of tables: [mcp.NAME].")
    return tuple(_read(name, table, file) for name, table in tables.items())


def _read(name: str, table: object, file: str) -> McpTable:
    place = f"[mcp.{name}] in {file}"
    if not isinstance(table, dict):
        raise UsageError(f"{place} must be a table.")
    for key, value in table.items():
        if key not in _KINDS:
            raise UsageError(f"unknown setting {key!r} of {place}: {suggestion(key, _KINDS)}")
        if not _is_of(_KINDS[key], value):
            raise UsageError(f"{key} of {place} must be {_KINDS[key]}.")
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return McpTable(name=name, **{**table, **lists})


def _is_of(kind: str, value: object) -> bool:
    match value:
        case bool():
            return kind == _SWITCH
        case str():
            return kind == _TEXT
        case list():
            return kind == _TEXTS and all(isinstance(one, str) for one in value)
        case dict():
            return kind == _TABLE and all(isinstance(one, str) for one in value.values())
        case _:
            return False


_TEXT: Final = "a text"
_SWITCH: Final = "true or false"
_TEXTS: Final = "a list of texts"
_TABLE: Final = "a table of texts"
_KINDS: Final = {
    "command": _TEXT,
    "args": _TEXTS,
    "env": _TABLE,
    "url": _TEXT,
    "headers": _TABLE,
    "allowed_tools": _TEXTS,
    "trusted": _SWITCH,
    "hosted": _SWITCH,
    "description": _TEXT,
}
