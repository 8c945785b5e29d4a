import dataclasses

import pytest

from grokvoice.protocol.items import ContentPart, Item, Response, TokenDetails, Usage
from grokvoice.protocol.shapes import from_json, to_json
from grokvoice.protocol.values import UNSET, JsonObject


def test_the_text_of_an_item_joins_texts_and_transcripts() -> None:
    item = Item(
        content=(
            ContentPart(type="output_text", text="One moment, "),
            ContentPart(type="audio", transcript="checking Oslo."),
            ContentPart(type="input_image"),
        )
    )

    assert item.text == "One moment, checking Oslo."


@pytest.mark.parametrize("item", [Item(), Item(content=None), Item(content=())])
def test_an_item_without_content_has_no_text(item: Item) -> None:
    assert item.text == ""


def test_a_part_cannot_be_changed() -> None:
    item = Item(id="u0a1")

    with pytest.raises(dataclasses.FrozenInstanceError):
        item.id = "u0b2"  # type: ignore[misc]  # that it cannot is what is shown


def test_a_response_keeps_what_both_services_say_about_it() -> None:
    said: JsonObject = {
        "id": "r0f6",
        "object": "realtime.response",
        "output": [{"type": "function_call", "role": "tool", "call_id": "c", "arguments": ""}],
        "status": "completed",
        "status_details": "unimplemented",
        "usage": {},
        "metadata": {"turn": "7"},
        "output_modalities": ["audio"],
    }

    response = from_json(Response, said)

    assert response == Response(
        id="r0f6",
        object="realtime.response",
        output=(Item(type="function_call", role="tool", call_id="c", arguments=""),),
        status="completed",
        status_details="unimplemented",
        usage=Usage(),
        metadata={"turn": "7"},
        extra={"output_modalities": ["audio"]},
    )
    assert to_json(response) == said


@pytest.mark.parametrize(
    "details",
    [
        None,
        "unimplemented",
        {"type": "cancelled", "reason": "turn_detected"},
        {"type": "failed", "error": {"type": "server_error", "code": None}},
    ],
)
def test_status_details_come_in_any_form(details: str | JsonObject | None) -> None:
    assert from_json(Response, {"status_details": details}) == Response(status_details=details)


def test_usage_counts_seconds_that_are_whole_or_not() -> None:
    usage = from_json(
        Usage,
        {
            "input_token_details": {"text_tokens": 7, "cached_tokens": 0},
            "output_audio_seconds": 1.51,
            "billable_audio_seconds": 1,
        },
    )

    assert usage == Usage(
        input_token_details=TokenDetails(text_tokens=7, extra={"cached_tokens": 0}),
        output_audio_seconds=1.51,
        billable_audio_seconds=1,
    )
    assert usage.total_tokens is UNSET
