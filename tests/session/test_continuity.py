from dataclasses import replace

import pytest

from grokvoice.protocol import server_events as server
from grokvoice.protocol.client_events import ItemCreate, ResponseCreate, SessionUpdate
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.commands import Connect, Disconnect, Send
from grokvoice.session.context import ChatContext, FunctionCall, FunctionOutput, Message
from grokvoice.session.events import (
    Connected,
    ConnectFailed,
    ConnectionLost,
    ItemOffered,
    SettingsChanged,
    Started,
    UserText,
)
from grokvoice.session.options import Options
from grokvoice.session.updates import Notice, SessionStarted
from tests.session.dialogue import (
    Dialogue,
    finals,
    greeting,
    heard,
    only,
    sent,
    speech_started,
    speech_stopped,
    whole_reply,
)

BEFORE = ChatContext((Message(role="user", text="I am Ada."),))
TOLD = ItemCreate(
    item=Item(
        type="message", role="user", content=(ContentPart(type="input_text", text="I am Ada."),)
    )
)


def remembering(*items: Item, conversation: str = "c0") -> list[FromServer]:
    """The frames of a connection to a server that lists what it remembers."""
    created, named, updated = greeting(conversation=conversation)
    return [created, named, *(server.ItemAdded(item=item) for item in items), updated]


def listed(role: str, text: str, item_id: str = "i1") -> Item:
    part = ContentPart(type="input_audio" if role == "user" else "text", transcript=text)
    return Item(id=item_id, type="message", role=role, content=(part,))


def going_on(text: str) -> list[Notice]:
    return [Notice(code="continued", text=text, level="info")]


def test_an_earlier_conversation_is_asked_for_by_its_id() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))

    assert only(Connect, talk.tell(Started())) == [Connect("c0")]


def test_nothing_is_told_before_the_server_says_which_conversation_it_is() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), UserText("Who am I?"))

    assert [type(event) for event in sent(talk.tell(Connected()))] == [SessionUpdate]


def test_a_conversation_the_server_knows_goes_on_without_being_told() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), Connected())

    asked = talk.tell(*remembering(listed("user", "I am Ada.")))

    assert only(ItemCreate, asked) == []
    assert only(Notice, asked) == going_on("The service still knows this conversation; going on.")
    assert finals(asked) == []
    assert [started.conversation_id for started in only(SessionStarted, asked)] == ["c0"]


def test_a_conversation_the_server_forgot_is_told_again() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), Connected())

    asked = talk.tell(*greeting(conversation="c1"))

    assert only(ItemCreate, asked) == [TOLD]
    assert only(Notice, asked) == going_on(
        "Going on with an earlier conversation: one item is told again, about $0.004."
    )
    assert [started.conversation_id for started in only(SessionStarted, asked)] == ["c1"]


def test_a_server_that_names_no_conversation_is_told_when_it_is_ready() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), Connected())
    created, _, updated = greeting()

    assert sent(talk.tell(created)) == []
    assert sent(talk.tell(updated)) == [TOLD]


def test_without_an_id_the_past_is_told_at_once_and_what_it_costs() -> None:
    call = FunctionCall(call_id="1", name="add", arguments="{}")
    output = FunctionOutput(call_id="1", output="5")
    context = BEFORE.add(call).add(output).add(Message(role="assistant", text="Five."))
    talk = Dialogue(Options(context=context))
    talk.tell(Started())

    asked = talk.tell(Connected())

    assert len(only(ItemCreate, asked)) == 4
    assert only(Notice, asked) == going_on(
        "Going on with an earlier conversation: 4 items are told again, about $0.008."
    )


@pytest.mark.parametrize("options", [Options(), Options(conversation_id="c0")])
def test_a_talk_without_a_past_goes_on_with_nothing(options: Options) -> None:
    talk = Dialogue(options)

    assert only(Notice, talk.connect()) == []


def test_what_was_typed_meanwhile_comes_behind_the_past() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), UserText("Who am I?"), Connected())

    items = [event.item.text for event in only(ItemCreate, talk.tell(*greeting()))]

    assert items == ["I am Ada.", "Who am I?"]


def test_going_on_is_told_once_however_often_the_connection_breaks() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), Connected(), *remembering(listed("user", "I am Ada.")))
    talk.tell(ConnectionLost(code=1006))
    talk.wait(1.0)

    asked = talk.tell(Connected(), *greeting(conversation="c9"))

    assert [notice.code for notice in only(Notice, asked)] == ["reconnected"]
    assert Send(TOLD) in asked


def broken_off(code: int = 1006) -> Dialogue:
    """A question was asked and not answered when the connection broke; another is dialled."""
    talk = Dialogue()
    talk.connect()
    talk.tell(UserText("Who am I?"), ConnectionLost(code=code))
    talk.wait(1.0)
    return talk


def test_an_open_question_is_asked_again_of_a_server_that_forgot_it() -> None:
    talk = broken_off()

    asked = talk.tell(Connected(), *greeting(conversation="c9"))

    types = [type(event) for event in sent(asked)]
    assert types == [SessionUpdate, ItemCreate, ResponseCreate]


def test_a_question_that_was_answered_is_not_asked_again() -> None:
    talk = Dialogue()
    talk.connect()
    talk.tell(UserText("Who am I?"), *whole_reply("Ada.", 0), ConnectionLost(code=1006))
    talk.wait(1.0)

    assert only(ResponseCreate, talk.tell(Connected(), *greeting(conversation="c9"))) == []


def test_a_question_survives_a_connection_that_breaks_before_it_could_be_asked() -> None:
    talk = broken_off()
    talk.tell(Connected(), ConnectionLost(code=1006))
    talk.wait(2.0)

    asked = talk.tell(Connected(), *greeting(conversation="c9"))

    assert only(ResponseCreate, asked) == [ResponseCreate()]


@pytest.mark.parametrize(("conversation", "told"), [("c1", ["c1"]), ("c9", ["c1", "c9"])])
def test_a_talk_that_goes_on_in_another_conversation_says_so(
    conversation: str, told: list[str]
) -> None:
    talk = broken_off()

    talk.tell(Connected(), *greeting(conversation=conversation))

    started = only(SessionStarted, talk.asked)
    assert [update.conversation_id for update in started] == told


def test_a_conversation_that_is_named_late_is_told_late() -> None:
    talk = Dialogue()
    created, named, updated = greeting()

    talk.tell(Started(), Connected(), created, updated, named, named)

    started = only(SessionStarted, talk.asked)
    assert [update.conversation_id for update in started] == ["", "c1"]


def test_what_a_program_added_is_told_again_to_a_server_that_forgot_it() -> None:
    part = ContentPart(type="input_text", text="I live in Oslo.")
    item = Item(type="message", role="user", content=(part,))
    talk = Dialogue()
    talk.connect()
    talk.tell(ItemOffered(item=replace(item, id="i1")), ConnectionLost(code=1006))
    talk.tell(ItemOffered(item=item))
    talk.wait(1.0)

    asked = talk.tell(Connected(), *greeting(conversation="c9"))

    assert only(ItemCreate, asked) == [ItemCreate(item=item), ItemCreate(item=item)]


def test_a_server_that_names_the_conversation_twice_is_told_once() -> None:
    talk = broken_off()
    talk.tell(Connected(), *greeting(conversation="c9"))

    _, named, _ = greeting(conversation="c9")

    assert sent(talk.tell(named)) == []


def test_every_try_is_told_and_so_is_success() -> None:
    talk = broken_off()
    talk.tell(ConnectFailed(message="No network.", exit_code=5))
    talk.wait(1.0)

    talk.tell(Connected(), *greeting(conversation="c9"))

    assert [(notice.code, notice.text) for notice in only(Notice, talk.asked)] == [
        (
            "reconnecting",
            "The connection is gone (1006). Trying again in 0.4 s; what you say is kept.",
        ),
        ("reconnecting", "No network. Trying again in 0.8 s; what you say is kept."),
        ("reconnected", "Connected again after 2.0 s."),
    ]


def test_a_connection_that_cannot_come_back_is_not_tried_again() -> None:
    talk = broken_off(code=4001)

    assert len(only(Connect, talk.asked)) == 1
    assert talk.session.is_over


def test_what_a_closed_connection_still_tells_is_no_news() -> None:
    talk = broken_off()

    assert talk.tell(ConnectionLost(code=1006)) == []


def test_an_old_connection_is_replaced_as_soon_as_nobody_speaks() -> None:
    talk = Dialogue(Options(renew_after_s=10.0))
    talk.connect()
    talk.tell(speech_started())

    busy = talk.wait(15.0)
    renewed = talk.tell(speech_stopped(), *whole_reply("Ada.", 0))

    assert only(Disconnect, busy) == []
    assert [c for c in renewed if isinstance(c, Connect | Disconnect)] == [
        Disconnect(),
        Connect("c1"),
    ]


def test_changed_settings_hold_for_every_connection_to_come() -> None:
    talk = broken_off()
    wanted = SessionSettings(voice="rex")

    offline = talk.tell(SettingsChanged(wanted))
    online = talk.tell(Connected())

    assert (offline, sent(online)) == ([], [SessionUpdate(session=wanted)])


def test_the_echo_of_changed_settings_begins_no_other_session() -> None:
    talk = Dialogue()
    talk.connect()
    talk.tell(SettingsChanged(SessionSettings(voice="rex")))
    *_, updated = greeting()

    assert talk.tell(updated) == []


def test_a_conversation_that_lists_its_own_words_only_is_told_the_users() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), Connected())

    asked = talk.tell(*remembering(listed("assistant", "Hello Ada.")))

    assert only(Connect, asked) == []
    assert only(ItemCreate, asked) == [TOLD]
    assert [notice.code for notice in only(Notice, asked)] == ["continued"]
    assert [started.conversation_id for started in only(SessionStarted, asked)] == ["c0"]


def test_a_server_that_gives_the_same_name_to_a_fresh_conversation_is_told_everything() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), Connected(), *remembering())

    assert only(ItemCreate, talk.tell(Connected(), *remembering())) == [TOLD]


def test_what_was_lost_on_its_way_is_told_to_a_conversation_that_goes_on() -> None:
    talk = Dialogue()
    talk.connect()
    talk.tell(UserText("I am Ada."), *whole_reply("Hello."), heard(1000), UserText("Who am I?"))
    talk.tell(ConnectionLost(code=1006))
    talk.wait(1.0)

    known = [listed("user", "I am Ada.", "i1"), listed("assistant", "Hello.", "i2")]
    asked = talk.tell(Connected(), *remembering(*known, conversation="c1"))

    assert [event.item.text for event in only(ItemCreate, asked)] == ["Who am I?"]
    assert len(only(ResponseCreate, asked)) == 1
    assert finals(asked) == []


def test_what_is_known_is_asked_for_again_but_not_told_again() -> None:
    talk = Dialogue()
    talk.connect()
    talk.tell(UserText("I am Ada."), ConnectionLost(code=1006))
    talk.wait(1.0)

    asked = talk.tell(Connected(), *remembering(listed("user", "I am Ada."), conversation="c1"))

    assert only(ItemCreate, asked) == []
    assert len(only(ResponseCreate, asked)) == 1


def test_an_endless_list_of_items_is_looked_at_in_part() -> None:
    talk = Dialogue(Options(context=BEFORE, conversation_id="c0"))
    talk.tell(Started(), Connected())
    crowd = [listed("assistant", "Hm.", f"i{number}") for number in range(1000)]

    asked = talk.tell(*remembering(*crowd, listed("user", "I am Ada.")))

    assert only(ItemCreate, asked) == [TOLD]
