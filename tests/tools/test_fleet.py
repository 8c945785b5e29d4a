"""MCP servers that behave, and those that do not."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from grokvoice.tools import fleet as fleets
from grokvoice.tools.fleet import Fleet
from grokvoice.tools.results import Outcome
from grokvoice.tools.servers import Launch, McpServer, environment_for

pytest.importorskip("mcp")

NewStranger = Callable[..., McpServer]
Use = Callable[[Fleet], Awaitable[None]]


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def same(text: str) -> str:
    return text


def use(
    tmp_path: Path, servers: list[McpServer], scenario: Use, clock: Clock | None = None
) -> list[str]:
    """Let a scenario use a fleet; returns what the user was warned of."""
    warnings: list[str] = []

    async def run() -> None:
        launches = [
            Launch(
                server=server,
                environment=environment_for(server, os.environ),
                log=tmp_path / f"{server.name}.log",
            )
            for server in servers
        ]
        fleet = Fleet(launches, same, warnings.append, clock or Clock())
        try:
            async with asyncio.timeout(20):
                await scenario(fleet)
        finally:
            await fleet.close()

    asyncio.run(run())
    return warnings


def test_a_server_is_started_asked_and_left(tmp_path: Path, stranger: NewStranger) -> None:
    outcomes: list[Outcome] = []
    names: list[str] = []

    async def scenario(fleet: Fleet) -> None:
        [(server, listed)] = await fleet.open()
        names.extend([server.name, *(one.name for one in listed)])
        tools = ("echo", "fail", "data", "picture", "links", "nothing")
        outcomes.extend([await fleet.call("s", tool, {"text": "Bodø"}) for tool in tools])

    warnings = use(tmp_path, [stranger()], scenario)

    assert names[:3] == ["s", "echo", "env"]
    assert outcomes == [
        Outcome(text="Bodø"),
        Outcome(text='{"error": "it is broken"}', is_error=True),
        Outcome(text='{"a": 1}'),
        Outcome(text="[image/png, about 3 bytes]\n[audio/wav, about 3 bytes]"),
        Outcome(text="[a: file:///a]\nwords\n[file:///c, binary data]"),
        Outcome(text='{"error": "no"}', is_error=True),
    ]
    assert warnings == []


def test_no_servers_are_no_work(tmp_path: Path) -> None:
    found: list[object] = []

    async def scenario(fleet: Fleet) -> None:
        found.append(await fleet.open())
        found.append(await fleet.call("s", "echo", {}))

    use(tmp_path, [], scenario)

    assert found == [[], Outcome(text='{"error": "s is not started"}', is_error=True)]


def test_a_server_that_fails_to_start_leaves_the_others_alone(
    tmp_path: Path, stranger: NewStranger
) -> None:
    started: list[str] = []

    async def scenario(fleet: Fleet) -> None:
        started.extend(server.name for server, _ in await fleet.open())

    servers = [McpServer(name="none", command="no-such-program"), stranger()]
    warnings = use(tmp_path, servers, scenario)

    assert started == ["s"]
    assert [text.startswith("MCP server none: ") for text in warnings] == [True]
    assert (tmp_path / "none.log").read_text() == "no-such-program: not found on PATH\n"


def test_a_server_that_hangs_at_start_is_given_up(
    tmp_path: Path, stranger: NewStranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleets, "START_LIMIT_S", 0.5)
    started: list[str] = []

    async def scenario(fleet: Fleet) -> None:
        started.extend(server.name for server, _ in await fleet.open())

    warnings = use(tmp_path, [stranger("mute")], scenario)

    assert started == []
    assert warnings == ["MCP server s: it did not start within 0.5 s. The talk goes on without it."]


@pytest.mark.parametrize("word", ["junk", "noisy"])
def test_babble_is_ignored(tmp_path: Path, stranger: NewStranger, word: str) -> None:
    outcomes: list[Outcome] = []

    async def scenario(fleet: Fleet) -> None:
        await fleet.open()
        outcomes.append(await fleet.call("s", "echo", {"text": "a"}))

    use(tmp_path, [stranger(word)], scenario)

    assert outcomes == [Outcome(text="a")]


def test_a_line_without_end_ends_the_server(tmp_path: Path, stranger: NewStranger) -> None:
    async def scenario(fleet: Fleet) -> None:
        await fleet.open()

    warnings = use(tmp_path, [stranger("endless")], scenario)

    assert len(warnings) == 1
    assert (tmp_path / "s.log").read_text() == "[a line of more than 4194304 bytes: ended]\n"


def test_a_server_that_dies_is_started_again_once_a_minute(
    tmp_path: Path, stranger: NewStranger
) -> None:
    clock, outcomes = Clock(), list[Outcome]()

    async def scenario(fleet: Fleet) -> None:
        await fleet.open()
        outcomes.append(await fleet.call("s", "die", {}))
        outcomes.append(await fleet.call("s", "echo", {"text": "a"}))
        clock.now += 60
        outcomes.append(await fleet.call("s", "echo", {"text": "b"}))

    warnings = use(tmp_path, [stranger()], scenario, clock)

    assert [(one.is_error, one.text) for one in outcomes] == [
        (True, '{"error": "the MCP server s does not answer: the server ended"}'),
        (
            True,
            '{"error": "the MCP server s does not answer: it is gone; '
            'it is started again in 60 s at the earliest"}',
        ),
        (False, "b"),
    ]
    assert warnings[0] == "MCP server s: the server ended."


def test_a_server_that_died_is_taken_apart_undisturbed(
    tmp_path: Path, stranger: NewStranger
) -> None:
    ends: list[bool] = []

    async def scenario(fleet: Fleet) -> None:
        await fleet.open()
        await fleet.call("s", "die", {})
        await fleet.call("s", "echo", {"text": "a"})  # finds it gone while the SDK cleans up
        held = fleet._keepers["s"]._held
        assert held
        await asyncio.wait([held])
        ends.append(held.cancelled())

    use(tmp_path, [stranger()], scenario)

    assert ends == [False]


def test_a_server_that_comes_back_with_other_tools_is_not_trusted(
    tmp_path: Path, stranger: NewStranger
) -> None:
    clock, outcomes = Clock(), list[Outcome]()

    async def scenario(fleet: Fleet) -> None:
        await fleet.open()
        await fleet.call("s", "die", {})
        clock.now += 60
        outcomes.append(await fleet.call("s", "echo", {"text": "b"}))

    use(tmp_path, [stranger("twice")], scenario, clock)

    assert "it came back with other tools" in outcomes[0].text


def test_an_answer_that_is_no_mcp_is_an_error(tmp_path: Path, stranger: NewStranger) -> None:
    outcomes: list[Outcome] = []

    async def scenario(fleet: Fleet) -> None:
        await fleet.open()
        outcomes.append(await fleet.call("s", "echo", {"text": "a"}))

    use(tmp_path, [stranger("odd")], scenario)

    assert outcomes == [Outcome(text='{"error": "the answer is no MCP"}', is_error=True)]


def test_after_a_call_that_hung_the_server_is_looked_at(
    tmp_path: Path, stranger: NewStranger
) -> None:
    outcomes: list[Outcome] = []

    async def scenario(fleet: Fleet) -> None:
        await fleet.open()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await fleet.call("s", "hang", {})
        outcomes.append(await fleet.call("s", "echo", {"text": "still here"}))

    use(tmp_path, [stranger()], scenario)

    assert outcomes == [Outcome(text="still here")]
