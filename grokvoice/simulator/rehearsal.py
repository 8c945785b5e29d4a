"""The brain with a shell that needs no time: no socket, no thread, and a clock that is told.

Tests join a client's core and the brain with it by function calls. Whatever the brain asks for is
done at once: speech is understood by a function, and replies are spoken by a function.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Final, TypeAlias, assert_never

from grokvoice.audio.pcm import FRAME_BYTES, ms_to_frames
from grokvoice.protocol.codec import FromClient
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.unreadable import BinaryFrame, UnknownEvent
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.desk import IdSource
from grokvoice.simulator.brain.messages import (
    CloseSocket,
    Command,
    Connected,
    DeadlineReached,
    Event,
    Received,
    SendEvent,
    SendFrame,
    Stall,
    Synthesize,
    Synthesized,
    Transcribe,
    Transcribed,
)
from grokvoice.simulator.brain.phrases import Phrase, split_phrases

Outgoing: TypeAlias = AnyServerEvent | UnknownEvent | BinaryFrame | str

_MS_PER_LETTER: Final = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """Something the server sent."""

    at: float
    event: Outgoing

    @property
    def kind(self) -> str:
        """The type of the event; "binary" or "text" for a bare frame."""
        match self.event:
            case BinaryFrame():
                return "binary"
            case str():
                return "text"
            case _:
                return self.event.wire_type


def mute(wanted: Synthesize) -> Synthesized:
    """Speak a text as silence of 60 ms a letter, phrase by phrase."""
    phrases, start = [], 0
    for text in split_phrases(wanted.text):
        frames = ms_to_frames(len(text.strip()) * _MS_PER_LETTER / wanted.speed)
        phrases.append(Phrase(text=text, start=start, frames=frames))
        start += frames
    return Synthesized(job=wanted.job, pcm=bytes(start * FRAME_BYTES), phrases=tuple(phrases))


def counted_ids() -> IdSource:
    """Return a source of ids that look like UUIDs and count from one."""
    numbers = count(1)
    return lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"


def no_words(_wanted: Transcribe) -> str:
    """Understand nothing."""
    return ""


class Rehearsal:
    """Runs a brain on a clock that only moves when told.

    Args:
        brain: Not yet connected.
        hear: Gives the words of a job so far; None if they shall come later, by `tell`.
        speak: Gives the sound of a text; None likewise.
    """

    def __init__(
        self,
        brain: Brain,
        *,
        hear: Callable[[Transcribe], str | None] = no_words,
        speak: Callable[[Synthesize], Synthesized | None] = mute,
    ) -> None:
        self._brain = brain
        self._hear = hear
        self._speak = speak
        self.now = 0.0
        self.sent: list[Sent] = []
        """Everything the server sent, oldest first."""
        self.asked: list[Transcribe | Synthesize] = []
        """Everything that was understood and spoken, oldest first."""
        self.closed: CloseSocket | None = None
        self.is_stalled = False

    def connect(self, *, model: str = "", conversation_id: str = "") -> None:
        """Open the connection, at noon of the first of January 2026."""
        noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
        self.tell(Connected(wall=noon, model=model, conversation_id=conversation_id))

    def receive(self, *events: FromClient) -> None:
        """Let the client say something now."""
        for event in events:
            self.tell(Received(event=event))

    def run_until(self, moment: float) -> None:
        """Let time pass, deadline by deadline."""
        while (deadline := self.deadline()) is not None and deadline <= moment:
            self.now = max(self.now, deadline)
            self.tell(DeadlineReached())
        self.now = max(self.now, moment)

    def deadline(self) -> float | None:
        """Return when the server will next do something by itself."""
        return self._brain.deadline()

    def take_sent(self) -> list[Sent]:
        """Return and forget what the server sent since the last time."""
        sent, self.sent = self.sent, []
        return sent

    def tell(self, event: Event) -> None:
        """Let anything happen now."""
        events = deque([event])
        while events:
            for command in self._brain.handle(events.popleft(), self.now):
                events.extend(self._run(command))

    def _run(self, command: Command) -> list[Event]:
        """Do what is asked, and return what comes of it."""
        match command:
            case SendEvent():
                self.sent.append(Sent(self.now, command.event))
            case SendFrame():
                data = command.frame
                event = BinaryFrame(data=data) if isinstance(data, bytes) else data
                self.sent.append(Sent(self.now, event))
            case Transcribe():
                self.asked.append(command)
                text = self._hear(command)
                if text is not None:
                    return [Transcribed(job=command.job, text=text, is_final=command.is_final)]
            case Synthesize():
                self.asked.append(command)
                return list(filter(None, [self._speak(command)]))
            case CloseSocket():
                self.closed = command
            case Stall():
                self.is_stalled = True
            case _:
                assert_never(command)
        return []
