"""Tools, as they are named in all five sources."""

from pathlib import Path

import pytest

from grokvoice.config import McpTable, Settings, ToolSettings, load_settings
from grokvoice.config.readers import words
from grokvoice.errors import UsageError

FLAGS = {
    "tools": " web,x,files:c ",
    "allow_tool": "notes_*, add",
    "deny_tool": "send",
    "web_allow": "a.org,b.org",
    "web_block": "c.org",
    "web_images": "true",
    "web_location": "country=NO",
    "x_allow": "xai",
    "x_block": "spam",
    "x_from": "2026-01-01",
    "x_to": "2026-02-01",
    "x_images": "true",
    "x_videos": "true",
    "files_max": "5",
}


def load(folder: Path, flags: dict[str, str], **environ: str) -> Settings:
    return load_settings(flags, {"XDG_CONFIG_HOME": str(folder), **environ}, folder)


def test_every_flag_finds_its_field(tmp_path: Path) -> None:
    assert load(tmp_path, FLAGS).tools == ToolSettings(
        names="web,x,files:c",
        allow=("notes_*", "add"),
        deny=("send",),
        web_allow=("a.org", "b.org"),
        web_block=("c.org",),
        web_images=True,
        web_location="country=NO",
        x_allow=("xai",),
        x_block=("spam",),
        x_from="2026-01-01",
        x_to="2026-02-01",
        x_images=True,
        x_videos=True,
        files_max=5,
    )


def test_servers_come_from_the_users_own_file_alone(tmp_path: Path) -> None:
    (tmp_path / "grokvoice").mkdir()
    file = tmp_path / "grokvoice" / "config.toml"
    file.write_text('tools = "mcp:notes"\n[mcp.notes]\ncommand = "notes"\n')

    tools = load(tmp_path, {}).tools

    assert tools == ToolSettings(
        names="mcp:notes", servers=(McpTable(name="notes", command="notes"),)
    )


@pytest.mark.parametrize("name", ["tools", "allow_tool"])
def test_a_folder_can_neither_bring_tools_nor_agree_to_them(tmp_path: Path, name: str) -> None:
    (tmp_path / ".env").write_text(f"GROKVOICE_{name.upper()}=evil.py\n")

    with pytest.raises(UsageError, match=f"GROKVOICE_{name.upper()} in .*: a .env may not"):
        load(tmp_path, {})


def test_a_folder_may_deny_tools(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GROKVOICE_DENY_TOOL=send\n")

    assert load(tmp_path, {}).tools.deny == ("send",)


@pytest.mark.parametrize(
    ("tools", "is_wanted"),
    [
        (ToolSettings(), False),
        (ToolSettings(allow=("a",), deny=("b",), servers=(McpTable(name="n"),)), False),
        (ToolSettings(names="web"), True),
        (ToolSettings(x_images=True), True),
    ],
)
def test_rules_and_servers_alone_ask_for_no_tools(tools: ToolSettings, is_wanted: bool) -> None:
    assert tools.is_wanted is is_wanted


def test_a_list_is_read_without_its_blanks() -> None:
    assert words(" a, b ,,c") == ("a", "b", "c")
