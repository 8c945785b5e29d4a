import pytest

from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.session.commands import Send
from grokvoice.session.context import ChatContext, FunctionCall, FunctionOutput, Message
from grokvoice.session.memory import Memory, carries_text
from grokvoice.session.updates import (
    AssistantFinal,
    ItemForgotten,
    ItemTold,
    Notice,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
    UserPartial,
)


def told(*updates: Update, context: ChatContext | None = None) -> Memory:
    memory = Memory(context or ChatContext())
    for update in updates:
        memory.note(update)
    return memory


def asked(text: str = "Count.") -> UserFinal:
    return UserFinal(item_id="u1", text=text)


def answered(heard: str, unheard: str = "") -> AssistantFinal:
    return AssistantFinal(
        item_id="a1",
        text=heard + unheard,
        heard=heard,
        unheard=unheard,
        is_interrupted=bool(unheard),
    )


def sent(role: str, text: str) -> Send:
    kind = "output_text" if role == "assistant" else "input_text"
    return Send(ItemCreate(item=Item(role=role, content=(ContentPart(type=kind, text=text),))))


def test_what_was_heard_is_remembered_and_what_was_not_is_not() -> None:
    memory = told(asked(), answered("one", " two"), answered("", "three"))

    assert memory.context.entries == (
        Message(role="user", text="Count.", id="u1"),
        Message(role="assistant", text="one", id="a1"),
    )


def test_calls_of_ours_are_remembered_with_their_answers() -> None:
    memory = told(
        ToolCalled(call_id="k1", name="weather", arguments="{}", is_hosted=False),
        ToolCalled(call_id="k2", name="web_search", arguments="{}", is_hosted=True),
        ToolReturned(call_id="k1", name="weather", output="rain", is_error=False),
    )

    assert memory.context.entries == (
        FunctionCall(call_id="k1", name="weather", arguments="{}"),
        FunctionOutput(call_id="k1", output="rain"),
    )


def test_other_updates_are_not_about_what_was_said() -> None:
    memory = told(UserPartial(item_id="u1", text="Cou"), Notice(code="x", text="y"))

    assert memory.context == ChatContext()


def test_everything_is_told_again_behind_what_was_said_before() -> None:
    before = ChatContext((Message(role="user", text="Earlier."),))

    memory = told(asked(), answered("one"), context=before)

    assert memory.replay() == [
        sent("user", "Earlier."),
        sent("user", "Count."),
        sent("assistant", "one"),
    ]


def listed(role: str, text: str) -> Item:
    return Item(role=role, content=(ContentPart(type="text", text=text),))


@pytest.mark.parametrize(
    ("memory", "items", "is_known"),
    [
        (told(), [], True),
        (told(answered("one")), [], True),
        (told(asked(), answered("one")), [listed("assistant", "one")], False),
        (told(asked(), answered("one")), [listed("user", "Count.")], True),
    ],
    ids=["nothing was said", "only Grok spoke", "the user is forgotten", "the user is known"],
)
def test_whoever_lists_nothing_of_the_users_has_forgotten_too_much(
    memory: Memory, items: list[Item], is_known: bool
) -> None:
    assert memory.is_known(items) is is_known


def test_what_came_last_and_is_not_listed_is_told_in_its_order() -> None:
    call = ToolCalled(call_id="k1", name="weather", arguments="{}", is_hosted=False)
    returned = ToolReturned(call_id="k1", name="weather", output="rain", is_error=False)
    memory = told(asked("One."), answered("one"), call, returned, asked("Two."))

    assert memory.untold([listed("user", "One."), Item(type="function_call", call_id="k1")]) == [
        Send(ItemCreate(item=Item(type="function_call_output", call_id="k1", output="rain"))),
        sent("user", "Two."),
    ]


def test_what_was_lost_before_something_that_arrived_is_not_told_out_of_order() -> None:
    memory = told(asked("One."), asked("Two."))

    assert memory.untold([listed("user", "Two.")]) == []
    assert memory.untold([]) == [sent("user", "One."), sent("user", "Two.")]


def test_a_server_that_knows_another_talk_is_told_all_of_this_one() -> None:
    memory = told(asked("One."), asked("Two."))

    assert memory.untold([listed("user", "Three.")]) == [sent("user", "One."), sent("user", "Two.")]


def test_the_same_words_said_twice_and_listed_once_are_told_once_more() -> None:
    memory = told(asked("Yes."), answered("one"), asked("Yes."))

    assert memory.untold([listed("user", "Yes.")]) == [sent("user", "Yes.")]


def test_what_grok_said_is_its_own_affair_and_open_calls_are_not_told() -> None:
    call = ToolCalled(call_id="k1", name="weather", arguments="{}", is_hosted=False)

    assert told(asked(), answered("one"), call).untold([listed("user", "Count.")]) == []


def test_a_talk_of_hours_stays_small() -> None:
    memory = told(*(asked(str(number)) for number in range(401)))

    assert len(memory.context.entries) == 200
    assert memory.context.entries[-1] == Message(role="user", text="400", id="u1")


@pytest.mark.parametrize(
    ("item", "is_charged"),
    [
        (Item(content=(ContentPart(type="input_text", text="Hello"),)), True),
        (Item(type="force_message", content=(ContentPart(text="Hello"),)), True),
        (Item(content=(ContentPart(type="input_audio", audio=b"\x00"),)), False),
        (Item(type="function_call_output", call_id="k1", output="rain"), False),
    ],
    ids=["message", "exact words", "sound", "output"],
)
def test_only_items_with_text_are_charged(item: Item, is_charged: bool) -> None:
    assert carries_text(item) is is_charged


def message(text: str, item_id: str = "i1", role: str = "user") -> Item:
    part = ContentPart(type="input_text", text=text)
    return Item(id=item_id, type="message", role=role, content=(part,))


def test_what_a_program_adds_and_removes_is_remembered_and_forgotten() -> None:
    memory = told(
        asked(),
        answered("one"),
        ItemTold(item=message("Hurry.", "i1")),
        ItemTold(item=message("Be kind.", "i2", "system"), after_item_id="u1"),
        ItemTold(item=Item(type="message", role="user", content=())),
        ItemForgotten(item_id="a1"),
    )

    assert memory.context.entries == (
        Message(role="user", text="Count.", id="u1"),
        Message(role="system", text="Be kind.", id="i2"),
        Message(role="user", text="Hurry.", id="i1"),
    )
