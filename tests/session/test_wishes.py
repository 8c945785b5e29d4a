from grokvoice.protocol.client_events import (
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ItemDelete,
    SessionUpdate,
)
from grokvoice.protocol.items import Item, Response
from grokvoice.protocol.settings import SessionSettings, Tool, TurnDetection
from grokvoice.session.commands import Command, FlushPlayback, RunTool, Send
from grokvoice.session.continuity import Continuity
from grokvoice.session.events import (
    ItemDropped,
    ItemOffered,
    ReplyRequested,
    SettingsChanged,
    SpeechStopRequested,
    ToolsChanged,
    TurnBegan,
    TurnDiscarded,
    TurnEnded,
    UserMuted,
    UserText,
    VerbatimText,
    Wish,
)
from grokvoice.session.options import Options
from grokvoice.session.talk import Talk
from grokvoice.session.wishes import fulfil
from tests.session.dialogue import sound


class Room:
    """A talk that is connected, and of which half a reply is queued."""

    def __init__(self, settings: SessionSettings | None = None) -> None:
        options = Options(settings=settings or SessionSettings())
        self.talk = Talk(options)
        self.continuity = Continuity(options, self.talk)
        self.continuity.connected(0.0)
        self.talk.reply_created(Response(id="r1"), 0.0)
        self.talk.speaking.sound(sound(1000), 0.0)

    def fulfil(self, wish: Wish) -> list[Command]:
        return fulfil(wish, self.talk, self.continuity, 1.0)


def test_typed_turns_wait_for_a_wire_in_order() -> None:
    room = Room()
    turns: list[Wish] = [UserText("one"), VerbatimText("two"), UserText("three", waits=True)]

    commands = [room.fulfil(turn) for turn in turns]

    assert (commands, list(room.talk.typed_turns.waiting)) == ([[], [], []], turns)


def test_what_a_program_wants_told_waits_for_a_wire_in_order() -> None:
    room = Room()
    item = Item(type="message", role="system")

    commands = [
        *room.fulfil(ItemOffered(item=item)),
        *room.fulfil(ItemOffered(item=item, after_item_id="a1")),
        *room.fulfil(ItemDropped("a1")),
    ]

    assert commands == []
    assert list(room.talk.waiting_events) == [
        ItemCreate(item=item),
        ItemCreate(item=item, previous_item_id="a1"),
        ItemDelete(item_id="a1"),
    ]


def test_a_reply_for_a_program_waits_until_none_runs() -> None:
    room = Room()

    assert room.fulfil(ReplyRequested(request_id="q1")) == []
    assert room.talk.requests.is_waiting


def test_speech_is_stopped_at_once() -> None:
    assert Room().fulfil(SpeechStopRequested())[0] == FlushPlayback(0)


def test_the_microphone_is_closed_and_opened() -> None:
    room = Room()
    seen = []

    for is_muted in (True, False):
        assert room.fulfil(UserMuted(is_muted=is_muted)) == []
        seen.append(room.talk.gate.is_muted)

    assert seen == [True, False]


def test_a_microphone_that_is_closed_behind_a_word_lets_the_turn_end() -> None:
    room = Room(SessionSettings(turn_detection=TurnDetection(type="server_vad")))
    room.talk.gate.open()
    room.talk.gate.push(bytes(4800), 1.0)

    commands = room.fulfil(UserMuted(is_muted=True))

    assert commands == [Send(InputAudioAppend(audio=bytes(4800)))] * 12


def test_a_manual_turn_is_begun_ended_and_discarded() -> None:
    room = Room()

    began = room.fulfil(TurnBegan())
    ended = room.fulfil(TurnEnded())
    discarded = room.fulfil(TurnDiscarded())

    assert began[0] == FlushPlayback(0)
    assert (ended, discarded) == ([Send(InputAudioCommit())], [Send(InputAudioClear())])


def test_settings_are_changed_on_the_wire() -> None:
    wish = SettingsChanged(SessionSettings(voice="rex"))

    assert Room().fulfil(wish) == [Send(SessionUpdate(session=wish.settings))]


def test_tools_that_have_come_are_told_and_their_calls_are_ours() -> None:
    room = Room()
    call = Item(type="function_call", call_id="k", name="notes__read", arguments="{}")
    tools = (Tool(type="function", name="notes__read"),)

    told = room.fulfil(ToolsChanged(tools=tools, functions=frozenset({"notes__read"})))

    assert told == [Send(SessionUpdate(session=SessionSettings(tools=tools)))]
    assert isinstance(room.talk.calling.announced(call, "r1")[-1], RunTool)
