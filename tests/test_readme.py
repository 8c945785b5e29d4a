"""What the README promises about its two lines."""

import re
import tomllib
from pathlib import Path

from grokvoice.app.equipment import server_of
from grokvoice.config.mcp_tables import read_mcp_tables
from grokvoice.tools.python_file import load_functions
from grokvoice.tools.servers import prepared

ROOT = Path(__file__).parents[1]


def lines() -> list[str]:
    """The README's indented command lines, in order."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^    (\S.*)$", text, re.MULTILINE)


def test_the_test_line_is_what_continuous_integration_runs() -> None:
    [line] = [line for line in lines() if "&& pytest" in line]

    assert line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_first_line_ends_with_a_spoken_conversation_and_names_portaudio() -> None:
    first = lines()[0]

    assert "libportaudio2" in first
    assert first.endswith("grokvoice talk --local")


def block(language: str, word: str) -> str:
    """The README's only block in a language that holds a word."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    [found] = [block for block in blocks if word in block]
    return str(found)


def test_the_tool_file_can_be_used_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "dice.py"
    file.write_text(block("python", "@grokvoice.tool"), encoding="utf-8")

    assert {one.name: one.is_safe for one in load_functions(file)} == {
        "roll": True,
        "keep_number": False,
    }


def test_the_tables_of_mcp_servers_can_be_used_as_they_stand() -> None:
    tables = tomllib.loads(block("toml", "[mcp."))["mcp"]
    environ = dict.fromkeys(("GREETING", "WIKI_TOKEN", "MAIL_TOKEN"), "set")

    servers = [prepared(server_of(table), environ) for table in read_mcp_tables(tables, "README")]

    assert [(server.name, server.is_hosted) for server in servers] == [
        ("everything", False),
        ("wiki", False),
        ("mail", True),
    ]
