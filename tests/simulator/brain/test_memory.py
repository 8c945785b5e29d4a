from grokvoice.protocol.items import ContentPart, Item
from grokvoice.simulator.brain.memory import Entry, Memory, Remembered, truncate
from grokvoice.simulator.brain.phrases import Phrase


def message(item_id: str, text: str, role: str = "user") -> Entry:
    part = ContentPart(type="input_text", text=text)
    return Entry(item=Item(id=item_id, role=role, content=(part,)), seen_text=text)


def filled(*entries: Entry) -> Memory:
    memory = Memory()
    for entry in entries:
        memory.add(entry)
    return memory


def ids(memory: Memory) -> list[str]:
    return [entry.id for entry in memory.entries]


def test_items_are_added_last_or_behind_the_one_named() -> None:
    memory = filled(message("a", "A"), message("b", "B"))

    memory.add(message("c", "C"), after="a")
    memory.add(message("d", "D"), after="unknown")

    assert ids(memory) == ["a", "c", "b", "d"]


def test_the_last_item_is_none_while_there_is_none() -> None:
    assert (Memory().last_id, filled(message("a", "A")).last_id) == (None, "a")


def test_an_item_is_removed_once() -> None:
    memory = filled(message("a", "A"), message("b", "B"))

    removed = [memory.remove("a"), memory.remove("a")]

    assert (removed, ids(memory), memory.find("a")) == ([True, False], ["b"], None)


def test_replies_wait_while_something_said_is_not_understood() -> None:
    entry = message("a", "")
    memory = filled(entry)
    before = memory.awaits_transcript()
    entry.is_awaiting_transcript = True

    assert (before, memory.awaits_transcript()) == (False, True)


def test_the_model_sees_who_said_what_and_what_was_called() -> None:
    call = Item(id="f", type="function_call", name="get", arguments="{}", call_id="c1")
    output = Item(id="o", type="function_call_output", output="rain", call_id="c1")
    memory = filled(
        message("s", "Be brief.", "system"),
        message("u", "Hello."),
        message("a", "Hi.", "assistant"),
        Entry(item=call, seen_text=""),
        Entry(item=output, seen_text=""),
        message("e", ""),
    )

    assert memory.as_seen() == (
        Remembered(role="system", text="Be brief."),
        Remembered(role="user", text="Hello."),
        Remembered(role="assistant", text="Hi."),
        Remembered(role="call", text="{}", name="get", call_id="c1"),
        Remembered(role="output", text="rain", call_id="c1"),
    )


def test_a_bare_call_and_output_are_seen_as_far_as_they_go() -> None:
    memory = filled(Entry(item=Item(type="function_call", name="f"), seen_text=""))

    assert memory.as_seen() == (Remembered(role="call", text="", name="f"),)
    assert memory.entries[0].id == ""


def test_the_model_attends_to_the_beginning_of_endless_texts() -> None:
    output = Item(type="function_call_output", output="x" * 9000, call_id="c")
    memory = filled(message("a", "y" * 9000), Entry(item=output, seen_text=""))

    assert [len(one.text) for one in memory.as_seen()] == [4000, 4000]


def test_truncating_leaves_the_words_that_were_heard() -> None:
    phrases = (
        Phrase(text="One, two,", start=0, frames=24_000),
        Phrase(text=" three.", start=24_000, frames=24_000),
    )
    item = Item(id="a", role="assistant")
    entry = Entry(item=item, seen_text="One, two, three.", phrases=phrases)

    kept = truncate(entry, 1000)

    assert kept == entry.seen_text == entry.item.text == "One, two,"
    assert entry.is_cut
