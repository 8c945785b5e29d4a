"""MCP servers that are reached over HTTP."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("mcp")

from grokvoice.tools import mcp
from grokvoice.tools.adopting import Listed
from grokvoice.tools.mcp import Session, hold
from grokvoice.tools.results import Outcome
from grokvoice.tools.servers import Launch, McpFailure, McpServer

TOOL = {"name": "echo", "inputSchema": {"type": "object"}}


class Web(ThreadingHTTPServer):
    """A server of one tool, which notes what it is sent."""

    daemon_threads = True

    def __init__(self, pages: int = 1) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.authorizations: set[str | None] = set()
        self.is_mute = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/mcp"

    def result(self, method: str, params: dict[str, object]) -> object:
        match method:
            case "initialize":
                info = {"name": "web", "version": "1"}
                version = params["protocolVersion"]
                return {"protocolVersion": version, "capabilities": {}, "serverInfo": info}
            case "tools/list":
                page = int(str(params.get("cursor", 1)))
                more = {"nextCursor": str(page + 1)} if page < self.pages else {}
                return {"tools": [TOOL], **more}
            case "tools/call":
                return {"content": [{"type": "text", "text": json.dumps(params["arguments"])}]}
        return None


class Handler(BaseHTTPRequestHandler):
    """Answers JSON with JSON."""

    server: Web

    def do_POST(self) -> None:
        self.server.authorizations.add(self.headers["Authorization"])
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.is_mute:
            self.rfile.read()  # until the other side gives up
            return
        if "id" not in request:
            self.send_response(202)
            self.end_headers()
            return
        answer = {"jsonrpc": "2.0", "id": request["id"]}
        result = self.server.result(request["method"], request.get("params", {}))
        answer |= {"result": result} if result else {"error": {"code": -32601, "message": "no"}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.send_response(405)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@contextmanager
def serving(pages: int = 1) -> Iterator[Web]:
    with Web(pages) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        try:
            yield web
        finally:
            web.shutdown()
            thread.join()


def launch(server: McpServer) -> Launch:
    return Launch(server=server, environment={}, log=Path("unused"))


async def visit(server: McpServer, *arguments: dict[str, object]) -> list[object]:
    """Connect, call the tool once for each set of arguments, and leave."""
    found: list[object] = []
    leaving, is_open = asyncio.Event(), asyncio.Event()
    sessions: list[Session] = []

    def opened(session: Session) -> None:
        sessions.append(session)
        is_open.set()

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(hold(launch(server), lambda text: text, opened, leaving))
        await is_open.wait()
        found.extend(sessions[0].tools)
        found.extend([await sessions[0].call("echo", one) for one in arguments])  # type: ignore[arg-type]  # JSON
        leaving.set()
    return found


def test_a_server_on_the_network_gets_the_headers_it_is_configured_with() -> None:
    with serving() as web:
        server = McpServer(name="w", url=web.url, headers={"Authorization": "Bearer t"})

        found = asyncio.run(visit(server, {"text": "Bodø"}))

    assert found == [
        Listed(name="echo", description="", parameters={"type": "object"}),
        Outcome(text='{"text": "Bod\\u00f8"}'),
    ]
    assert web.authorizations == {"Bearer t"}


def test_pages_of_tools_without_end_are_not_read_for_ever() -> None:
    with serving(pages=1_000_000) as web:
        found = asyncio.run(visit(McpServer(name="w", url=web.url)))

    assert len(found) == 10


def test_nobody_there_is_a_failure() -> None:
    with serving() as web:
        server = McpServer(name="w", url=web.url)
    web.server_close()

    with pytest.raises(McpFailure):
        asyncio.run(hold(launch(server), str, lambda _: None, asyncio.Event()))


def test_a_server_that_does_not_answer_in_time_is_a_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mcp, "START_LIMIT_S", 0.1)
    with serving() as web:
        web.is_mute = True

        with pytest.raises(McpFailure, match=r"it did not start within 0\.1 s"):
            asyncio.run(hold(launch(McpServer(name="w", url=web.url)), str, print, asyncio.Event()))
