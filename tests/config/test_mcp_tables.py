import pytest

from grokvoice.config.mcp_tables import McpTable, read_mcp_tables
from grokvoice.errors import UsageError


def test_every_setting_of_a_server_is_read() -> None:
    tables = {
        "notes": {
            "command": "npx",
            "args": ["-y", "notes"],
            "env": {"TOKEN": "${NOTES_TOKEN}"},
            "allowed_tools": ["read"],
            "trusted": True,
        },
        "mail": {
            "url": "https://mail.example",
            "headers": {"Authorization": "Bearer ${MAIL}"},
            "hosted": True,
            "description": "Mail.",
        },
    }

    assert read_mcp_tables(tables, "config.toml") == (
        McpTable(
            name="notes",
            command="npx",
            args=("-y", "notes"),
            env={"TOKEN": "${NOTES_TOKEN}"},
            allowed_tools=("read",),
            trusted=True,
        ),
        McpTable(
            name="mail",
            url="https://mail.example",
            headers={"Authorization": "Bearer ${MAIL}"},
            hosted=True,
            description="Mail.",
        ),
    )


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ("x", "mcp in config.toml must be a table of tables"),
        ({"a": "x"}, r"\[mcp.a\] in config.toml must be a table"),
        ({"a": {"comand": "x"}}, "unknown setting 'comand' of .*did you mean command?"),
        ({"a": {"zzz": "x"}}, "unknown setting 'zzz' of .*known are command, args"),
        ({"a": {"command": ["x"]}}, "command of .* must be a text"),
        ({"a": {"args": "x"}}, "args of .* must be a list of texts"),
        ({"a": {"args": [1]}}, "args of .* must be a list of texts"),
        ({"a": {"env": {"A": 1}}}, "env of .* must be a table of texts"),
        ({"a": {"trusted": "yes"}}, "trusted of .* must be true or false"),
        ({"a": {"trusted": 1}}, "trusted of .* must be true or false"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tables: object, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        read_mcp_tables(tables, "config.toml")


def test_values_that_may_be_secret_do_not_show_when_a_table_is_printed() -> None:
    [table] = read_mcp_tables({"a": {"env": {"A": "s3cret"}, "headers": {"B": "s3cret"}}}, "f")

    assert "s3cret" not in repr(table)
