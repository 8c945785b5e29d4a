"""Hosted tools on the wire, and the limits that are checked before it."""

from collections.abc import Callable

import pytest

from grokvoice.errors import UsageError
from grokvoice.protocol.settings import SessionSettings, Tool
from grokvoice.protocol.shapes import to_json
from grokvoice.simulator.brain.validation import problem_of
from grokvoice.tools.hosted import (
    Filters,
    RemoteMcp,
    WebFilters,
    XFilters,
    file_search,
    hosted_tools,
    read_location,
    remote_mcp,
    reserver_of,
    web_search,
    x_search,
)
from grokvoice.tools.tool_list import read_tool_list

MANY = tuple(f"d{number}.example" for number in range(6))

TOOLS: list[tuple[Tool, dict[str, object]]] = [
    (web_search(WebFilters()), {"type": "web_search"}),
    (
        web_search(
            WebFilters(
                allow=("example.org", "docs.example.com"),
                sees_images=True,
                location={"country": "NO", "timezone": "Europe/Oslo"},
            )
        ),
        {
            "type": "web_search",
            "allowed_domains": ["example.org", "docs.example.com"],
            "enable_image_understanding": True,
            "location": {"country": "NO", "timezone": "Europe/Oslo"},
        },
    ),
    (
        web_search(WebFilters(block=("example.org",))),
        {"type": "web_search", "excluded_domains": ["example.org"]},
    ),
    (
        x_search(
            XFilters(
                allow=("@xai", "grok"),
                begin="2026-01-01",
                end="2026-02-01",
                sees_images=True,
                sees_videos=True,
            )
        ),
        {
            "type": "x_search",
            "allowed_x_handles": ["xai", "grok"],
            "from_date": "2026-01-01",
            "to_date": "2026-02-01",
            "enable_image_understanding": True,
            "enable_video_understanding": True,
        },
    ),
    (x_search(XFilters(block=("a",))), {"type": "x_search", "excluded_x_handles": ["a"]}),
    (
        file_search(["c1", "c2"], 3),
        {"type": "file_search", "vector_store_ids": ["c1", "c2"], "max_num_results": 3},
    ),
    (
        remote_mcp(RemoteMcp(url="https://mcp.example.com/sse")),
        {
            "type": "mcp",
            "server_url": "https://mcp.example.com/sse",
            "server_label": "mcp-example-com",
        },
    ),
    (
        remote_mcp(
            RemoteMcp(
                url="https://a.example",
                label="mail",
                description="Mail.",
                allowed_tools=("read",),
                authorization="Bearer t",
                headers={"x-team": "1"},
            )
        ),
        {
            "type": "mcp",
            "server_url": "https://a.example",
            "server_label": "mail",
            "server_description": "Mail.",
            "allowed_tools": ["read"],
            "authorization": "Bearer t",
            "headers": {"x-team": "1"},
        },
    ),
]


@pytest.mark.parametrize(("tool", "sent"), TOOLS)
def test_every_documented_field_is_sent_and_the_server_takes_it(
    tool: Tool, sent: dict[str, object]
) -> None:
    assert to_json(tool) == sent
    assert problem_of(SessionSettings(tools=(tool,))) is None


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (
            lambda: web_search(WebFilters(allow=("a.org",), block=("b.org",))),
            "--web-allow and --web-block exclude each other",
        ),
        (lambda: web_search(WebFilters(allow=MANY)), "--web-allow takes at most 5, not 6"),
        (lambda: web_search(WebFilters(block=MANY)), "--web-block takes at most 5, not 6"),
        (lambda: web_search(WebFilters(allow=("https://a.org",))), "is no domain: give it bare"),
        (lambda: web_search(WebFilters(allow=("localhost",))), "is no domain"),
        (lambda: web_search(WebFilters(location={"town": "Oslo"})), "'town' is no part of a place"),
        (
            lambda: x_search(XFilters(allow=("a",), block=("b",))),
            "--x-allow and --x-block exclude each other",
        ),
        (lambda: x_search(XFilters(allow=("a",) * 21)), "--x-allow takes at most 20, not 21"),
        (lambda: x_search(XFilters(block=("a b",))), "'a b' is no handle on X"),
        (lambda: x_search(XFilters(begin="1.2.2026")), "'1.2.2026' is no day"),
        (
            lambda: x_search(XFilters(begin="2026-02-01", end="2026-01-01")),
            "--x-from 2026-02-01 is after --x-to 2026-01-01",
        ),
        (lambda: file_search(["a"], 0), "--files-max 0 finds nothing"),
        (lambda: remote_mcp(RemoteMcp(url="http://a.example")), "xAI cannot reach"),
        (lambda: remote_mcp(RemoteMcp(url="https://nas/mcp")), "xAI cannot reach"),
        (lambda: remote_mcp(RemoteMcp(url="https://u:p@a.example")), "holds a password"),
        (lambda: remote_mcp(RemoteMcp(url="https://a.example", label="a.b")), "may hold no dots"),
        (lambda: read_location("Oslo"), "'Oslo' says nothing"),
    ],
)
def test_what_the_service_would_refuse_is_refused_first(
    make: Callable[[], object], problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        make()


def test_the_password_of_a_url_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        remote_mcp(RemoteMcp(url="https://user:hunter2@a.example"))

    assert "hunter2" not in str(caught.value)


def test_what_is_named_is_made_in_a_fixed_order() -> None:
    named = read_tool_list("mcp:https://a.example,files:c,x,web")

    tools = hosted_tools(named, Filters(files_max=2))

    assert [tool.type for tool in tools] == ["web_search", "x_search", "file_search", "mcp"]
    assert tools[2].extra["max_num_results"] == 2


def test_nothing_named_is_nothing_made() -> None:
    assert hosted_tools(read_tool_list(""), Filters()) == ()


@pytest.mark.parametrize(
    ("filters", "name"),
    [
        (Filters(web=WebFilters(sees_images=True)), "web"),
        (Filters(x=XFilters(begin="2026-01-01")), "x"),
        (Filters(files_max=1), "files"),
    ],
)
def test_a_filter_without_its_search_is_told(filters: Filters, name: str) -> None:
    with pytest.raises(UsageError, match=f"add {name} to --tools"):
        hosted_tools(read_tool_list(""), filters)


def test_reserved_names_belong_to_the_tools_that_are_there() -> None:
    tools = hosted_tools(read_tool_list("web"), Filters())

    assert [reserver_of(name, tools) for name in ("browse_page", "file_search", "weather")] == [
        "web_search",
        None,
        None,
    ]


def test_a_location_is_read() -> None:
    assert read_location("country=NO, city=Oslo,") == {"country": "NO", "city": "Oslo"}
