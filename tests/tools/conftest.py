"""What the tests of tools share: a server of bad manners, and a toolbox around one."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from grokvoice.tools.servers import McpServer

STRANGER = Path(__file__).with_name("mcp_stranger.py")

NewStranger: TypeAlias = Callable[..., McpServer]


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewStranger:
    """Give a maker of MCP servers; each word is one of the bad manners of `mcp_stranger`."""
    monkeypatch.chdir(tmp_path)  # where the server leaves its marks

    def make(*words: str, name: str = "s") -> McpServer:
        return McpServer(name=name, command=sys.executable, args=(str(STRANGER), *words))

    return make
