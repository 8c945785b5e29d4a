import pytest

from grokvoice.protocol.settings import Tool
from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.brain.plans import CallFunction, CallMcp
from grokvoice.simulator.mind.tool_choice import choose_calls, spoken_name


def function(name: str, *required: str, **properties: JsonObject) -> Tool:
    schema: JsonObject = {"type": "object", "properties": {**properties}}
    if required:
        schema["required"] = [*required]
    return Tool(type="function", name=name, parameters=schema)


WEATHER = function("get_weather", "city", city={"type": "string"})
CLOCK = function("getTime", zone={"type": "string"})
TOOLS = (WEATHER, CLOCK)


@pytest.mark.parametrize(
    ("said", "calls"),
    [
        ("use get_weather for Oslo", [CallFunction("get_weather", '{"city": "Oslo"}')]),
        (
            "Please use get weather in Oslo, please.",
            [CallFunction("get_weather", '{"city": "Oslo"}')],
        ),
        ("what is the weather in London?", [CallFunction("get_weather", '{"city": "London"}')]),
        ("any weathers?", [CallFunction("get_weather", '{"city": ""}')]),
        (
            "use get_weather for Oslo and getTime for Rome",
            [
                CallFunction("get_weather", '{"city": "Oslo"}'),
                CallFunction("getTime", '{"zone": "Rome"}'),
            ],
        ),
        (
            "get_weather for Oslo, then call get_weather for Rome",
            [
                CallFunction("get_weather", '{"city": "Oslo"}'),
                CallFunction("get_weather", '{"city": "Rome"}'),
            ],
        ),
        ("what time is it", [CallFunction("getTime", "{}")]),
        ("use again whether for oslo", [CallFunction("get_weather", '{"city": "oslo"}')]),
        ("whatever is better", []),
        ("hello", []),
        ("", []),
    ],
)
def test_functions_are_called_when_their_names_are_said(
    said: str, calls: list[CallFunction]
) -> None:
    assert list(choose_calls(said, TOOLS)) == calls


@pytest.mark.parametrize(
    ("schema", "about", "value"),
    [
        ({"type": "string"}, "Oslo", '"Oslo"'),
        ({}, "Oslo", '"Oslo"'),
        ({"type": "integer"}, "level 11.7", "11"),
        ({"type": "integer"}, "loud", "1"),
        ({"type": "number"}, "-2.5 degrees", "-2.5"),
        ({"type": "boolean"}, "the light", "true"),
        ({"type": "boolean"}, "the light off", "false"),
        ({"type": "array"}, "milk, bread and eggs", '["milk", "bread", "eggs"]'),
        ({"type": "object"}, "anything", "{}"),
        ({"enum": ["low", "high"]}, "rather high", '"high"'),
        ({"enum": ["low", "high"]}, "anything", '"low"'),
        ({"enum": []}, "Oslo", '"Oslo"'),
    ],
)
def test_arguments_are_made_as_the_schema_asks(schema: JsonObject, about: str, value: str) -> None:
    tool = function("adjust_thing", "it", it=schema)

    (call,) = choose_calls(f"use adjust_thing for {about}", (tool,))

    assert call.arguments == f'{{"it": {value}}}'


def test_a_function_without_a_schema_is_called_without_arguments() -> None:
    tools = (Tool(type="function", name="ring_bell"), Tool(type="function"))

    assert choose_calls("ring the bell", tools) == (CallFunction("ring_bell", "{}"),)


def test_what_is_required_but_not_described_is_left_out() -> None:
    tool = function("ring_bell", "ghost", tone={"type": "string"})

    assert choose_calls("ring_bell for lunch", (tool,)) == (
        CallFunction("ring_bell", '{"tone": "lunch"}'),
    )


def test_a_list_of_what_is_required_may_hold_anything() -> None:
    tool = function("ring_bell", "tone", tone={"type": "string"})
    odd = Tool(
        type="function", name="ring_bell", parameters={**(tool.parameters or {}), "required": [{}]}
    )

    assert choose_calls("ring_bell", (odd,)) == (CallFunction("ring_bell", "{}"),)


def test_a_schema_that_is_no_object_asks_for_nothing() -> None:
    tool = Tool(type="function", name="ring_bell", parameters={"properties": []})

    assert choose_calls("ring_bell", (tool,)) == (CallFunction("ring_bell", "{}"),)


def test_a_remote_server_is_asked_by_its_label_only() -> None:
    tool = Tool(type="mcp", extra={"server_label": "library"})

    calls = choose_calls("use library for whales", (tool,))

    assert calls == (CallMcp("library", '{"query": "whales"}'),)
    assert choose_calls("libraries are nice", (tool,)) == ()


def test_server_tools_are_never_called_by_name() -> None:
    assert choose_calls("use web_search for news", (Tool(type="web_search"),)) == ()


@pytest.mark.parametrize("name", ["get_weather", "getWeather", "get-weather", "GETWeather"])
def test_a_name_can_be_said(name: str) -> None:
    assert spoken_name(name) == "get weather"
