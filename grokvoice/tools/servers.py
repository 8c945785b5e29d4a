"""MCP servers as the configuration describes them, and what a child of ours may inherit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from grokvoice.errors import UsageError

KEY_VARIABLES: Final = frozenset({"XAI_API_KEY", "GROKVOICE_API_KEY"})
"""Never given to anybody, not even by name."""
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
START_LIMIT_S: Final = 10.0
_INHERITED: Final = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TZ"),
    *("LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TMP", "TEMP"),
    *("APPDATA", "LOCALAPPDATA", "HOMEDRIVE", "HOMEPATH", "USERPROFILE", "USERNAME"),
    *("PATHEXT", "SYSTEMROOT", "SYSTEMDRIVE", "PROCESSOR_ARCHITECTURE"),
)
_NAME: Final = re.compile(r"(?!.*__)[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_REFERENCE: Final = re.compile(r"\$\{(\w+)\}")


class McpFailure(Exception):  # noqa: N818 - not ours: a server's, told in a notice or an answer
    """A server could not be started or reached, or is gone; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class McpServer:
    """A server of the configuration: a program we start, or a URL."""

    name: str
    """What stands before its tools: `name__tool`."""
    command: str = ""
    """The program, found on PATH; never run through a shell."""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Variables it gets besides the few that everybody gets; `${NAME}` is filled in from ours."""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What every request carries; `${NAME}` as above."""
    allowed_tools: tuple[str, ...] = ()
    """Which of its tools may be used; empty means all."""
    is_trusted: bool = False
    """Whether what it answers counts as the user's own words, and not as a stranger's."""
    is_hosted: bool = False
    """Whether xAI connects to `url`, instead of this machine."""
    description: str = ""
    """What the model is told about a hosted server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How a server is reached."""

    server: McpServer
    """As `prepared` gives it."""
    environment: Mapping[str, str] = field(repr=False)
    """All that a program gets of ours."""
    log: Path
    """Where a program's standard error goes, and what else it says that is no message."""


def prepared(server: McpServer, environ: Mapping[str, str]) -> McpServer:
    """Check a server and fill in what it takes from our environment.

    Raises:
        UsageError: a name that cannot stand before a tool's, no command or URL or both of them, a
            variable that is not set, or the API key.
    """
    if not _NAME.fullmatch(server.name):
        raise UsageError(
            f"MCP server {server.name!r}: its name may hold at most 32 letters, digits, - and _, "
            "and no two _ in a row."
        )
    if bool(server.command) == bool(server.url):
        raise UsageError(f"MCP server {server.name}: give either a command or a url.")
    if server.is_hosted and not server.url:
        raise UsageError(f"MCP server {server.name}: xAI can only use a url, not a command.")
    parts = urlsplit(server.url)
    if parts.scheme == "http" and server.headers and parts.hostname not in LOOPBACK:
        raise UsageError(f"MCP server {server.name}: headers are only sent over https.")
    return replace(
        server,
        env=_filled(server.name, server.env, environ),
        headers=_filled(server.name, server.headers, environ),
    )


def secrets_of(server: McpServer, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a server is given from our environment, so that it can be kept out of texts."""
    texts = (*server.env.values(), *server.headers.values())
    names = [name for text in texts for name in _REFERENCE.findall(text)]
    return tuple(environ[name] for name in names if environ.get(name))


def environment_for(server: McpServer, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a program we start: a short list, and what is configured."""
    inherited = {name: environ[name] for name in _INHERITED if name in environ}
    return {**inherited, **server.env}


def _filled(server: str, texts: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    def value_of(match: re.Match[str]) -> str:
        name = match[1]
        if name in KEY_VARIABLES:
            raise UsageError(f"MCP server {server}: {name} is for xAI alone; give it another key.")
        if not environ.get(name):
            raise UsageError(f"MCP server {server}: {name} is not set: export it.")
        return environ[name]

    if taken := KEY_VARIABLES & texts.keys():
        raise UsageError(f"MCP server {server}: {min(taken)} is for xAI alone; leave it out.")
    return {name: _REFERENCE.sub(value_of, text) for name, text in texts.items()}
