"""MCP servers of the configuration, and what they may inherit."""

import pytest

from grokvoice.errors import UsageError
from grokvoice.tools.servers import McpServer, environment_for, prepared, secrets_of

OURS = {
    "PATH": "/bin",
    "HOME": "/home/me",
    "XAI_API_KEY": "xai-canary",
    "GROKVOICE_API_KEY": "other-canary",
    "AWS_SECRET": "s3",
    "TOKEN": "t0ken-0123",
}


def test_what_is_named_is_filled_in_from_our_environment() -> None:
    server = McpServer(
        name="a", url="https://a.example", headers={"Authorization": "Bearer ${TOKEN}", "X": "1"}
    )

    filled = prepared(server, OURS)

    assert filled.headers == {"Authorization": "Bearer t0ken-0123", "X": "1"}
    assert secrets_of(server, OURS) == ("t0ken-0123",)


def test_a_program_gets_a_short_list_and_what_is_configured() -> None:
    server = prepared(McpServer(name="a", command="x", env={"A": "1", "T": "${TOKEN}"}), OURS)

    assert environment_for(server, OURS) == {
        "PATH": "/bin",
        "HOME": "/home/me",
        "A": "1",
        "T": "t0ken-0123",
    }


@pytest.mark.parametrize(
    ("server", "problem"),
    [
        (McpServer(name="a.b", command="x"), "its name may hold"),
        (McpServer(name="a__b", command="x"), "no two _ in a row"),
        (McpServer(name="", command="x"), "its name may hold"),
        (McpServer(name="a"), "give either a command or a url"),
        (McpServer(name="a", command="x", url="https://a.example"), "either a command or a url"),
        (McpServer(name="a", command="x", is_hosted=True), "xAI can only use a url"),
        (
            McpServer(name="a", url="http://a.example", headers={"X": "1"}),
            "headers are only sent over https",
        ),
        (McpServer(name="a", command="x", env={"B": "${NONE}"}), "NONE is not set: export it"),
        (McpServer(name="a", command="x", env={"B": "${XAI_API_KEY}"}), "is for xAI alone"),
        (McpServer(name="a", command="x", env={"XAI_API_KEY": "1"}), "is for xAI alone"),
        (
            McpServer(name="a", url="https://a.example", headers={"B": "${GROKVOICE_API_KEY}"}),
            "is for xAI alone",
        ),
    ],
)
def test_a_server_that_cannot_be_meant_is_told(server: McpServer, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        prepared(server, OURS)


def test_a_server_nearby_needs_no_encryption() -> None:
    server = McpServer(name="a", url="http://127.0.0.1:8000/mcp", headers={"X": "1"})

    assert prepared(server, OURS) == server


def test_secrets_do_not_show_when_a_server_is_printed() -> None:
    server = prepared(McpServer(name="a", command="x", env={"T": "${TOKEN}"}), OURS)

    assert "t0ken" not in repr(server)
