from grokvoice.protocol.client_events import ItemCreate, ResponseCancel, ResponseCreate
from grokvoice.protocol.items import ContentPart, Item, Response
from grokvoice.session.commands import FlushPlayback, Send, Show
from grokvoice.session.events import UserText, VerbatimText
from grokvoice.session.options import Options
from grokvoice.session.talk import Talk
from grokvoice.session.updates import State, UserFinal
from tests.session.dialogue import heard, only, sent, sound, speech_started
from tests.session.scenes import replying, said, typed_item


def test_a_typed_turn_is_sent_and_a_reply_asked_for() -> None:
    talk = Talk(Options())

    assert said(talk, UserText("Hello")) == [
        typed_item("Hello"),
        Send(ResponseCreate()),
        Show(UserFinal(item_id="typed-1", text="Hello")),
    ]


def test_a_typed_turn_interrupts_and_asks_when_the_cancel_is_acknowledged() -> None:
    talk = replying()

    first = said(talk, UserText("Stop."))
    talk.speaking.cancelled("r1")
    then = talk.settle(5.1, can_talk=True)

    assert first[:3] == [
        FlushPlayback(0),
        Send(ResponseCancel(response_id="r1")),
        typed_item("Stop."),
    ]
    assert sent(first[3:]) == []
    assert then == [Send(ResponseCreate())]


def test_turns_that_wait_are_said_one_after_another() -> None:
    talk = Talk(Options())
    asked = [sent(said(talk, UserText("one", waits=True), UserText("two", waits=True)))]

    for reply, item in (("r1", "a1"), ("r2", "a2")):
        talk.reply_created(Response(id=reply), 6.0)
        talk.speaking.sound(sound(100, item, reply), 6.0)
        talk.speaking.done(reply)
        asked.append(sent(talk.settle(6.0, can_talk=True)))
        talk.progressed(heard(100 if reply == "r1" else 200), 7.0)
        asked.append(sent(talk.settle(7.0, can_talk=True)))

    one, two = ([typed_item(text).event, ResponseCreate()] for text in ("one", "two"))
    assert asked == [one, [], two, [], []]


def test_exact_words_are_sent_without_asking_for_a_reply() -> None:
    talk = Talk(Options())
    part = ContentPart(type="output_text", text="Recording.")

    commands = said(talk, VerbatimText("Recording."))

    item = Item(type="force_message", role="assistant", content=(part,))
    assert commands == [Send(ItemCreate(item=item))]
    assert (talk.is_quiet, talk.state) == (False, State.THINKING)


def test_exact_words_are_sent_one_after_another_so_that_each_has_its_reply() -> None:
    talk = Talk(Options())
    asked = [sent(said(talk, VerbatimText("one"), VerbatimText("two")))]
    talk.reply_created(Response(id="r1"), 5.1)
    asked.append(sent(talk.settle(5.1, can_talk=True)))
    talk.speaking.sound(sound(1000), 5.2)
    talk.speaking.done("r1")
    asked.append(sent(talk.settle(5.3, can_talk=True)))

    texts = [[e.item.text for e in events if isinstance(e, ItemCreate)] for events in asked]
    assert texts == [["one"], [], ["two"]]
    assert not talk.is_quiet


def test_exact_words_that_must_be_heard_are_not_cut_short_by_speech() -> None:
    talk = Talk(Options())

    commands = said(talk, VerbatimText("Recording.", is_interruptible=False))
    talk.reply_created(Response(id="r1"), 5.1)
    talk.speaking.sound(sound(500), 5.1)

    assert only(ItemCreate, commands)[0].item.interruptible is False
    assert talk.speech_started(speech_started(), 5.2) == []


def test_a_turn_that_interrupts_overtakes_none_that_waits_before_it() -> None:
    talk = replying()
    early = said(talk, UserText("one", waits=True), UserText("two"))
    talk.speaking.done("r1")
    talk.progressed(heard(1000), 5.5)

    commands = said(talk, now=6.0)

    assert sent(early) == []
    items = [event for event in sent(commands) if isinstance(event, ItemCreate)]
    assert items == [typed_item("one").event, typed_item("two").event]
