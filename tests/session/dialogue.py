"""A session with a virtual clock, and short words for what may happen to it.

A test reads as a talk: `talk.tell(reply_created(), sound(500), heard(500))`. All ids have defaults,
so that a test names only those that matter to it.
"""

from typing import TypeVar

from grokvoice.protocol import server_events as server
from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import Conversation, ErrorInfo, Item, Response
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.settings import SessionInfo
from grokvoice.protocol.values import UNSET
from grokvoice.session.commands import Command, End, FlushPlayback, Play, Send, Show
from grokvoice.session.events import (
    Connected,
    DeadlineReached,
    Event,
    PlaybackFlushed,
    PlaybackProgressed,
    Received,
    Started,
)
from grokvoice.session.machine import Session
from grokvoice.session.options import Options
from grokvoice.session.updates import (
    AssistantFinal,
    CostMeasured,
    StateChanged,
    SumsCounted,
    Update,
    UserFinal,
)

FRAMES_PER_MS = 24
_T = TypeVar("_T")


class Dialogue:
    """Tells a session what happens, minds its deadlines, and keeps all that it asked for."""

    def __init__(self, options: Options | None = None) -> None:
        self.session = Session(options or Options())
        self.now = 0.0
        self.asked: list[Command] = []

    def tell(self, *events: Event | FromServer) -> list[Command]:
        """Tell events one after another; what the server said may be told as it is."""
        asked: list[Command] = []
        for event in events:
            told = event if isinstance(event, Event) else Received(event)
            asked += self.session.handle(told, self.now)
            due = self.session.deadline()
            assert due is None or due > self.now, f"{event} left a deadline in the past"
        self.asked += asked
        return asked

    def wait(self, seconds: float) -> list[Command]:
        """Let time pass; every deadline on the way is told when it comes."""
        until = self.now + seconds
        asked: list[Command] = []
        while (due := self.session.deadline()) is not None and due <= until:
            self.now = due
            asked += self.tell(DeadlineReached())
        self.now = until
        return asked

    def connect(self) -> list[Command]:
        """Come as far as a configured session."""
        return self.tell(Started(), Connected(), *greeting())

    @property
    def exit_code(self) -> int | None:
        """What the talk ended with; None while it goes on."""
        codes = [command.exit_code for command in self.asked if isinstance(command, End)]
        return codes[0] if codes else None


def greeting(model: str = "grok-voice-latest", conversation: str = "c1") -> list[AnyServerEvent]:
    """The frames of a connection up to the echo of our settings."""
    return [
        server.SessionCreated(session=SessionInfo(model=model)),
        server.ConversationCreated(conversation=Conversation(id=conversation)),
        server.SessionUpdated(session=SessionInfo(model=model)),
    ]


def speech_started(item: str = "u1") -> server.SpeechStarted:
    return server.SpeechStarted(item_id=item)


def speech_stopped(item: str = "u1") -> server.SpeechStopped:
    return server.SpeechStopped(item_id=item)


def committed(item: str = "u1") -> server.InputAudioCommitted:
    return server.InputAudioCommitted(item_id=item)


def user_words(text: str, item: str = "u1", *, is_final: bool = True) -> AnyServerEvent:
    """What the user is understood to have said."""
    if not is_final:
        return server.InputTranscriptUpdated(item_id=item, transcript=text)
    return server.InputTranscriptCompleted(item_id=item, transcript=text, status="completed")


def reply_created(reply: str = "r1") -> server.ResponseCreated:
    return server.ResponseCreated(response=Response(id=reply))


def item_added(item: str = "a1", reply: str = "r1", kind: str = "message") -> AnyServerEvent:
    added = Item(id=item, type=kind, role="assistant")
    return server.OutputItemAdded(item=added, response_id=reply)


def sound(ms: int = 1000, item: str = "a1", reply: str | None = "r1") -> server.OutputAudioDelta:
    pcm = b"\x01\x02" * (ms * FRAMES_PER_MS)
    return server.OutputAudioDelta(item_id=item, response_id=reply or UNSET, delta=pcm)


def sound_done(item: str = "a1", reply: str | None = "r1") -> server.OutputAudioDone:
    return server.OutputAudioDone(item_id=item, response_id=reply or UNSET)


def words(
    text: str, start_s: float | None = 0.0, item: str = "a1", reply: str | None = "r1"
) -> server.OutputTranscriptDelta:
    return server.OutputTranscriptDelta(
        item_id=item, response_id=reply or UNSET, delta=text, start_time=start_s
    )


def all_words(text: str, item: str = "a1", reply: str | None = "r1") -> server.OutputTranscriptDone:
    return server.OutputTranscriptDone(item_id=item, response_id=reply or UNSET, transcript=text)


def reply_done(reply: str | None = "r1", status: str = "completed") -> server.ResponseDone:
    return server.ResponseDone(response=Response(id=reply or UNSET, status=status))


def whole_reply(
    text: str = "one two", ms: int = 1000, item: str = "a1", reply: str = "r1"
) -> list[AnyServerEvent]:
    """A reply from its beginning to its end, as the service sends it."""
    return [
        reply_created(reply),
        item_added(item, reply),
        sound(ms, item, reply),
        words(text, 0.0, item, reply),
        all_words(text, item, reply),
        sound_done(item, reply),
        reply_done(reply),
    ]


def error(message: str, kind: str = "invalid_request_error") -> server.ErrorReceived:
    return server.ErrorReceived(error=ErrorInfo(type=kind, message=message))


def heard(ms: int, generation: int = 0) -> PlaybackProgressed:
    """The loudspeaker's report that so much of a generation was heard."""
    return PlaybackProgressed(generation, ms * FRAMES_PER_MS)


def flushed(ms: int, generation: int = 0) -> PlaybackFlushed:
    """The loudspeaker's answer to a flush."""
    return PlaybackFlushed(generation, ms * FRAMES_PER_MS)


def sent(commands: list[Command]) -> list[AnyClientEvent]:
    """What goes out on the wire."""
    return [command.event for command in commands if isinstance(command, Send)]


def shown(commands: list[Command]) -> list[Update]:
    """What the user is shown, apart from the state and the figures of every reply."""
    updates = [command.update for command in commands if isinstance(command, Show)]
    return [u for u in updates if not isinstance(u, StateChanged | CostMeasured | SumsCounted)]


def finals(commands: list[Command]) -> list[UserFinal | AssistantFinal]:
    """The transcript."""
    return [update for update in shown(commands) if isinstance(update, UserFinal | AssistantFinal)]


def only(kind: type[_T], commands: list[Command]) -> list[_T]:
    """The commands, updates or client events of one class."""
    told = [*commands, *sent(commands), *(c.update for c in commands if isinstance(c, Show))]
    return [member for member in told if isinstance(member, kind)]


def played_ms(commands: list[Command]) -> int:
    """How much sound is queued."""
    frames = sum(len(command.pcm) // 2 for command in commands if isinstance(command, Play))
    return frames // FRAMES_PER_MS


def is_flushed(commands: list[Command]) -> bool:
    """Whether the sound is stopped."""
    return any(isinstance(command, FlushPlayback) for command in commands)
