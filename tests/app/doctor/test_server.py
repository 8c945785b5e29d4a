import asyncio
from collections.abc import Awaitable, Callable

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_frames

from grokvoice.app.doctor.server import Reached, probe_server
from grokvoice.config import Origin, Secret, ServerSettings, Settings, Source
from grokvoice.simulator.server import Options

KEY = Secret("tweettweettweet-abcd")
ENVIRONMENT = Origin(Source.ENVIRONMENT)


def reached(url: str, key: Secret | None = KEY) -> Reached:
    asked = ServerSettings(url=url, key=key, key_origin=ENVIRONMENT if key else None)
    origins = {"url": Origin(Source.FLAG)}
    return asyncio.run(probe_server(Settings(server=asked, origins=origins)))


def meeting(behave: Callable[[ServerConnection], Awaitable[None]], talk_s: float = 3.0) -> Reached:
    """Reach a server that behaves in a way of its own."""

    async def reach() -> Reached:
        async with serve_frames(behave, "127.0.0.1", 0) as found:
            port = found.sockets[0].getsockname()[1]
            asked = ServerSettings(url=f"ws://127.0.0.1:{port}", key=KEY)
            return await probe_server(Settings(server=asked), talk_s)

    return asyncio.run(reach())


def test_a_server_that_takes_the_key_is_measured(serve: Callable[[Options], str]) -> None:
    found = reached(serve(Options(token=KEY.reveal())))

    assert (found.key.name, found.key.shown, found.key.origin) == (
        "GROKVOICE_API_KEY",
        "…abcd",
        "environment",
    )
    assert found.way.failure == ""
    assert found.way.tls_ms is None
    assert found.session
    assert found.session.open_ms
    assert len(found.session.round_trips_ms) == 5


def test_a_key_that_is_refused_is_known_for_it(serve: Callable[[Options], str]) -> None:
    found = reached(serve(Options(token="another")))

    assert found.session
    assert found.session.is_refused
    assert "refused the key (401" in found.session.failure
    assert KEY.reveal() not in repr(found)


@pytest.mark.usefixtures("no_proxies")
def test_a_key_that_is_missing_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    found = reached("wss://far.invalid/", key=None)

    assert "GROKVOICE_API_KEY" in found.key.missing
    assert found.session is None


def test_a_server_on_this_machine_needs_no_key(serve: Callable[[Options], str]) -> None:
    found = reached(serve(Options()), key=None)

    assert (found.key.shown, found.key.missing) == ("", "")
    assert found.session
    assert found.session.open_ms


def test_a_dead_host_ends_the_way() -> None:
    found = reached("ws://127.0.0.1:1/")

    assert found.way.failure.startswith("Cannot reach ws://127.0.0.1:1: ")
    assert found.session is None


def test_the_simulator_is_started_if_it_is_wanted() -> None:
    found = asyncio.run(probe_server(Settings(server=ServerSettings(is_local=True))))

    assert found.way.server.startswith("ws://127.0.0.1:")
    assert found.session
    assert found.session.open_ms


@pytest.mark.usefixtures("no_proxies")
def test_behind_a_proxy_the_stages_are_not_ours_to_measure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@127.0.0.1:1")

    found = reached("wss://far.invalid/")

    assert (found.way.proxy, found.way.dns_ms) == ("http://127.0.0.1:1", None)
    assert found.session
    assert found.session.failure
    assert "secret" not in repr(found)


def test_a_session_that_is_closed_at_once_is_none() -> None:
    async def close(socket: ServerConnection) -> None:
        await socket.send("{}")
        await socket.close(4001, "no such model")

    found = meeting(close).session

    assert found
    assert "closed the session at once (4001 no such model)" in found.failure


def test_a_server_that_says_nothing_is_given_up() -> None:
    found = meeting(ServerConnection.wait_closed, talk_s=0.05).session

    assert found
    assert "says nothing" in found.failure
