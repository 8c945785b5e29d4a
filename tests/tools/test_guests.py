"""Tools of MCP servers, compared with what they were, and with each other."""

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from grokvoice.tools.guests import Guests
from grokvoice.tools.local_tool import LocalTool
from grokvoice.tools.memory import Memory
from grokvoice.tools.servers import McpServer
from grokvoice.tools.surroundings import Surroundings

pytest.importorskip("mcp")

NewStranger = Callable[..., McpServer]


def meet(
    servers: list[McpServer],
    memory: Memory,
    taken: Iterable[str] = (),
    then: Callable[[Guests, LocalTool], object] = lambda *_: None,
) -> tuple[list[LocalTool], list[str]]:
    """Start servers; returns their tools, and what the user was warned of."""
    warnings: list[str] = []

    async def run() -> list[LocalTool]:
        around = Surroundings(environ=os.environ)
        guests = Guests(servers, memory, around, warnings.append)
        async with asyncio.timeout(15):
            try:
                tools = await guests.open(taken)
                if tools:
                    answer = then(guests, tools[0])
                    if asyncio.iscoroutine(answer):
                        await answer
            finally:
                await guests.close()
        return tools

    return asyncio.run(run()), warnings


def test_tools_carry_the_name_of_their_server_and_are_never_safe(stranger: NewStranger) -> None:
    tools, warnings = meet([stranger("lying")], Memory(None))

    assert tools[0].name == "s__echo"
    assert {(tool.is_safe, tool.is_strange, tool.origin) for tool in tools} == {
        (False, True, "MCP server s")
    }
    assert warnings == []


def test_a_trusted_server_speaks_for_the_user(stranger: NewStranger) -> None:
    server = stranger()
    trusted = McpServer(name="s", command=server.command, args=server.args, is_trusted=True)

    tools, _ = meet([trusted], Memory(None))

    assert {tool.is_strange for tool in tools} == {False}


def test_a_tool_that_describes_itself_otherwise_than_before_is_noticed(
    stranger: NewStranger, tmp_path: Path
) -> None:
    path = tmp_path / "tools.toml"
    changed: list[bool] = []

    def look(guests: Guests, tool: LocalTool) -> None:
        changed.append(guests.has_changed(tool))

    meet([stranger()], Memory(path), then=look)
    meet([stranger()], Memory(path), then=look)
    _, warnings = meet([stranger("changed")], Memory(path), then=look)
    meet([stranger("changed")], Memory(path), then=look)

    assert changed == [False, False, True, True]
    assert warnings == ["MCP tool s__echo describes itself otherwise than before: it asks again."]


def test_what_was_agreed_to_is_the_new_measure(stranger: NewStranger, tmp_path: Path) -> None:
    path = tmp_path / "tools.toml"
    changed: list[bool] = []

    def accept(guests: Guests, tool: LocalTool) -> object:
        changed.append(guests.has_changed(tool))
        return guests.accept(tool)

    meet([stranger()], Memory(path))
    meet([stranger("changed")], Memory(path), then=accept)
    meet([stranger("changed")], Memory(path), then=accept)

    assert changed == [True, False]


def test_hidden_text_is_removed_and_told(stranger: NewStranger) -> None:
    tools, warnings = meet([stranger("hidden")], Memory(None))

    assert tools[0].description == "Say it again."
    assert warnings == [
        "MCP tool s__echo describes itself with characters that nobody sees; they were removed."
    ]


def test_a_server_whose_tool_has_a_name_that_is_taken_is_left_out(
    stranger: NewStranger,
) -> None:
    tools, warnings = meet([stranger()], Memory(None), taken=["s__env"])

    assert tools == []
    assert warnings == ["MCP server s: s__env is there already; it is left out."]


def test_two_servers_may_have_tools_of_the_same_name(stranger: NewStranger) -> None:
    tools, warnings = meet([stranger(name="a"), stranger(name="b")], Memory(None))

    assert {"a__echo", "b__echo"} <= {tool.name for tool in tools}
    assert warnings == []


def test_a_pin_that_cannot_be_written_is_told(stranger: NewStranger, tmp_path: Path) -> None:
    path = tmp_path / "tools.toml"
    memory = Memory(path)
    path.mkdir()

    tools, warnings = meet([stranger()], memory)

    assert tools
    assert [text.startswith(f"{path} cannot be written") for text in warnings] == [True]


@pytest.mark.parametrize(("place", "is_kept"), [("new/folder", True), ("file/folder", False)])
def test_a_servers_own_log_needs_a_place(
    stranger: NewStranger, tmp_path: Path, place: str, is_kept: bool
) -> None:
    (tmp_path / "file").touch()
    warnings: list[str] = []

    async def run() -> list[LocalTool]:
        around = Surroundings(environ=os.environ, logs=tmp_path / place)
        guests = Guests([stranger()], Memory(None), around, warnings.append)
        async with asyncio.timeout(15):
            tools = await guests.open(())
            await guests.close()
        return tools

    assert asyncio.run(run())
    assert (warnings, (tmp_path / place / "mcp-s.log").exists()) == ([], is_kept)
