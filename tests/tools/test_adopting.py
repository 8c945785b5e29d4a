"""What strangers say of their tools, made fit to be shown."""

import math

import pytest

from grokvoice.protocol.values import JsonObject
from grokvoice.tools.adopting import Adopted, Listed, adopted
from grokvoice.tools.servers import McpServer

SERVER = McpServer(name="s", command="x")
SCHEMA: JsonObject = {"type": "object", "properties": {"a": {"description": "An a."}}}


def adopt(
    name: str = "t", description: str = "Does it.", schema: JsonObject | None = None
) -> Adopted:
    listed = Listed(name=name, description=description, parameters={**SCHEMA, **(schema or {})})
    return adopted(SERVER, [listed])[0]


def test_a_tool_is_known_by_its_server_and_its_name() -> None:
    tool = adopt("get.it/now")

    assert (tool.name, tool.tool, tool.problem) == ("s__get_it_now", "get.it/now", "")
    assert (tool.description, tool.parameters) == ("Does it.", SCHEMA)


def test_only_the_tools_that_are_allowed_are_taken() -> None:
    server = McpServer(name="s", command="x", allowed_tools=("b",))
    listed = [Listed(name=name, description="", parameters={}) for name in ("a", "b")]

    assert [one.name for one in adopted(server, listed)] == ["s__b"]


def test_text_that_nobody_sees_is_removed_and_told() -> None:
    tool = adopt(
        description="Adds.\u200b\U000e0041\U000e0042\u202e",
        schema={"properties": {"\u2066a": {"description": "x\u200by", "enum": ["\ufeff", 1]}}},
    )

    assert tool.description == "Adds."
    assert tool.parameters["properties"] == {"a": {"description": "xy", "enum": ["", 1]}}
    assert "s__t describes itself with characters that nobody sees" in tool.problem


@pytest.mark.parametrize(
    ("name", "schema", "problem"),
    [
        ("t" * 62, {}, "its name is longer than 64"),
        ("t", {"type": "array"}, "its arguments are no object"),
        ("t", {"x": math.nan}, "its schema cannot be sent"),
        ("t", {"x": "y" * 40_000}, "its schema is larger than 32768 bytes"),
    ],
)
def test_what_the_wire_would_not_take_is_left_out_with_the_reason(
    name: str, schema: JsonObject, problem: str
) -> None:
    tool = adopt(name, schema=schema)

    assert tool.pin == ""
    assert tool.problem.startswith(f"s__{name}: {problem}")


def test_a_long_description_is_cut() -> None:
    assert adopt(description="x" * 9000).description == "x" * 4000


def test_whatever_changes_changes_the_pin() -> None:
    pins = {
        adopt().pin,
        adopt(name="u").pin,
        adopt(description="Does it!").pin,
        adopt(description="Does it.\u200b").pin,
        adopt(schema={"required": ["a"]}).pin,
    }

    assert len(pins) == 5


def test_the_order_of_a_schema_does_not_change_the_pin() -> None:
    assert adopt(schema={"x": 1, "y": 2}).pin == adopt(schema={"y": 2, "x": 1}).pin
