"""The tools of MCP servers: started, made fit to be shown, and compared with what they were."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from grokvoice.tools.adopting import Adopted, adopted
from grokvoice.tools.fleet import Fleet
from grokvoice.tools.local_tool import LocalTool
from grokvoice.tools.memory import Memory
from grokvoice.tools.servers import Launch, McpServer, environment_for
from grokvoice.tools.surroundings import Surroundings
from grokvoice.tools.threads import in_thread


class Guests:
    """All tools that strangers bring.

    Args:
        servers: Checked and filled in.
        memory: Knows what their tools were when they were last agreed to.
        around: The world.
        warn: Told what the user should know.
    """

    def __init__(
        self,
        servers: Sequence[McpServer],
        memory: Memory,
        around: Surroundings,
        warn: Callable[[str], None],
    ) -> None:
        launches = [_launch(server, around) for server in servers]
        self._fleet = Fleet(launches, around.redact, warn, around.now)
        self._memory = memory
        self._warn = warn
        self._changed: set[str] = set()

    async def open(self, taken: Iterable[str]) -> list[LocalTool]:
        """Start the servers and return their tools; who fails is warned of and left out.

        Args:
            taken: Names that are not free any more.
        """
        names = set(taken)
        tools: list[LocalTool] = []
        for server, listed in await self._fleet.open():
            offered = self._fit(adopted(server, listed))
            if clash := next((one.name for one in offered if one.name in names), None):
                self._warn(f"MCP server {server.name}: {clash} is there already; it is left out.")
                continue
            names |= {one.name for one in offered}
            tools += [_tool(server, one, self._fleet) for one in offered]
        await self._compare(tools)
        return tools

    def has_changed(self, tool: LocalTool) -> bool:
        """Tell whether a tool says of itself something else than when it was agreed to."""
        return tool.name in self._changed

    async def accept(self, tool: LocalTool) -> None:
        """Note that a tool was agreed to as it is now."""
        self._changed.discard(tool.name)
        await self._pin({tool.name: tool.pin})

    async def close(self) -> None:
        """Let go of the servers."""
        await self._fleet.close()

    def _fit(self, offered: Iterable[Adopted]) -> list[Adopted]:
        fit = []
        for one in offered:
            if one.problem:
                self._warn(f"MCP tool {one.problem}.")
            if one.pin:
                fit.append(one)
        return fit

    async def _compare(self, tools: Iterable[LocalTool]) -> None:
        pins = {tool.name: tool.pin for tool in tools}
        known = self._memory.held.pins
        self._changed = {name for name, pin in pins.items() if known.get(name, pin) != pin}
        for name in sorted(self._changed):
            self._warn(f"MCP tool {name} describes itself otherwise than before: it asks again.")
        await self._pin({name: pin for name, pin in pins.items() if name not in known})

    async def _pin(self, pins: dict[str, str]) -> None:
        if problem := await in_thread(partial(self._memory.pin, pins), "pins"):
            self._warn(problem)


def _tool(server: McpServer, one: Adopted, fleet: Fleet) -> LocalTool:
    return LocalTool(
        name=one.name,
        description=one.description,
        parameters=one.parameters,
        origin=f"MCP server {server.name}",
        run=partial(fleet.call, server.name, one.tool),
        is_strange=not server.is_trusted,
        pin=one.pin,
    )


def _launch(server: McpServer, around: Surroundings) -> Launch:
    return Launch(
        server=server,
        environment=environment_for(server, around.environ),
        log=_log_of(server, around.logs),
    )


def _log_of(server: McpServer, folder: Path | None) -> Path:
    """Return where a server's own log goes; without a place for it, nowhere."""
    if folder is None:
        return Path(os.devnull)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(os.devnull)
    return folder / f"mcp-{server.name}.log"
