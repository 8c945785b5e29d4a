import asyncio
import logging
import ssl
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.asyncio.server import serve

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Closed, Patience, Wire
from grokvoice.errors import ConnectError
from tests.adapters.loopback import (
    BEARER,
    KEY,
    QUICK,
    UNREACHABLE_PROXY,
    Web,
    answering,
    closing_of,
    http,
    refusal,
    refusal_by,
    refusal_of,
    talking,
)


@pytest.fixture
def all_logs() -> Iterator[list[str]]:
    """Everything any logger says while every one of them is at DEBUG."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.name}: {record.getMessage()}")

    named = [
        it for it in logging.root.manager.loggerDict.values() if isinstance(it, logging.Logger)
    ]
    loggers, keep = [logging.root, *named], Keep()
    levels = [logger.level for logger in loggers]
    logging.root.addHandler(keep)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield lines
    logging.root.removeHandler(keep)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def test_a_trusted_certificate_is_enough(
    certificate: Callable[[str], ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    context = certificate("IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chain.pem"))

    async def dial() -> Closed:
        async with (
            asyncio.timeout(5),
            serve(lambda it: it.close(4000, "hello"), "127.0.0.1", 0, ssl=context) as server,
        ):
            port = server.sockets[0].getsockname()[1]
            wire = await Wire.open(Address(url=f"wss://127.0.0.1:{port}/"), Patience())
            closed = await wire.receive()
            assert isinstance(closed, Closed)
            return closed

    assert asyncio.run(dial()) == Closed(code=4000, reason="hello")


@pytest.mark.parametrize(
    ("subject", "is_known", "reason"),
    [("IP:127.0.0.1", False, "self-signed"), ("DNS:other.test", True, "mismatch")],
)
def test_a_certificate_that_proves_nothing_is_not_trusted_nor_tried_again(
    certificate: Callable[[str], ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    subject: str,
    is_known: bool,
    reason: str,
) -> None:
    context = certificate(subject)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chain.pem"))

    async def dial() -> tuple[ConnectError, Web]:
        async with asyncio.timeout(5), answering(b"", tls=context) as web:
            url = f"wss://127.0.0.1:{web.port}/"
            return await refusal_of(Address(url=url, headers=BEARER), Patience()), web

    error, web = asyncio.run(dial())

    assert str(error).startswith(f"Cannot trust wss://127.0.0.1:{web.port}: ")
    assert reason in str(error).replace("self signed", "self-signed")
    assert (error.may_retry, web.requests) == (False, [])


def test_plain_text_where_encryption_was_asked_for_is_never_accepted() -> None:
    async def dial() -> tuple[ConnectError, int]:
        async def chatter(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(http("400 Bad Request"))
            writer.close()

        async with asyncio.timeout(5):
            server = await asyncio.start_server(chatter, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            async with server:
                url = f"wss://127.0.0.1:{port}/"
                return await refusal_of(Address(url=url, headers=BEARER), Patience()), port

    error, port = asyncio.run(dial())

    assert str(error).startswith(f"No encrypted connection to wss://127.0.0.1:{port}: ")
    assert not error.may_retry


@pytest.mark.usefixtures("no_proxies")
@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "all_proxy", "ws_proxy"])
@pytest.mark.parametrize("proxy", ["bad", UNREACHABLE_PROXY, "socks5://127.0.0.1:1"])
def test_a_server_on_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, name: str, proxy: str
) -> None:
    monkeypatch.setenv(name, proxy)

    assert closing_of(lambda it: it.close(4001, "here")) == Closed(code=4001, reason="here")


@pytest.mark.usefixtures("no_proxies")
@pytest.mark.parametrize(
    ("proxy", "reason"),
    [
        ("bad", "scheme  isn't supported"),
        ("http://user:secret@", "hostname isn't provided"),
        ("socks5://user:secret@127.0.0.1:1", "SOCKS needs the package python-socks"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, proxy: str, reason: str
) -> None:
    monkeypatch.setenv("https_proxy", proxy)

    error = refusal(Address(url="wss://voice.test/"))

    assert str(error) == (
        f"The proxy for wss://voice.test cannot be used: {reason}. Check HTTPS_PROXY and ALL_PROXY."
    )
    assert not error.may_retry


@pytest.mark.usefixtures("no_proxies")
@pytest.mark.parametrize(
    ("answer", "may_retry"),
    [("407 Proxy Authentication Required", False), ("503 Busy", True), ("garbage", False)],
)
def test_a_proxy_that_refuses_is_told_and_gets_no_key(
    monkeypatch: pytest.MonkeyPatch, answer: str, *, may_retry: bool
) -> None:
    async def dial() -> tuple[ConnectError, Web]:
        async with asyncio.timeout(5), answering(http(answer)) as web:
            monkeypatch.setenv("https_proxy", f"http://user:secret@127.0.0.1:{web.port}")
            return await refusal_of(Address(url="wss://voice.test/", headers=BEARER)), web

    error, web = asyncio.run(dial())

    assert str(error).startswith("The proxy for wss://voice.test cannot be used: ")
    assert "secret" not in str(error)
    assert error.may_retry is may_retry
    assert [request.split()[:2] for request in web.requests] == [["CONNECT", "voice.test:443"]]
    assert KEY not in web.requests[0]


def test_no_logger_ever_hears_the_key(all_logs: list[str]) -> None:
    async def meet() -> None:
        async with asyncio.timeout(5), talking(lambda it: it.close()) as url:
            asyncio.get_running_loop().set_debug(True)
            wire = await Wire.open(Address(url=url, headers=BEARER), QUICK)
            await wire.receive()

    asyncio.run(meet())

    assert [line for line in all_logs if "asyncio" in line], "nothing was logged at all"
    assert [line for line in all_logs if KEY in line and "websockets.server" not in line] == []


def test_a_key_that_was_refused_is_in_no_traceback() -> None:
    error, _ = refusal_by(http("401 Unauthorized", body=f"bad key {KEY}"))

    assert KEY not in "".join(traceback.format_exception(error))
