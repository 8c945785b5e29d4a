"""Which tools a talk is to have, as plain values out of the settings; checked before it begins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from grokvoice.errors import UsageError
from grokvoice.protocol.settings import Tool
from grokvoice.tools.approval import Rules
from grokvoice.tools.functions import Function
from grokvoice.tools.hosted import Filters, RemoteMcp, hosted_tools, remote_mcp, reserver_of
from grokvoice.tools.python_file import load_functions
from grokvoice.tools.servers import McpServer, prepared, secrets_of
from grokvoice.tools.tool_list import ToolList

_NOBODY: Final = ToolList()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolWishes:
    """What was asked for."""

    named: ToolList = _NOBODY
    filters: Filters = field(default_factory=Filters)
    functions: tuple[Function, ...] = ()
    """Functions of a program's own, besides those of files."""
    servers: tuple[McpServer, ...] = ()
    """The MCP servers of the configuration; those that are named are used."""
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The tools that were asked for, found and checked."""

    hosted: tuple[Tool, ...]
    """What xAI runs."""
    functions: tuple[Function, ...]
    servers: tuple[McpServer, ...]
    """What this machine connects to."""
    secrets: tuple[str, ...] = field(repr=False)
    """What servers were given of our environment, to be kept out of what the model is told."""


def kit_from(wishes: ToolWishes, environ: Mapping[str, str]) -> Kit:
    """Find and check everything that was asked for; runs the Python files.

    Raises:
        UsageError: something that cannot be meant, or that the service would refuse.
    """
    chosen = [_chosen(name, wishes.servers) for name in wishes.named.servers]
    servers = [prepared(server, environ) for server in chosen]
    remote = [remote_mcp(_remote(server)) for server in servers if server.is_hosted]
    hosted = (*hosted_tools(wishes.named, wishes.filters), *remote)
    _check_labels(hosted)
    files = [one for path in wishes.named.files for one in load_functions(path)]
    functions = (*wishes.functions, *files)
    _check_names(functions, hosted)
    return Kit(
        hosted=hosted,
        functions=functions,
        servers=tuple(server for server in servers if not server.is_hosted),
        secrets=tuple(one for server in chosen for one in secrets_of(server, environ)),
    )


def _chosen(name: str, servers: Iterable[McpServer]) -> McpServer:
    known = {server.name: server for server in servers}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known) or 'none'}."
        raise UsageError(f"mcp:{name} is not in the configuration: {hint}")
    return known[name]


def _remote(server: McpServer) -> RemoteMcp:
    headers = {name.lower(): value for name, value in server.headers.items()}
    return RemoteMcp(
        url=server.url,
        label=server.name,
        description=server.description,
        allowed_tools=server.allowed_tools,
        authorization=headers.pop("authorization", ""),
        headers=headers,
    )


def _check_labels(hosted: Sequence[Tool]) -> None:
    labels = [str(tool.extra["server_label"]) for tool in hosted if tool.type == "mcp"]
    for label in labels:
        if labels.count(label) > 1:
            raise UsageError(
                f"two MCP servers are called {label!r}: put them into the configuration, "
                "where each has a name of its own."
            )


def _check_names(functions: Sequence[Function], hosted: Sequence[Tool]) -> None:
    places: dict[str, str] = {}
    for one in functions:
        if kind := reserver_of(one.name, hosted):
            raise UsageError(
                f"{one.place}: the name {one.name} is taken by xAI's own {kind}, which would fail: "
                "name the function otherwise."
            )
        if one.name in places:
            raise UsageError(f"{one.place}: {one.name} is there already, in {places[one.name]}.")
        places[one.name] = one.place
