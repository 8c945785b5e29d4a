import pytest

from grokvoice.protocol.settings import FunctionSpec, Tool
from grokvoice.simulator.brain.tool_names import has_reserved_name

WEB, X = Tool(type="web_search"), Tool(type="x_search")


def function(name: str) -> Tool:
    return Tool(type="function", name=name)


@pytest.mark.parametrize(
    ("tools", "is_reserved"),
    [
        ((), False),
        ((WEB,), False),
        ((function("web_search"),), False),
        ((function("web_search"), WEB), True),
        ((WEB, function("browse_page")), True),
        ((X, function("browse_page")), False),
        ((X, Tool(type="function", function=FunctionSpec(name="x_user_search"))), True),
    ],
)
def test_a_name_is_reserved_while_its_server_tool_is_enabled(
    tools: tuple[Tool, ...], *, is_reserved: bool
) -> None:
    assert has_reserved_name(tools) == is_reserved
