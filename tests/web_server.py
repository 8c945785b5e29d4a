"""A web server on this machine that gives the answers it was told, and notes what it was shown."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

Answer: TypeAlias = tuple[int, bytes, Mapping[str, str]]
"""Status, body, headers."""


@dataclass
class Web:
    """A running server."""

    address: str
    """`127.0.0.1:PORT`."""
    shown: list[tuple[str, str]] = field(default_factory=list)
    """Path and `Authorization` of every request."""


@contextmanager
def answering(pages: Mapping[str, Answer]) -> Iterator[Web]:
    """Serve these pages, by path and query; there is nothing elsewhere."""
    web = Web("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.shown.append((self.path, self.headers.get("Authorization", "")))
            status, body, headers = pages.get(self.path, (404, b"nothing here", {}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        web.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="web")
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join(5)
