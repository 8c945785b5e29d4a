import asyncio
import re
import socket
import sys
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.server import ServerConnection, serve

from grokvoice import __version__
from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Closed, Patience, Wire
from grokvoice.errors import ConnectError, KeyRefusedError, RateLimitedError
from tests.adapters.loopback import (
    BEARER,
    GRACE_S,
    KEY,
    Web,
    answering,
    deaf_port,
    http,
    refusal,
    refusal_by,
    refusal_of,
    talking,
)
from tests.virtual_time import run_virtually


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_a_refused_connection_names_the_address_and_is_tried_again(free_port: int) -> None:
    error = refusal(Address(url=f"ws://127.0.0.1:{free_port}/v1?token={KEY}"))

    assert re.fullmatch(
        rf"Cannot reach ws://127\.0\.0\.1:{free_port}: .+\. Check the name and the network\.",
        str(error),
    )
    assert KEY not in str(error)
    assert error.may_retry


def test_a_name_with_several_addresses_gives_one_plain_reason(free_port: int) -> None:
    error = refusal(Address(url=f"ws://localhost:{free_port}/"))

    assert "Multiple exceptions" not in str(error)


@pytest.mark.usefixtures("no_proxies")
def test_a_name_nobody_knows_is_named_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    error = refusal(Address(url="wss://nobody.invalid/v1"))

    expected = "Cannot reach wss://nobody.invalid: Name or service not known."
    assert (str(error).startswith(expected), error.may_retry) == (True, True)


@pytest.mark.usefixtures("no_proxies")
def test_a_name_no_resolver_could_look_up_is_no_crash() -> None:
    error = refusal(Address(url=f"wss://{'a' * 64}.test/"))

    assert (str(error).endswith("Check the URL."), error.may_retry) == (True, False)


def test_an_address_that_is_no_websocket_is_refused_without_a_second_try() -> None:
    error = refusal(Address(url="http://127.0.0.1:9/"))

    assert str(error) == "http://127.0.0.1:9 cannot be connected to. Check the URL."
    assert not error.may_retry


def test_a_handshake_that_hangs_is_given_up_after_five_seconds() -> None:
    async def dial() -> tuple[ConnectError, float]:
        loop = asyncio.get_running_loop()
        async with answering(b"", stays=True) as web:
            begun_at = loop.time()
            return await refusal_of(Address(url=web.url), Patience()), loop.time() - begun_at

    error, took_s = run_virtually(dial(), grace_s=GRACE_S)

    assert "did not answer within 5 s" in str(error)
    assert error.may_retry
    assert took_s == pytest.approx(5.0)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00\xff\x16\x03\x01" * 50,
        b"220 mail.test ESMTP\r\n",
        b"HTTP/1.1 ok\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: bm9uc2Vuc2U=\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 429 Slow\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nTransfer-Encoding: gzip\r\n\r\n",
    ],
)
def test_garbage_in_place_of_an_answer_is_one_plain_line(garbage: bytes) -> None:
    error, _ = refusal_by(garbage)

    assert str(error).startswith("ws://127.0.0.1:")
    assert "\n" not in str(error)
    assert error.may_retry


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_refused_key_is_not_shown_again(status: str) -> None:
    error, web = refusal_by(http(status, body=f"no such key: {KEY}"))

    assert isinstance(error, KeyRefusedError)
    assert (error.status, error.may_retry, len(web.requests)) == (int(status[:3]), False, 1)
    assert KEY not in str(error)


def test_a_path_that_is_not_there_is_not_asked_for_again() -> None:
    error, web = refusal_by(http("404 Not Found", body="no route"))

    assert (error.status, error.may_retry, len(web.requests)) == (404, False, 1)
    assert "404: no route" in str(error)


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [("2", 2.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("whenever", None)],
)
def test_too_many_sessions_tell_how_long_to_wait(retry_after: str, seconds: float) -> None:
    error, _ = refusal_by(http("429 Too Many Requests", f"Retry-After: {retry_after}"))

    assert isinstance(error, RateLimitedError)
    assert (error.may_retry, error.retry_after_s) == (True, seconds)


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Timeout"])
def test_a_failing_server_is_tried_again(status: str) -> None:
    error, _ = refusal_by(http(status, "Retry-After: 3"))

    assert (error.status, error.may_retry, error.retry_after_s) == (int(status[:3]), True, 3.0)


def test_a_page_in_place_of_a_session_is_no_session() -> None:
    error, _ = refusal_by(http("200 OK", body="<html>hello</html>"))

    assert (error.status, error.may_retry) == (200, False)


def test_a_handshake_shows_the_key_and_who_we_are() -> None:
    _, web = refusal_by(http("404 Not Found"))

    lines = web.requests[0].splitlines()
    assert f"Authorization: Bearer {KEY}" in lines
    assert f"User-Agent: grokvoice/{__version__}" in lines


@pytest.mark.usefixtures("no_proxies")
@pytest.mark.skipif(sys.platform != "linux", reason="needs a port that drops connections")
def test_a_dead_address_of_a_name_does_not_keep_us_from_its_living_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def dial() -> str | bytes | Closed:
        async with talking(lambda it: it.close(4004, "found")) as url, deaf_port() as dead:
            living = urlsplit(url).port
            kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
            monkeypatch.setattr(
                socket,
                "getaddrinfo",
                lambda *_, **__: [(*kind, ("127.0.0.1", port)) for port in (dead, living)],
            )
            wire = await Wire.open(Address(url=url.replace("127.0.0.1", "voice.test")))
            return await wire.receive()

    assert run_virtually(dial(), grace_s=GRACE_S) == Closed(code=4004, reason="found")


def test_a_redirect_within_the_server_is_followed_with_the_key() -> None:
    async def dial() -> tuple[list[str], list[str | None]]:
        paths: list[str] = []
        keys: list[str | None] = []

        async def note(connection: ServerConnection) -> None:
            assert connection.request is not None
            paths.append(connection.request.path)
            keys.append(connection.request.headers.get("Authorization"))

        def redirect(connection: ServerConnection, request: object) -> object:
            path = getattr(request, "path", "")
            if path == "/new":
                return None
            response = connection.respond(307, "")
            response.headers["Location"] = "/new"
            return response

        async with (
            asyncio.timeout(5),
            serve(note, "127.0.0.1", 0, process_request=redirect) as server,  # type: ignore[arg-type]
        ):
            url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/old"
            wire = await Wire.open(Address(url=url, headers=BEARER), Patience())
            await wire.receive()
        return paths, keys

    assert asyncio.run(dial()) == (["/new"], [BEARER["Authorization"]])


def test_a_redirect_to_another_server_is_not_followed_and_the_key_stays_here() -> None:
    async def dial() -> tuple[ConnectError, Web, Web]:
        async with asyncio.timeout(5), answering(b"") as foreign:
            answer = http("302 Found", f"Location: {foreign.url}?a=b")
            async with answering(answer) as named:
                error = await refusal_of(Address(url=named.url, headers=BEARER))
                return error, named, foreign

    error, named, foreign = asyncio.run(dial())

    assert f"redirects to ws://127.0.0.1:{foreign.port}, a foreign server" in str(error)
    assert not error.may_retry
    assert (len(named.requests), len(foreign.requests)) == (1, 0)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://127.0.0.1/login", "redirects to https://127.0.0.1/login, which is no WebSocket"),
        ("http://[", "cannot be connected to"),
    ],
)
def test_a_redirect_to_a_page_is_not_followed(location: str, reason: str) -> None:
    error, web = refusal_by(http("302 Found", f"Location: {location}"))

    assert reason in str(error)
    assert (error.may_retry, len(web.requests)) == (False, 1)


def test_a_redirect_without_end_is_given_up() -> None:
    error, web = refusal_by(http("301 Moved", "Location: /again"))

    assert "redirects" in str(error)
    assert not error.may_retry
    assert len(web.requests) == 10
