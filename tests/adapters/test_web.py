import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from grokvoice.adapters.address import Address
from grokvoice.adapters.web import get_json
from grokvoice.errors import ConnectError, KeyRefusedError, RateLimitedError
from tests.web_server import Web, answering

KEY = "xai-canary-0123456789"


@pytest.fixture
def web() -> Iterator[Callable[..., Web]]:
    """Start a server that answers at `/page`."""
    with ExitStack() as servers:
        yield lambda status, body, headers=(): servers.enter_context(
            answering({"/page": (status, body, dict(headers))})
        )


def page_of(web: Web) -> Address:
    return Address(
        url=f"http://{web.address}/page",
        headers={"Authorization": f"Bearer {KEY}"},
        key_name="XAI_API_KEY",
    )


def test_a_document_is_fetched_with_what_is_to_be_shown(web: Callable[..., Web]) -> None:
    server = web(200, b'{"voices": []}')

    assert get_json(page_of(server), 5.0) == {"voices": []}
    assert server.shown == [("/page", f"Bearer {KEY}")]


@pytest.mark.parametrize(
    ("status", "kind"), [(401, KeyRefusedError), (429, RateLimitedError), (500, ConnectError)]
)
def test_a_refusal_is_told_without_the_key(
    web: Callable[..., Web], status: int, kind: type[ConnectError]
) -> None:
    with pytest.raises(kind, match="no such key: …") as caught:
        get_json(page_of(web(status, f"no such key: {KEY}".encode())), 5.0)

    assert KEY not in str(caught.value)


def test_the_key_is_not_taken_along_to_where_a_redirect_leads(web: Callable[..., Web]) -> None:
    elsewhere = web(200, b"{}")
    server = web(302, b"", {"Location": f"http://{elsewhere.address}/page"})

    with pytest.raises(ConnectError, match="answered 302"):
        get_json(page_of(server), 5.0)

    assert elsewhere.shown == []


@pytest.mark.parametrize("body", [b"<html>", b"\xff", b"[" * 100, b'"' + b"x" * 2**20 + b'"'])
def test_what_is_no_json_of_a_sensible_size_is_an_error(
    web: Callable[..., Web], body: bytes
) -> None:
    with pytest.raises(ConnectError, match="something else than JSON"):
        get_json(page_of(web(200, body)), 5.0)


def test_no_proxy_is_asked_for_what_is_on_this_machine(
    web: Callable[..., Web], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert get_json(page_of(web(200, b"[]")), 5.0) == []


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(ConnectError, match=f"Cannot reach http://127.0.0.1:{port}: Connection re"):
        get_json(Address(url=f"http://127.0.0.1:{port}/"), 5.0)


def test_a_server_that_does_not_answer_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        with pytest.raises(ConnectError, match=r"did not answer within 0\.1 s"):
            get_json(Address(url=f"http://127.0.0.1:{port}/"), 0.1)


def test_what_does_not_speak_http_is_told() -> None:
    with pytest.raises(ConnectError, match="Cannot reach gopher://x"):
        get_json(Address(url="gopher://x/"), 5.0)
