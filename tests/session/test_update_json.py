from dataclasses import replace

import pytest

from grokvoice.protocol.values import JsonObject, JsonValue
from grokvoice.session import updates
from grokvoice.session.update_json import from_json, to_json

SUMS = updates.SumsCounted(
    captured=10,
    acknowledged=4,
    in_flight=1,
    waiting=1,
    dropped={"offline": 3},
    muted=1,
    received=9,
    played=5,
    flushed=2,
    stale=1,
    buffered=1,
)
END = updates.SessionEnded(
    exit_code=0,
    reason="all said",
    elapsed_s=12.5,
    turns=2,
    latency_p50_s=0.5,
    latency_p95_s=None,
)
EXAMPLES: list[tuple[updates.Update, JsonObject]] = [
    (
        updates.SessionStarted(conversation_id="c", model="m", voice="ara"),
        {"type": "session.start", "conversation_id": "c", "model": "m", "voice": "ara"},
    ),
    (
        updates.UserPartial(item_id="u", text="hel"),
        {"type": "user.partial", "item_id": "u", "text": "hel"},
    ),
    (
        updates.UserFinal(item_id="u", text="hello"),
        {"type": "user.final", "item_id": "u", "text": "hello"},
    ),
    (
        updates.AssistantDelta(item_id="a", text="hi"),
        {"type": "assistant.delta", "item_id": "a", "text": "hi"},
    ),
    (
        updates.AssistantFinal(
            item_id="a", text="hi there", heard="hi", unheard=" there", is_interrupted=True
        ),
        {
            "type": "assistant.final",
            "item_id": "a",
            "text": "hi there",
            "heard": "hi",
            "unheard": " there",
            "interrupted": True,
        },
    ),
    (
        updates.Interrupted(item_id="a", heard_ms=480),
        {"type": "interrupt", "item_id": "a", "heard_ms": 480},
    ),
    (
        updates.Notice(code="idle", text="hello?"),
        {"type": "notice", "code": "idle", "text": "hello?", "level": "warning"},
    ),
    (
        updates.Notice(code="saved", text="there", level="info"),
        {"type": "notice", "code": "saved", "text": "there", "level": "info"},
    ),
    (
        updates.ErrorShown(code="gave-up", text="gone"),
        {"type": "error", "code": "gave-up", "text": "gone"},
    ),
    (
        updates.ToolCalled(call_id="1", name="add", arguments="{}", is_hosted=False),
        {"type": "tool.call", "call_id": "1", "name": "add", "arguments": "{}", "hosted": False},
    ),
    (
        updates.ToolReturned(call_id="1", name="add", output="5", is_error=True),
        {"type": "tool.result", "call_id": "1", "name": "add", "output": "5", "error": True},
    ),
    (
        updates.CostMeasured(audio_s=60.0, dollars=0.08, prices_as_of="2026-11-20"),
        {"type": "cost", "audio_s": 60.0, "dollars": 0.08, "prices_as_of": "2026-11-20"},
    ),
    (
        updates.LatencyMeasured(response_id="r", seconds=0.5, network_s=0.4, own_s=0.1),
        {
            "type": "metric",
            "name": "latency",
            "response_id": "r",
            "seconds": 0.5,
            "network_s": 0.4,
            "own_s": 0.1,
        },
    ),
    (
        updates.EchoMeasured(step="aec", removed_db=31.5),
        {"type": "metric", "name": "echo", "step": "aec", "removed_db": 31.5},
    ),
    (
        updates.EchoMeasured(step="half", removed_db=None),
        {"type": "metric", "name": "echo", "step": "half", "removed_db": None},
    ),
    (
        updates.GapsCounted(network=2, device=1),
        {"type": "metric", "name": "gaps", "network": 2, "device": 1},
    ),
    (
        SUMS,
        {
            "type": "metric",
            "name": "sums",
            "captured": 10,
            "acknowledged": 4,
            "in_flight": 1,
            "waiting": 1,
            "dropped": {"offline": 3},
            "muted": 1,
            "received": 9,
            "played": 5,
            "flushed": 2,
            "stale": 1,
            "buffered": 1,
        },
    ),
    (
        END,
        {
            "type": "session.end",
            "exit_code": 0,
            "reason": "all said",
            "elapsed_s": 12.5,
            "turns": 2,
            "latency_p50_s": 0.5,
            "latency_p95_s": None,
        },
    ),
]


@pytest.mark.parametrize(("update", "value"), EXAMPLES)
def test_an_update_is_written_with_its_type_first(
    update: updates.Update, value: JsonObject
) -> None:
    written = to_json(update)

    assert written == value
    assert list(written) == list(value)


@pytest.mark.parametrize(("update", "value"), EXAMPLES)
def test_what_was_written_is_read_back(update: updates.Update, value: JsonObject) -> None:
    assert from_json(value) == update


def test_an_update_that_only_views_and_programs_need_has_no_type() -> None:
    assert to_json(updates.StateChanged(updates.State.LISTENING)) is None


def test_what_is_counted_is_copied_out_of_the_update() -> None:
    dropped = {"offline": 3}
    written = to_json(replace(SUMS, dropped=dropped))

    dropped["offline"] = 4

    assert written is not None
    assert written["dropped"] == {"offline": 3}


def test_fields_of_a_newer_version_are_ignored() -> None:
    value: JsonObject = {"type": "error", "code": "c", "text": "t", "mood": "grim"}

    assert from_json(value) == updates.ErrorShown(code="c", text="t")


def test_a_level_of_a_newer_version_is_a_warning() -> None:
    value: JsonObject = {"type": "notice", "code": "c", "text": "t", "level": "alarm"}

    assert from_json(value) == updates.Notice(code="c", text="t")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"type": 5},
        {"type": "session.pause"},
        {"type": "metric"},
        {"type": "metric", "name": "humidity"},
        {"type": "metric", "name": "echo", "step": "magic", "removed_db": 99},
        {"type": "latency", "response_id": "r", "seconds": 1, "network_s": 1, "own_s": 0},
        {"type": "user.final", "item_id": "u"},
        {"type": "user.final", "item_id": "u", "text": 7},
        {"type": "tool.result", "call_id": "1", "name": "n", "output": "5", "error": 1},
        {"type": "interrupt", "item_id": "a", "heard_ms": True},
        {"type": "interrupt", "item_id": "a", "heard_ms": "long"},
        {"type": "interrupt", "item_id": "a", "heard_ms": 1.5},
        {"type": "interrupt", "item_id": "a", "heard_ms": float("inf")},
    ],
)
def test_what_fits_no_type_is_no_update(value: JsonObject) -> None:
    assert from_json(value) is None


@pytest.mark.parametrize("dropped", [None, 3, {"offline": "many"}])
def test_sums_without_their_causes_are_no_update(dropped: JsonValue) -> None:
    value = to_json(SUMS)

    assert value is not None
    assert from_json({**value, "dropped": dropped}) is None


def test_fractions_have_six_digits_so_that_people_can_read_them_too() -> None:
    cost = updates.CostMeasured(audio_s=1.6414385640000546, dollars=1 / 3, prices_as_of="2026")

    value = to_json(cost)

    assert value is not None
    assert (value["audio_s"], value["dollars"]) == (1.641439, 0.333333)
