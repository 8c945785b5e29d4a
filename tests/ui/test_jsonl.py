import io
import json
import re
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    CostMeasured,
    EchoMeasured,
    ErrorShown,
    GapsCounted,
    Interrupted,
    LatencyMeasured,
    Notice,
    SessionEnded,
    SessionStarted,
    State,
    StateChanged,
    SumsCounted,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
    UserPartial,
)
from grokvoice.ui.jsonl import SCHEMA, JsonView

README = Path(__file__).parents[2] / "README.md"


def shown(update: Update, at_s: float = 1.5) -> str:
    stdout = io.StringIO()
    view = JsonView(stdout)
    view.show(update, at_s)
    view.meters(-20.0, -20.0)
    view.close()
    return stdout.getvalue()


EXAMPLES: list[tuple[Update, dict[str, object]]] = [
    (
        SessionStarted(conversation_id="c", model="m", voice="ara"),
        {"type": "session.start", "conversation_id": "c", "model": "m", "voice": "ara"},
    ),
    (
        UserPartial(item_id="u", text="What"),
        {"type": "user.partial", "item_id": "u", "text": "What"},
    ),
    (
        UserFinal(item_id="u", text="What?"),
        {"type": "user.final", "item_id": "u", "text": "What?"},
    ),
    (
        AssistantDelta(item_id="a", text="It "),
        {"type": "assistant.delta", "item_id": "a", "text": "It "},
    ),
    (
        AssistantFinal(item_id="a", text="It is", heard="It", unheard=" is", is_interrupted=True),
        {
            "type": "assistant.final",
            "item_id": "a",
            "text": "It is",
            "heard": "It",
            "unheard": " is",
            "interrupted": True,
        },
    ),
    (
        Interrupted(item_id="a", heard_ms=320),
        {"type": "interrupt", "item_id": "a", "heard_ms": 320},
    ),
    (
        Notice(code="no-reply", text="None came."),
        {"type": "notice", "code": "no-reply", "text": "None came.", "level": "warning"},
    ),
    (
        ErrorShown(code="limit", text="Too many."),
        {"type": "error", "code": "limit", "text": "Too many."},
    ),
    (
        LatencyMeasured(response_id="r", seconds=0.75, network_s=0.5, own_s=0.25),
        {
            "type": "metric",
            "name": "latency",
            "response_id": "r",
            "seconds": 0.75,
            "network_s": 0.5,
            "own_s": 0.25,
        },
    ),
    (
        ToolCalled(call_id="t", name="get_weather", arguments='{"city":"Oslo"}', is_hosted=False),
        {
            "type": "tool.call",
            "call_id": "t",
            "name": "get_weather",
            "arguments": '{"city":"Oslo"}',
            "hosted": False,
        },
    ),
    (
        ToolReturned(call_id="t", name="get_weather", output="rain", is_error=False),
        {
            "type": "tool.result",
            "call_id": "t",
            "name": "get_weather",
            "output": "rain",
            "error": False,
        },
    ),
    (
        CostMeasured(audio_s=12.5, dollars=0.01, prices_as_of="2026-11-20"),
        {"type": "cost", "audio_s": 12.5, "dollars": 0.01, "prices_as_of": "2026-11-20"},
    ),
    (
        EchoMeasured(step="aec", removed_db=None),
        {"type": "metric", "name": "echo", "step": "aec", "removed_db": None},
    ),
    (
        GapsCounted(network=2, device=1),
        {"type": "metric", "name": "gaps", "network": 2, "device": 1},
    ),
    (
        SumsCounted(
            captured=9,
            acknowledged=4,
            in_flight=1,
            waiting=1,
            dropped=MappingProxyType({"overflow": 2}),
            muted=1,
            received=10,
            played=4,
            flushed=3,
            stale=2,
            buffered=1,
        ),
        {
            "type": "metric",
            "name": "sums",
            "captured": 9,
            "acknowledged": 4,
            "in_flight": 1,
            "waiting": 1,
            "dropped": {"overflow": 2},
            "muted": 1,
            "received": 10,
            "played": 4,
            "flushed": 3,
            "stale": 2,
            "buffered": 1,
        },
    ),
    (
        SessionEnded(exit_code=0, reason="hung up", elapsed_s=2.0, turns=1),
        {
            "type": "session.end",
            "exit_code": 0,
            "reason": "hung up",
            "elapsed_s": 2.0,
            "turns": 1,
            "latency_p50_s": None,
            "latency_p95_s": None,
        },
    ),
]


@pytest.mark.parametrize(("update", "fields"), EXAMPLES)
def test_an_update_is_one_object_on_one_line(update: Update, fields: dict[str, object]) -> None:
    line = shown(update)

    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert json.loads(line) == {"v": 1, "ts": 1.5, **fields}


def schema() -> Any:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("update", "_fields"), EXAMPLES)
def test_a_line_is_what_the_schema_says(update: Update, _fields: dict[str, object]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())

    jsonschema.validate(json.loads(shown(update)), schema())


def test_the_schema_leaves_out_no_field_and_no_type() -> None:
    described = [set(line["required"]) for line in schema()["oneOf"]]
    properties = [set(line["properties"]) for line in schema()["oneOf"]]

    assert properties == described
    assert sorted(map(sorted, described)) == sorted(sorted(fields) for _, fields in EXAMPLES)


@pytest.mark.parametrize(
    "change", [{"v": 2}, {"ts": "now"}, {"type": "user"}, {"text": 3}, {"item_id": None}]
)
def test_the_schema_tells_a_wrong_line(change: dict[str, object]) -> None:
    line = json.loads(shown(UserFinal(item_id="u", text="x"))) | change

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(line, schema())


def test_the_readme_names_every_type_and_field() -> None:
    readme = README.read_text(encoding="utf-8")
    table = readme[readme.index("| type | fields |") : readme.index("A JSON Schema of a line")]
    named = set(re.findall(r"[`\"]([a-z0-9_.]+)[`\"]", table))

    constants = {
        field["const"]
        for line in schema()["oneOf"]
        for field in line["properties"].values()
        if isinstance(field.get("const"), str)
    }
    fields = {name for line in schema()["oneOf"] for name in line["properties"]}
    assert (fields - {"v", "ts", "type"}) | constants == named - {"type"}


def test_the_types_are_those_that_programs_were_promised() -> None:
    assert {fields["type"] for _, fields in EXAMPLES} == {
        "session.start",
        "user.partial",
        "user.final",
        "assistant.delta",
        "assistant.final",
        "interrupt",
        "tool.call",
        "tool.result",
        "metric",
        "cost",
        "notice",
        "error",
        "session.end",
    }


def test_a_state_is_not_written() -> None:
    assert shown(StateChanged(State.MUTED)) == ""


def test_times_are_in_milliseconds() -> None:
    assert json.loads(shown(UserFinal(item_id="u", text="x"), 1.23456))["ts"] == 1.235


def test_lines_are_ascii_and_their_text_is_harmless() -> None:
    line = shown(UserFinal(item_id="u", text="東京\x1b]0;x\x07\u202e"))

    assert line.isascii()
    assert json.loads(line)["text"] == "東京\\x1b]0;x\\x07\\u202e"


def test_heard_and_unheard_still_add_up_to_the_text() -> None:
    final = AssistantFinal(
        item_id="a", text="a\x1b[0mb\r\n", heard="a\x1b", unheard="[0mb\r\n", is_interrupted=True
    )

    fields = json.loads(shown(final))

    assert fields["heard"] + fields["unheard"] == fields["text"]
