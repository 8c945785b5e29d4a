"""Whatever happens, in whatever order: the talk comes to its end, and the sums come out."""

from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from grokvoice.protocol import server_events as server
from grokvoice.protocol.codec import FromServer, decode_server, encode
from grokvoice.protocol.items import Conversation, Item
from grokvoice.protocol.settings import SessionInfo, SessionSettings, Tool
from grokvoice.session.commands import Command, Connect, FlushPlayback, Play, RunTool
from grokvoice.session.events import (
    Connected,
    ConnectFailed,
    ConnectionLost,
    Event,
    HangUpRequested,
    InputEnded,
    ItemDropped,
    MicrophoneAcknowledged,
    MicrophoneChunk,
    MicrophoneLeftOut,
    PlaybackFlushed,
    PlaybackProgressed,
    ReplyRequested,
    SettingsChanged,
    SpeechStopRequested,
    Started,
    ToolFinished,
    ToolsChanged,
    TurnBegan,
    TurnDiscarded,
    TurnEnded,
    UserMuted,
    UserText,
    VerbatimText,
)
from grokvoice.session.options import Options
from grokvoice.session.updates import AssistantFinal, SumsCounted, UserFinal
from tests.session.dialogue import (
    Dialogue,
    all_words,
    committed,
    error,
    finals,
    item_added,
    only,
    reply_created,
    reply_done,
    sound,
    sound_done,
    speech_started,
    speech_stopped,
    user_words,
    words,
)

Step: TypeAlias = Event | server.AnyServerEvent | float | str


class World(Dialogue):
    """Keeps the shell's promises: what the core asks for is answered, though perhaps late."""

    def __init__(self) -> None:
        super().__init__(Options(functions=frozenset({"weather"}), quiet_s=0.5))
        self.debts: list[Event | FromServer] = []
        self.generation = 0
        self.queued = self.told = 0
        self.connections = 0
        self.is_connected = False
        self.refuses = False
        """Whether the next connection does not come about."""

    def tell(self, *events: Event | FromServer) -> list[Command]:
        asked = super().tell(*events)
        if Connected() in events:
            self.is_connected = True
            self.connections += 1
        for command in asked:
            self._owe(command)
        return asked

    def hear(self, event: server.AnyServerEvent | ConnectionLost) -> None:
        """Tell what came over the wire of the present connection."""
        if isinstance(event, ConnectionLost):
            self.is_connected = False
            self.tell(event)
        else:
            text = encode(event).replace("@", f"{self.connections}-")
            self.tell(decode_server(text))

    def pay(self) -> None:
        """Answer all that was asked for, and let the loudspeaker play to the end."""
        debts, self.debts = self.debts, []
        self.tell(*debts)
        if self.queued > self.told:
            self.told = self.queued
            self.tell(PlaybackProgressed(self.generation, self.queued))

    def oblige(self, word: str) -> None:
        """Pay now, or let the next connection fail."""
        if word == "pay":
            self.pay()
        else:
            self.refuses = True

    def _owe(self, command: Command) -> None:
        match command:
            case Connect():
                self.debts += REFUSED if self.refuses else DIALLED
                self.is_connected = self.refuses = False
            case Play():
                self.queued += len(command.pcm) // 2
            case FlushPlayback():
                self.debts.append(PlaybackFlushed(command.generation, self.queued // 2))
                self.generation = command.generation + 1
                self.queued = self.told = 0
            case RunTool():
                self.debts.append(ToolFinished(call_id=command.call.call_id, output="{}"))
            case _:
                pass


DIALLED: list[Event | FromServer] = [
    Connected(),
    server.ConversationCreated(conversation=Conversation(id="c1")),
    server.SessionUpdated(session=SessionInfo(model="grok-voice-latest")),
]
REFUSED: list[Event | FromServer] = [ConnectFailed(message="No.", exit_code=5)]
USERS = st.sampled_from(["@u1", "@u2"])
REPLIES = st.sampled_from(["@r1", "@r2"])
PLACES = st.sampled_from([("@a1", "@r1"), ("@a2", "@r1"), ("@a3", "@r2")])
"""An item belongs to one reply, and an id to one connection, whose number takes the place of @."""
MESSAGES = st.sampled_from(
    [
        "Cancellation failed: no active response found",
        "Conversation already has an active response",
        "cannot truncate",
        "something else",
    ]
)
KINDS = st.sampled_from(["invalid_request_error", "server_error", "max_duration"])
TEXTS = st.sampled_from(["", "one ", "one two", "eleven"])
MARKS = st.none() | st.floats(0, 1e308)
CALL = Item(id="f1", type="function_call", call_id="k1", name="weather", arguments="{}")
FROM_SERVER = st.one_of(
    st.builds(speech_started, USERS),
    st.builds(speech_stopped, USERS),
    st.builds(committed, USERS),
    st.builds(user_words, st.sampled_from(["", "one", "one two"]), USERS, is_final=st.booleans()),
    st.builds(reply_created, REPLIES),
    PLACES.map(lambda place: item_added(*place)),
    st.builds(lambda ms, place: sound(ms, *place), st.integers(0, 900), PLACES),
    PLACES.map(lambda place: sound_done(*place)),
    st.builds(lambda text, start_s, place: words(text, start_s, *place), TEXTS, MARKS, PLACES),
    st.builds(lambda text, place: all_words(text, *place), TEXTS, PLACES),
    st.builds(reply_done, REPLIES, st.sampled_from(["completed", "cancelled", "failed"])),
    st.builds(error, MESSAGES, KINDS),
    st.builds(server.OutputItemDone, item=st.just(CALL), response_id=REPLIES),
    st.just(server.SessionUpdated(session=SessionInfo())),
)
FROM_SHELL: st.SearchStrategy[Event] = st.one_of(
    st.builds(PlaybackProgressed, st.integers(0, 3), st.integers(0, 50_000)),
    st.builds(MicrophoneChunk, st.sampled_from([b"", bytes(4800)])),
    st.builds(MicrophoneAcknowledged, st.integers(0, 5000)),
    st.builds(MicrophoneLeftOut, at=st.sampled_from([0, 2400, 4800]), frames=st.just(2400)),
    st.builds(ConnectionLost, code=st.sampled_from([1000, 1006, 1008, 1011, 1013])),
)
FROM_USER: st.SearchStrategy[Event] = st.one_of(
    st.builds(UserText, st.just("Hello"), waits=st.booleans()),
    st.builds(VerbatimText, st.just("Hello"), is_interruptible=st.booleans()),
    st.builds(UserMuted, is_muted=st.booleans()),
    st.builds(ReplyRequested, request_id=st.just("q1")),
    st.builds(SettingsChanged, st.builds(SessionSettings, voice=st.sampled_from(["ara", "rex"]))),
    st.just(ToolsChanged(tools=(Tool(type="web_search"),), functions=frozenset({"weather"}))),
    st.sampled_from([SpeechStopRequested(), TurnBegan(), TurnEnded(), TurnDiscarded()]),
    st.just(ItemDropped("a1")),
)
OBLIGATIONS = st.sampled_from(["pay", "refuse"])
STEPS = st.lists(
    st.one_of(FROM_SERVER, FROM_SERVER, FROM_SHELL, FROM_USER, st.floats(0, 3), OBLIGATIONS),
    max_size=40,
)


def lived(steps: list[Step]) -> World:
    """A talk in which all that happened, and in which the input then ended."""
    world = World()
    world.tell(Started())
    world.pay()
    for step in steps:
        if isinstance(step, float):
            world.wait(step)
        elif isinstance(step, str):
            world.oblige(step)
        elif isinstance(step, Event) and not isinstance(step, ConnectionLost):
            world.tell(step)
        elif world.is_connected:
            world.hear(step)
    world.tell(InputEnded())
    return world


@settings(max_examples=200)
@given(STEPS)
def test_every_talk_ends_once_its_input_has_ended(steps: list[Step]) -> None:
    world = lived(steps)

    for _ in range(60):
        world.pay()
        world.wait(10.0)

    assert world.session.is_over


@settings(max_examples=100)
@given(STEPS)
def test_every_item_is_final_once_and_every_frame_is_counted(steps: list[Step]) -> None:
    world = lived(steps)
    world.tell(HangUpRequested(), HangUpRequested())

    told = finals(world.asked)
    assert len({(type(final), final.item_id) for final in told}) == len(told)
    for final in told:
        assert isinstance(final, UserFinal) or final.heard + final.unheard == final.text
        assert final.text or isinstance(final, AssistantFinal)
    [sums] = only(SumsCounted, world.asked)
    assert min(sums.acknowledged, sums.in_flight, sums.waiting, *sums.dropped.values()) >= 0
    kept = sums.acknowledged + sums.in_flight + sums.waiting
    assert sums.captured == kept + sum(sums.dropped.values()) + sums.muted
    assert sums.received == sums.played + sums.flushed + sums.stale + sums.buffered
