"""One MCP server, through the official SDK: the only module that imports it.

Everything here runs in a loop and thread of its own (see `fleet`). A server may answer anything or
nothing, so each failure, of whatever class of the SDK's, becomes `McpFailure` at this border.
"""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx2
import mcp_types as wire
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from grokvoice.protocol.values import JsonObject
from grokvoice.tools.adopting import Listed
from grokvoice.tools.results import Outcome, Redact, failed, result_text
from grokvoice.tools.servers import LOOPBACK, START_LIMIT_S, Launch, McpFailure

_ALIVE_S: Final = 2.0
_MOST_PAGES: Final = 10
_HTTP_TIMEOUT: Final = httpx2.Timeout(30.0, read=300.0)
_WARDEN: Final = Path(__file__).with_name("warden.py")


class Session:
    """An open connection; to be used in the loop where it was opened."""

    def __init__(self, client: Client, tools: tuple[Listed, ...], redact: Redact) -> None:
        self._client = client
        self._redact = redact
        self.tools = tools
        """What the server offered when the connection was opened."""

    async def call(self, tool: str, arguments: JsonObject) -> Outcome:
        """Call a tool.

        Raises:
            McpFailure: the connection is gone; whether the tool ran cannot be known.
        """
        request = wire.CallToolRequest(
            params=wire.CallToolRequestParams(name=tool, arguments=arguments)
        )
        try:
            # Not `call_tool`: that one checks results against a schema of the server's, whose
            # regular expressions could hold the interpreter.
            result = await self._client.session.send_request(request, wire.CallToolResult)
        except MCPError as problem:
            if problem.error.code == wire.CONNECTION_CLOSED and not await self.is_alive():
                raise McpFailure("the server ended") from problem
            return failed(problem.error.message, self._redact)
        except ValueError:
            return failed("the answer is no MCP", self._redact)
        text = result_text(_value(result), self._redact)
        return failed(text, self._redact) if result.is_error else Outcome(text=text)

    async def is_alive(self) -> bool:
        """Tell whether the server still answers."""
        try:
            async with asyncio.timeout(_ALIVE_S):
                await self._client.session.list_tools()
        except Exception:  # noqa: BLE001 - whatever a broken connection raises, it is broken
            return False
        return True


async def hold(
    launch: Launch, redact: Redact, opened: Callable[[Session], object], leaving: asyncio.Event
) -> None:
    """Connect to a server and stay until it is to be left; then end it if we started it.

    Args:
        launch: How it is reached.
        redact: Takes secrets out of what it answers.
        opened: Told when it can be used.
        leaving: Set by whoever wants no more of it.

    Raises:
        McpFailure: it could not be started or reached, within 10 s.
    """
    _keep_library_quiet()
    try:
        async with asyncio.timeout(START_LIMIT_S) as limit, _connected(launch) as client:
            opened(Session(client, await _tools(client), redact))
            limit.reschedule(None)
            await leaving.wait()
    except TimeoutError as problem:
        raise McpFailure(f"it did not start within {START_LIMIT_S:g} s") from problem
    except Exception as problem:  # what a stranger's program makes the library raise
        raise McpFailure(_reason(problem)) from problem


@asynccontextmanager
async def _connected(launch: Launch) -> AsyncIterator[Client]:
    """Open a connection to a URL, or start a program, through the warden."""
    server = launch.server
    if server.url:
        is_near = urlsplit(server.url).hostname in LOOPBACK
        async with httpx2.AsyncClient(
            headers=dict(server.headers), timeout=_HTTP_TIMEOUT, trust_env=not is_near
        ) as http:
            transport = streamable_http_client(server.url, http_client=http)
            async with Client(transport, cache=None) as client:
                yield client
    else:
        with Path(os.devnull).open("w") as nothing:  # noqa: ASYNC230 - it is no disk
            transport = stdio_client(_program(launch), errlog=nothing)
            async with Client(transport, cache=None) as client:
                yield client


def _program(launch: Launch) -> StdioServerParameters:
    warden = ["-I", "-S", str(_WARDEN), str(launch.log), str(os.getpid())]
    return StdioServerParameters(
        command=sys.executable,
        args=[*warden, launch.server.command, *launch.server.args],
        env=dict(launch.environment),
    )


async def _tools(client: Client) -> tuple[Listed, ...]:
    listed: list[Listed] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):  # a server could go on for ever
        page = await client.list_tools(cursor=cursor)
        listed += [
            Listed(name=one.name, description=one.description or "", parameters=one.input_schema)
            for one in page.tools
        ]
        cursor = page.next_cursor
        if cursor is None:
            break
    return tuple(listed)


def _value(result: wire.CallToolResult) -> object:
    """Return what a tool answered: its texts, or its data if it has no texts."""
    if not result.content:
        return result.structured_content
    return "\n".join(map(_text, result.content))


def _text(part: wire.ContentBlock) -> str:
    match part:
        case wire.TextContent():
            return part.text
        case wire.ImageContent() | wire.AudioContent():
            return f"[{part.mime_type}, about {len(part.data) * 3 // 4:,} bytes]"
        case wire.ResourceLink():
            return f"[{part.name}: {part.uri}]"
        case wire.EmbeddedResource(resource=wire.TextResourceContents(text=text)):
            return text
        case wire.EmbeddedResource():
            return f"[{part.resource.uri}, binary data]"


def _reason(problem: BaseException) -> str:
    """Return the first cause in words; the library wraps causes in groups."""
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    return str(problem) or type(problem).__name__


def _keep_library_quiet() -> None:
    """Give the library's loggers a handler: without one, Python prints them over the talk."""
    for name in ("mcp", "client", "httpx2"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
