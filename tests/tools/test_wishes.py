"""From what was asked for to tools that are there, or to what is wrong."""

from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.tools.functions import function_from
from grokvoice.tools.hosted import Filters, WebFilters
from grokvoice.tools.servers import McpServer
from grokvoice.tools.tool_list import read_tool_list
from grokvoice.tools.wishes import Kit, ToolWishes, kit_from

NOTES = McpServer(name="notes", command="notes-server", env={"T": "${TOKEN}"})
MAIL = McpServer(
    name="mail",
    url="https://mail.example/mcp",
    headers={"Authorization": "Bearer ${TOKEN}", "X": "1"},
    allowed_tools=("read",),
    is_hosted=True,
)


def weather() -> str:
    """Tell the weather."""
    return "rain"


def browse_page() -> str:
    """Browse."""
    return ""


def kit(tools: str, **wishes: object) -> Kit:
    made = ToolWishes(named=read_tool_list(tools), servers=(NOTES, MAIL), **wishes)  # type: ignore[arg-type]  # fields of ToolWishes
    return kit_from(made, {"TOKEN": "t0ken"})


def test_everything_that_is_named_is_found(tmp_path: Path) -> None:
    file = tmp_path / "tools.py"
    file.write_text("def add(a: int) -> int:\n    'Add.'\n    return a\n")

    found = kit(
        f"web,{file},mcp:notes,mcp:mail",
        filters=Filters(web=WebFilters(sees_images=True)),
        functions=(function_from(weather),),
    )

    assert [tool.type for tool in found.hosted] == ["web_search", "mcp"]
    assert [one.name for one in found.functions] == ["weather", "add"]
    assert [(one.name, dict(one.env)) for one in found.servers] == [("notes", {"T": "t0ken"})]
    assert found.secrets == ("t0ken", "t0ken")


def test_a_hosted_server_gets_its_headers_and_no_name_of_ours() -> None:
    tool = kit("mcp:mail").hosted[0]

    assert tool.extra == {
        "server_url": "https://mail.example/mcp",
        "server_label": "mail",
        "allowed_tools": ["read"],
        "authorization": "Bearer t0ken",
        "headers": {"x": "1"},
    }


@pytest.mark.parametrize(
    ("tools", "problem"),
    [
        ("mcp:note", "did you mean notes?"),
        ("mcp:zzz", "known are notes, mail"),
        ("mcp:https://a.example/1,mcp:https://a.example/2", "two MCP servers are called 'a-exam"),
    ],
)
def test_what_cannot_be_found_or_told_apart_is_told(tools: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        kit(tools)


def test_a_reserved_name_is_refused_with_the_reason() -> None:
    function = function_from(browse_page)

    with pytest.raises(UsageError, match="the name browse_page is taken by xAI's own web_search"):
        kit("web", functions=(function,))


def test_a_name_is_only_reserved_while_its_search_is_used() -> None:
    assert kit("x", functions=(function_from(browse_page),)).functions[0].name == "browse_page"


def test_a_name_that_is_there_twice_is_told_with_both_places() -> None:
    function = function_from(weather)

    with pytest.raises(UsageError, match=r"weather is there already, in .*test_wishes\.py:\d+"):
        kit("", functions=(function, function))
