"""What a program can ask of a conversation: each method, over a real socket to the simulator."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

import grokvoice
from grokvoice.app.api import Conversation
from grokvoice.errors import (
    AudioDeviceError,
    GrokVoiceError,
    ReplyFailedError,
    ServerError,
    UsageError,
)
from grokvoice.protocol.client_events import (
    AnyClientEvent,
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ItemDelete,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.server_events import (
    InputAudioCleared,
    ItemAdded,
    ItemDeleted,
    ResponseCreated,
    SessionUpdated,
)
from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioOutput,
    AudioSettings,
    ResponseSettings,
    SessionSettings,
    Tool,
    Transcription,
    TurnDetection,
)
from grokvoice.session.context import ChatContext, Message
from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Notice,
    SessionEnded,
    SessionStarted,
    Update,
    UserFinal,
)
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.scenario import parse_scenario
from grokvoice.simulator.server import Options, Simulator
from tests.app.stage import FakeMicrophone

_T = TypeVar("_T")
FAST = Quirks(pace="fast")
STORY = '[[step]]\ntimes = 0\nsay = "A story without an end, so it seems."'


@dataclass
class Wire:
    """Everything that crossed it, and a way to wait for more."""

    events: list[tuple[str, FromServer | AnyClientEvent]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def observe(self, direction: str, event: FromServer | AnyClientEvent) -> None:
        self.events.append((direction, event))
        self.changed.set()

    def of(self, kind: type[_T]) -> list[_T]:
        return [event for _, event in self.events if isinstance(event, kind)]

    async def until(self, kind: type[_T], count: int = 1) -> list[_T]:
        while len(found := self.of(kind)) < count:
            self.changed.clear()
            await self.changed.wait()
        return found


Scene = Callable[[Conversation, Wire], Awaitable[_T]]


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XAI_API_KEY", raising=False)


def played(
    scene: Scene[_T],
    quirks: Quirks = FAST,
    script: str = "",
    context: ChatContext | None = None,
    speed: str = "1.0",
    microphone: FakeMicrophone | None = None,
) -> _T:
    """Play a scene in a conversation with a simulator of its own."""
    new_planner = parse_scenario(script, "script.toml").new_planner

    async def whole() -> _T:
        wire = Wire()
        async with (
            asyncio.timeout(20),
            Simulator(Options(quirks=quirks, new_planner=new_planner)) as simulator,
            grokvoice.connect(
                url=simulator.url,
                observe=wire.observe,
                context=context,
                microphone=microphone,
                speed=speed,
            ) as talk,
        ):
            return await scene(talk, wire)

    return asyncio.run(whole())


def text_part(text: str) -> ContentPart:
    return ContentPart(type="input_text", text=text)


async def first(talk: Conversation, kind: type[_T]) -> _T:
    """Wait for the next update of a kind."""
    async for update in talk.updates():
        if isinstance(update, kind):
            return update
    raise AssertionError("the conversation ended before")


async def changed(talk: Conversation, wire: Wire, settings: SessionSettings) -> SessionSettings:
    """Change settings, and return what was sent of them."""
    await wire.until(SessionUpdated)
    talk.change(settings)
    await wire.until(SessionUpdated, 2)
    return wire.of(SessionUpdate)[-1].session


def test_a_question_is_answered_with_the_words_that_were_heard() -> None:
    async def scene(talk: Conversation, _wire: Wire) -> tuple[str, ChatContext]:
        return await talk.ask("What is two plus three?"), talk.context

    words, context = played(scene)

    assert words == "2 plus 3 is 5."
    assert [
        (entry.role, entry.text) for entry in context.entries if isinstance(entry, Message)
    ] == [
        ("user", "What is two plus three?"),
        ("assistant", "2 plus 3 is 5."),
    ]


def test_a_reply_that_failed_raises_its_reason() -> None:
    async def scene(talk: Conversation, _wire: Wire) -> None:
        await talk.ask("Hello.")

    with pytest.raises(ReplyFailedError, match="The reply failed"):
        played(scene, script='[[step]]\nend = "failed"')


def test_everything_that_is_shown_can_be_followed_to_the_end() -> None:
    async def scene(talk: Conversation, _wire: Wire) -> list[Update]:
        talk.send_text("What is two plus three?")
        seen = []
        async for update in talk.updates():
            seen.append(update)
            if isinstance(update, AssistantFinal):
                talk.close()
        return seen

    seen = played(scene)

    kinds = [type(update) for update in seen]
    for kind in (SessionStarted, UserFinal, AssistantFinal):
        assert kinds.count(kind) == 1
    assert kinds[-1] is SessionEnded


def test_a_line_is_spoken_word_for_word_and_cannot_be_interrupted() -> None:
    async def scene(talk: Conversation, wire: Wire) -> tuple[str, Item]:
        talk.speak("This is recorded.", interruptible=False)
        final = await first(talk, AssistantFinal)
        return final.text, wire.of(ItemCreate)[0].item

    text, item = played(scene)

    assert text == "This is recorded."
    assert (item.type, item.interruptible) == ("force_message", False)


def test_a_reply_is_asked_for_with_instructions_of_its_own_and_known_by_its_id() -> None:
    async def scene(talk: Conversation, wire: Wire) -> tuple[str, Wire]:
        return await talk.reply("Greet the user in Danish."), wire

    response_id, wire = played(scene)

    [asked] = wire.of(ResponseCreate)
    [created] = wire.of(ResponseCreated)
    assert isinstance(asked.response, ResponseSettings)
    assert asked.response.instructions == "Greet the user in Danish."
    assert created.response.metadata == asked.response.metadata
    assert created.response.id == response_id


def test_a_reply_that_does_not_begin_in_time_is_an_error() -> None:
    async def scene(talk: Conversation, _wire: Wire) -> None:
        await talk.reply(timeout_s=0.05)

    with pytest.raises(ServerError, match=r"no reply began within 0\.05 s"):
        played(scene, Quirks(refuse_status=503))


def test_a_reply_that_the_server_refuses_is_an_error_at_once() -> None:
    reserved = (Tool(type="web_search"), Tool(type="function", name="web_search"))

    async def scene(talk: Conversation, wire: Wire) -> None:
        await changed(talk, wire, SessionSettings(tools=reserved))
        await talk.reply(timeout_s=60.0)

    with pytest.raises(ServerError, match="no reply began"):
        played(scene)


def test_a_conversation_that_is_over_gives_no_reply() -> None:
    async def scene(talk: Conversation, wire: Wire) -> None:
        await wire.until(SessionUpdated)
        talk.close()
        await talk.reply(timeout_s=60.0)

    with pytest.raises(ServerError, match="no reply began"):
        played(scene)


@pytest.mark.parametrize(
    "settings",
    [
        SessionSettings(instructions="Be brief."),
        SessionSettings(voice="rex"),
        SessionSettings(turn_detection=TurnDetection(type="server_vad", threshold=0.5)),
        SessionSettings(audio=AudioSettings(output=AudioOutput(speed=1.2))),
        SessionSettings(
            audio=AudioSettings(input=AudioInput(transcription=Transcription(keyterms=("pytest",))))
        ),
        SessionSettings(tools=(Tool(type="web_search"),)),
    ],
)
def test_of_changed_settings_only_what_differs_is_sent(settings: SessionSettings) -> None:
    async def scene(talk: Conversation, wire: Wire) -> SessionSettings:
        return await changed(talk, wire, settings)

    assert played(scene) == settings


def test_settings_that_are_refused_leave_the_old_in_force_and_say_so() -> None:
    wrong = AudioSettings(input=AudioInput(format=AudioFormat(type="audio/flac")))

    async def scene(talk: Conversation, wire: Wire) -> tuple[Notice, SessionSettings]:
        await wire.until(SessionUpdated)
        talk.change(SessionSettings(audio=wrong))
        notice = await first(talk, Notice)
        talk.change(SessionSettings(voice="rex"))
        await wire.until(SessionUpdated, 2)
        return notice, wire.of(SessionUpdate)[-1].session

    notice, sent = played(scene)

    assert notice.code == "settings-refused"
    assert "the old settings stay in force" in notice.text
    assert sent == SessionSettings(voice="rex")


def test_what_was_said_before_is_told_to_the_server() -> None:
    before = ChatContext((Message(role="user", text="The code word is cobalt."),))

    async def scene(talk: Conversation, _wire: Wire) -> str:
        return await talk.ask("What is the code word?")

    assert "cobalt" in played(scene, context=before)


def test_items_are_added_and_deleted_without_a_reply() -> None:
    async def scene(talk: Conversation, wire: Wire) -> tuple[Wire, ChatContext]:
        talk.add(Item(id="i1", type="message", role="user", content=(text_part("One."),)))
        talk.add_text("Two.", role="assistant")
        talk.add(
            Item(id="i3", type="message", role="user", content=(text_part("Three."),)),
            after_item_id="i1",
        )
        await wire.until(ItemAdded, 3)
        talk.delete("i1")
        await wire.until(ItemDeleted)
        return wire, talk.context

    wire, context = played(scene)

    assert [(event.item.role, event.item.text) for event in wire.of(ItemCreate)] == [
        ("user", "One."),
        ("assistant", "Two."),
        ("user", "Three."),
    ]
    assert wire.of(ItemCreate)[2].previous_item_id == "i1"
    assert [event.item_id for event in wire.of(ItemDelete)] == ["i1"]
    assert context.entries == (
        Message(role="user", text="Three.", id="i3"),
        Message(role="assistant", text="Two."),
    )
    assert wire.of(ResponseCreate) == []


def test_an_image_is_refused_with_the_reason() -> None:
    image = Item(type="message", role="user", content=(ContentPart(type="input_image"),))

    async def scene(talk: Conversation, _wire: Wire) -> None:
        talk.add(image)

    with pytest.raises(UsageError, match="not seen by the model: describe it in words"):
        played(scene)


def test_sound_is_sent_committed_and_cleared() -> None:
    async def scene(talk: Conversation, wire: Wire) -> list[type]:
        await wire.until(SessionUpdated)
        talk.send_audio(bytes(4800))
        talk.commit()
        talk.clear()
        await wire.until(InputAudioCleared)
        sound = (InputAudioAppend, InputAudioCommit, InputAudioClear)
        return [type(event) for _, event in wire.events if isinstance(event, sound)]

    assert played(scene) == [InputAudioAppend, InputAudioCommit, InputAudioClear]


def test_a_muted_microphone_sends_nothing() -> None:
    async def scene(talk: Conversation, wire: Wire) -> list[InputAudioAppend]:
        await wire.until(SessionUpdated)
        talk.mute()
        talk.send_audio(b"\x01" * 4800)
        talk.mute(is_muted=False)
        talk.send_audio(b"\x02" * 4800)
        return await wire.until(InputAudioAppend)

    assert played(scene) == [InputAudioAppend(audio=b"\x02" * 4800)]


def test_a_reply_is_stopped() -> None:
    async def scene(talk: Conversation, wire: Wire) -> list[ResponseCancel]:
        talk.send_text("Tell me a story.")
        await wire.until(ResponseCreated)
        talk.interrupt()
        return await wire.until(ResponseCancel)

    assert len(played(scene, Quirks(first_audio_s=5.0), script=STORY)) == 1


def test_a_program_learns_why_there_is_no_conversation() -> None:
    async def scene(talk: Conversation, _wire: Wire) -> None:
        await talk.ask("Hello.")

    with pytest.raises(ServerError, match="401"):
        played(scene, Quirks(refuse_status=401))


def test_a_device_that_fails_is_told_to_whoever_waits() -> None:
    async def scene(talk: Conversation, _wire: Wire) -> None:
        await talk.ask("Hello.")

    with pytest.raises(GrokVoiceError, match="no microphone"):
        played(scene, microphone=FakeMicrophone(error=AudioDeviceError("no microphone")))


def test_a_device_that_fails_is_raised_even_if_nobody_waits() -> None:
    async def scene(talk: Conversation, _wire: Wire) -> None:
        await first(talk, ErrorShown)

    with pytest.raises(AudioDeviceError, match="no microphone"):
        played(scene, microphone=FakeMicrophone(error=AudioDeviceError("no microphone")))


def test_an_error_of_the_programs_own_comes_out_as_it_is() -> None:
    async def scene(_talk: Conversation, _wire: Wire) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        played(scene)


def test_an_option_that_cannot_be_meant_is_refused_at_once() -> None:
    async def scene(_talk: Conversation, _wire: Wire) -> None:
        raise AssertionError("never begun")

    with pytest.raises(UsageError, match="speed"):
        played(scene, speed="9")
