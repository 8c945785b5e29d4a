"""The chat context as a value: cut, joined, kept as JSON, told to another session."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.errors import UsageError
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.values import JsonValue
from grokvoice.session.context import (
    ChatContext,
    Entry,
    FunctionCall,
    FunctionOutput,
    Message,
    entry_of,
)

QUESTION = Message(role="user", text="Is it raining?", id="u1")
CALL = FunctionCall(call_id="c1", name="get_weather", arguments='{"city":"Oslo"}')
OUTPUT = FunctionOutput(call_id="c1", output="rain")
ANSWER = Message(role="assistant", text="It is.", id="a1")
TALK = ChatContext((QUESTION, CALL, OUTPUT, ANSWER))

TEXTS = st.text(max_size=20)
ENTRIES: st.SearchStrategy[Entry] = st.one_of(
    st.builds(Message, role=st.sampled_from(["user", "assistant", "system"]), text=TEXTS, id=TEXTS),
    st.builds(FunctionCall, call_id=st.sampled_from("abc"), name=TEXTS, arguments=TEXTS),
    st.builds(FunctionOutput, call_id=st.sampled_from("abc"), output=TEXTS),
)
CONTEXTS = st.lists(ENTRIES, max_size=12).map(lambda entries: ChatContext(tuple(entries)))


def test_adding_leaves_the_old_context_as_it_was() -> None:
    longer = TALK.add(Message(role="user", text="Thanks."))

    assert len(TALK.entries) == 4
    assert longer.entries[-1] == Message(role="user", text="Thanks.")


def test_a_filter_that_takes_a_calls_output_takes_the_call_with_it() -> None:
    kept = TALK.filter(lambda entry: not isinstance(entry, FunctionOutput))

    assert kept == ChatContext((QUESTION, ANSWER))


def test_truncating_keeps_the_newest_and_never_half_a_call() -> None:
    assert TALK.truncate(max_items=2) == ChatContext((ANSWER,))
    assert TALK.truncate(max_items=3) == ChatContext((CALL, OUTPUT, ANSWER))
    assert TALK.truncate(max_items=0) == ChatContext()


def test_truncating_counts_the_characters_of_every_kind() -> None:
    size = sum(map(len, (CALL.name, CALL.arguments, OUTPUT.output, ANSWER.text)))

    assert TALK.truncate(max_characters=size) == ChatContext((CALL, OUTPUT, ANSWER))
    assert TALK.truncate(max_characters=size - 1) == ChatContext((ANSWER,))


def test_a_long_text_does_not_drive_out_all_others() -> None:
    notes = Message(role="user", text="n" * 30_000)
    flood = FunctionOutput(call_id="c1", output="x" * 32_000)

    kept = ChatContext((QUESTION, CALL, flood, notes, ANSWER)).truncate()

    assert kept == ChatContext(
        (
            QUESTION,
            CALL,
            FunctionOutput(call_id="c1", output="x" * 1_999 + "…"),
            Message(role="user", text="n" * 1_999 + "…"),
            ANSWER,
        )
    )


def test_merging_adds_what_is_new_and_nothing_twice() -> None:
    nameless = Message(role="user", text="No id.")
    other = ChatContext((QUESTION, nameless, CALL, OUTPUT, nameless))

    assert ChatContext((QUESTION, nameless)).merge(other).entries == (
        QUESTION,
        nameless,
        CALL,
        OUTPUT,
    )


def test_a_session_is_told_items() -> None:
    assert TALK.to_items() == (
        Item(
            type="message",
            role="user",
            content=(ContentPart(type="input_text", text="Is it raining?"),),
        ),
        Item(type="function_call", call_id="c1", name="get_weather", arguments='{"city":"Oslo"}'),
        Item(type="function_call_output", call_id="c1", output="rain"),
        Item(
            type="message",
            role="assistant",
            content=(ContentPart(type="output_text", text="It is."),),
        ),
    )


def test_json_names_each_entrys_kind() -> None:
    nameless = ChatContext((Message(role="system", text="Be brief."),))

    assert TALK.to_json()[1:3] == [
        {
            "type": "function_call",
            "call_id": "c1",
            "name": "get_weather",
            "arguments": '{"city":"Oslo"}',
        },
        {"type": "function_call_output", "call_id": "c1", "output": "rain"},
    ]
    assert nameless.to_json() == [{"type": "message", "role": "system", "text": "Be brief."}]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({}, "a JSON list"),
        ([5], "entry 0"),
        ([{"type": "message", "role": "nobody", "text": "x"}], "entry 0"),
        ([{"type": "message", "role": "user"}], "entry 0"),
        ([TALK.to_json()[0], {"type": "function_call", "call_id": "c"}], "entry 1"),
    ],
)
def test_json_that_is_no_context_is_refused_by_name(value: JsonValue, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        ChatContext.from_json(value)


@given(CONTEXTS)
def test_any_context_survives_json(context: ChatContext) -> None:
    assert ChatContext.from_json(list(context.to_json())) == context


@given(CONTEXTS, st.integers(0, 12), st.integers(0, 100))
def test_no_truncation_orphans_a_call(context: ChatContext, items: int, characters: int) -> None:
    kept = context.truncate(max_items=items, max_characters=characters).entries

    calls = {entry.call_id for entry in kept if isinstance(entry, FunctionCall)}
    outputs = {entry.call_id for entry in kept if isinstance(entry, FunctionOutput)}
    assert calls == outputs
    assert len(kept) <= items


def test_an_entry_may_be_put_behind_a_message() -> None:
    thanks = Message(role="user", text="Thanks.")

    assert TALK.add(thanks, after="u1").entries == (QUESTION, thanks, CALL, OUTPUT, ANSWER)
    assert TALK.add(thanks, after="unknown").entries[-1] == thanks


def test_a_message_is_forgotten_by_its_id() -> None:
    assert TALK.forget("u1").entries == (CALL, OUTPUT, ANSWER)
    assert TALK.forget("unknown") == TALK


def test_items_of_a_conversation_are_entries() -> None:
    assert [entry_of(item) for item in TALK.to_items()] == [
        replace(QUESTION, id=""),
        CALL,
        OUTPUT,
        replace(ANSWER, id=""),
    ]


@pytest.mark.parametrize(
    ("item", "entry"),
    [
        (Item(type="message", role="user", content=()), None),
        (Item(type="force_message", content=(ContentPart(text="Hi."),)), None),
        (
            Item(type="function_call", call_id="c"),
            FunctionCall(call_id="c", name="", arguments="{}"),
        ),
        (Item(type="function_call_output"), FunctionOutput(call_id="", output="")),
        (
            Item(id="i", type="message", role="user", content=(ContentPart(text="Hi."),)),
            Message(role="user", text="Hi.", id="i"),
        ),
    ],
)
def test_an_item_without_words_is_no_entry(item: Item, entry: Entry | None) -> None:
    assert entry_of(item) == entry
