from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import (
    InputAudioAppend,
    ItemCreate,
    ItemDelete,
    ItemRetrieve,
    ItemTruncate,
    ResponseCreate,
)
from grokvoice.protocol.conversation_events import (
    ErrorReceived,
    ItemAdded,
    ItemDeleted,
    ItemRetrieved,
    ItemTruncated,
)
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.response_events import OutputItemAdded
from grokvoice.simulator.brain.messages import Transcribe
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal


def text_item(item_id: str, text: str = "Hi.") -> ItemCreate:
    part = ContentPart(type="input_text", text=text)
    return ItemCreate(item=Item(id=item_id, role="user", content=(part,)))


def last(rehearsal: Rehearsal) -> object:
    return rehearsal.sent[-1].event


def error(rehearsal: Rehearsal) -> str:
    event = last(rehearsal)
    assert isinstance(event, ErrorReceived)
    return event.error.message


def spoken(rehearsal: Rehearsal) -> str:
    """Have a reply given; return the id of its item."""
    rehearsal.receive(ResponseCreate())
    rehearsal.run_until(9.0)
    return next(
        str(one.event.item.id) for one in rehearsal.sent if isinstance(one.event, OutputItemAdded)
    )


def test_an_item_is_acknowledged_as_completed(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse()

    rehearsal.receive(text_item("mine"))

    event = last(rehearsal)
    assert isinstance(event, ItemAdded)
    assert event.previous_item_id is None
    assert event.item == Item(
        id="mine",
        object="realtime.item",
        type="message",
        status="completed",
        role="user",
        content=(ContentPart(type="input_text", text="Hi."),),
    )


def test_an_item_names_the_one_before_it(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse()
    rehearsal.receive(text_item("a"), text_item("b"))
    rehearsal.receive(ItemCreate(item=Item(id="c", role="user"), previous_item_id="a"))

    places = [
        one.event.previous_item_id for one in rehearsal.sent if isinstance(one.event, ItemAdded)
    ]

    assert places == [None, "a", "a"]


def test_an_item_without_an_id_gets_one(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse()

    rehearsal.receive(ItemCreate(item=Item(role="user")))

    event = last(rehearsal)
    assert isinstance(event, ItemAdded)
    assert str(event.item.id).startswith("00000000")


@pytest.mark.parametrize(
    "item",
    [
        Item(type="function_call", name="get", arguments="{}", call_id="c"),
        Item(type="function_call_output", output="rain", call_id="c"),
    ],
)
def test_tool_items_have_a_role_of_their_own_and_no_place(
    rehearse: Callable[..., Rehearsal], item: Item
) -> None:
    rehearsal = rehearse()

    rehearsal.receive(text_item("a"), ItemCreate(item=item))

    event = last(rehearsal)
    assert isinstance(event, ItemAdded)
    assert (event.item.role, event.previous_item_id) == ("tool", None)


def test_an_id_can_be_used_once(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse()

    rehearsal.receive(text_item("a"), text_item("a"))

    assert error(rehearsal) == "Item already exists: a"


def test_a_recorded_part_is_transcribed_and_not_sent_back(
    rehearse: Callable[..., Rehearsal],
    loud: Callable[[int], InputAudioAppend],
    seen: Callable[[Rehearsal], list[str]],
) -> None:
    rehearsal = rehearse(hear=lambda _wanted: "Hello.")
    parts = (
        ContentPart(type="input_text", text="Listen:"),
        ContentPart(type="input_audio", audio=loud(300).audio),
    )

    rehearsal.receive(ItemCreate(item=Item(id="u", role="user", content=parts)))

    event, (asked,) = last(rehearsal), rehearsal.asked
    assert isinstance(event, ItemAdded)
    assert event.item.content == (parts[0], ContentPart(type="input_audio"))
    assert isinstance(asked, Transcribe)
    assert (asked.job, len(asked.pcm), asked.is_final) == ("u", 2 * 4800, True)
    assert seen(rehearsal) == ["Listen: Hello."]


def test_a_recorded_part_that_brings_its_words_needs_no_listening(
    rehearse: Callable[..., Rehearsal],
) -> None:
    rehearsal = rehearse()
    part = ContentPart(type="input_audio", audio=bytes(100), transcript="Hello.")

    rehearsal.receive(ItemCreate(item=Item(role="user", content=(part,))))

    assert rehearsal.asked == []


def test_words_for_an_item_that_is_gone_are_forgotten(
    rehearse: Callable[..., Rehearsal], seen: Callable[[Rehearsal], list[str]]
) -> None:
    rehearsal = rehearse()
    rehearsal.receive(text_item("a", "kept"))

    rehearsal._brain._items.understand("a", "unasked")
    rehearsal._brain._items.understand("b", "unknown")

    assert seen(rehearsal) == ["kept"]


@pytest.mark.parametrize(("is_empty", "named"), [(False, "a"), (True, "")])
def test_a_deleted_item_is_gone(
    rehearse: Callable[..., Rehearsal], named: str, *, is_empty: bool
) -> None:
    rehearsal = rehearse(quirks=Quirks(empty_deleted_id=is_empty))
    rehearsal.receive(text_item("a"), ItemDelete(item_id="a"))

    event = last(rehearsal)

    assert isinstance(event, ItemDeleted)
    assert event.item_id == named
    rehearsal.receive(ItemDelete(item_id="a"))
    assert error(rehearsal) == "Item not found: a"


def test_truncating_tells_what_is_left(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse("One, two, three. Four, five, six.")
    item_id = spoken(rehearsal)

    rehearsal.receive(ItemTruncate(item_id=item_id, audio_end_ms=600))

    event = last(rehearsal)
    assert isinstance(event, ItemTruncated)
    assert (event.audio_end_ms, event.transcript) == (600, "One, two,")


@pytest.mark.parametrize(
    ("quirk", "outcome"),
    [("ignored", "One, two, three."), ("refused", "Failed to truncate item")],
)
def test_truncating_can_be_ignored_or_refused(
    rehearse: Callable[..., Rehearsal], quirk: str, outcome: str
) -> None:
    is_ignored = quirk == "ignored"
    quirks = Quirks(truncation="ignored" if is_ignored else "refused")
    rehearsal = rehearse("One, two, three.", quirks=quirks)
    item_id = spoken(rehearsal)

    rehearsal.receive(ItemTruncate(item_id=item_id, audio_end_ms=0))

    event = last(rehearsal)
    told = event.transcript if isinstance(event, ItemTruncated) else error(rehearsal)
    assert outcome in str(told)


@pytest.mark.parametrize(("item_id", "ms"), [("unknown", 0), ("typed", 0), ("", -1)])
def test_what_cannot_be_truncated_is_an_error_about_truncation(
    rehearse: Callable[..., Rehearsal], item_id: str, ms: int
) -> None:
    rehearsal = rehearse()
    rehearsal.receive(text_item("typed"))
    wanted = item_id or spoken(rehearsal)

    rehearsal.receive(ItemTruncate(item_id=wanted, audio_end_ms=ms))

    assert "truncat" in error(rehearsal)


def test_an_item_can_be_asked_for(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse()
    rehearsal.receive(text_item("a"))

    rehearsal.receive(ItemRetrieve(item_id="a"))
    found = last(rehearsal)
    rehearsal.receive(ItemRetrieve(item_id="b"))

    assert isinstance(found, ItemRetrieved)
    assert found.item.text == "Hi."
    assert error(rehearsal) == "Item not found: b"


def test_a_forced_message_is_no_item_of_its_own(rehearse: Callable[..., Rehearsal]) -> None:
    rehearsal = rehearse()
    part = ContentPart(type="text", text="Recording.")

    rehearsal.receive(ItemCreate(item=Item(type="force_message", content=(part,))))

    assert rehearsal.sent[-1].kind == "response.created"
