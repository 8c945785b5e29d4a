"""What MCP servers say about their tools, made fit to be shown to the model; a pure module.

A server is a stranger. Its annotations ("read-only", "safe") are not even looked at. Its texts may
hide orders to the model in characters that people do not see, may change after they were agreed to,
and may take the name of another server's tool (faults T8).
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grokvoice.protocol.json_text import write_object
from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.protocol.wire_problem import WireProblem
from grokvoice.tools.servers import McpServer

_LONGEST_NAME: Final = 64
_LONGEST_DESCRIPTION: Final = 4_000
_LARGEST_SCHEMA: Final = 32 * 1024
_UNFIT: Final = re.compile(r"[^A-Za-z0-9_-]")
_HIDDEN: Final = frozenset({"Cf", "Co", "Cn", "Cs"})
"""Unicode categories of what has no shape: marks of direction, joiners, tags, private signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A tool as its server lists it."""

    name: str
    description: str
    parameters: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A tool as the model gets to know it."""

    name: str
    """`server__tool`."""
    tool: str
    """What its server calls it."""
    description: str
    parameters: JsonObject
    pin: str
    """A fingerprint of everything the server said about it."""
    problem: str = ""
    """What the user should know; with an empty `pin`, why it cannot be used."""


def adopted(server: McpServer, listed: Iterable[Listed]) -> tuple[Adopted, ...]:
    """Return the tools of a server that may be used, and those that cannot be, with the reason."""
    wanted = server.allowed_tools
    return tuple(_adopt(server.name, one) for one in listed if not wanted or one.name in wanted)


def _adopt(server: str, listed: Listed) -> Adopted:
    name = f"{server}__{_UNFIT.sub('_', listed.name)}"
    description, parameters = _shown(listed.description), _cleaned(listed.parameters)
    fit = Adopted(
        name=name,
        tool=listed.name,
        description=description[:_LONGEST_DESCRIPTION],
        parameters=parameters if isinstance(parameters, dict) else {},
        pin=_fingerprint(listed),
    )
    if problem := _unfitness(fit):
        return Adopted(
            name=name, tool="", description="", parameters={}, pin="", problem=f"{name}: {problem}"
        )
    if (description, parameters) == (listed.description, listed.parameters):
        return fit
    problem = f"{name} describes itself with characters that nobody sees; they were removed"
    return Adopted(
        name=name,
        tool=fit.tool,
        description=fit.description,
        parameters=fit.parameters,
        pin=fit.pin,
        problem=problem,
    )


def _unfitness(tool: Adopted) -> str:
    """Return why the wire could not take a tool; "" if it can."""
    if len(tool.name) > _LONGEST_NAME:
        return f"its name is longer than {_LONGEST_NAME} characters"
    if tool.parameters.get("type", "object") != "object":
        return "its arguments are no object"
    try:
        size = len(write_object(tool.parameters))
    except WireProblem as problem:
        return f"its schema cannot be sent ({problem})"
    return f"its schema is larger than {_LARGEST_SCHEMA} bytes" if size > _LARGEST_SCHEMA else ""


def _fingerprint(listed: Listed) -> str:
    """Return a hash of what was said, hidden parts included."""
    said = json.dumps([listed.name, listed.description, listed.parameters], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _cleaned(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return _shown(value)
        case list():
            return [_cleaned(one) for one in value]
        case dict():
            return {_shown(name): _cleaned(one) for name, one in value.items()}
        case _:
            return value


def _shown(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) not in _HIDDEN)
