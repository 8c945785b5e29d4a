import asyncio
import itertools
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from grokvoice.adapters.address import Address
from grokvoice.adapters.stages import Stages, measure_stages
from grokvoice.adapters.websocket import proxy_for
from grokvoice.errors import ConnectError


def measured(context: ssl.SSLContext | None) -> Stages:
    """Measure the way to a server on this machine, by a clock whose hours take a second."""
    hours = itertools.count(0.0, 1.0)

    async def measure() -> Stages:
        async with serve(ServerConnection.wait_closed, "127.0.0.1", 0, ssl=context) as server:
            port = server.sockets[0].getsockname()[1]
            url = f"{'wss' if context else 'ws'}://127.0.0.1:{port}/"
            return await measure_stages(Address(url=url), 5, lambda: next(hours))

    return asyncio.run(measure())


def test_the_name_and_the_connection_are_timed() -> None:
    assert measured(None) == Stages(1000.0, 1000.0)


def test_the_encryption_is_timed_and_named(
    certificate: Callable[[str], ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context = certificate("IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chain.pem"))

    assert measured(context) == Stages(1000.0, 1000.0, 1000.0, "TLSv1.3")


def test_a_server_nobody_vouches_for_is_not_trusted(
    certificate: Callable[[str], ssl.SSLContext],
) -> None:
    with pytest.raises(ConnectError, match="Cannot trust wss://127"):
        measured(certificate("IP:127.0.0.1"))


def test_a_dead_host_is_named() -> None:
    with pytest.raises(ConnectError, match=r"Cannot reach ws://127.0.0.1:1: Connection refused"):
        asyncio.run(measure_stages(Address(url="ws://127.0.0.1:1/"), 5))


@pytest.mark.usefixtures("no_proxies")
@pytest.mark.parametrize(
    ("proxy", "url", "expected"),
    [
        ("http://me:secret@proxy.test:3128/x?y", "wss://far.test/", "http://proxy.test:3128"),
        ("", "wss://far.test/", ""),
        ("http://proxy.test:3128", "ws://127.0.0.1:9/", ""),
    ],
)
def test_the_proxy_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, proxy: str, url: str, expected: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    assert proxy_for(Address(url=url)) == expected


def test_an_address_that_is_none_has_no_proxy() -> None:
    with pytest.raises(ConnectError, match="Check the URL"):
        proxy_for(Address(url="http://far.test/"))
