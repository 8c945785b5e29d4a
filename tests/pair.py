"""The core and the simulator, joined by function calls through real wire text and one clock.

Nobody sleeps: `step` jumps to whatever is due next, be it a deadline of the core or the server, a
frame on its way, a chunk of the microphone or a report of the loudspeaker. Each text the server
speaks is a tone of its own, so that the loudspeaker knows whose frames it took.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import TypeVar

from grokvoice.protocol.codec import FromClient, FromServer, decode_client, decode_server, encode
from grokvoice.protocol.settings import (
    AudioInput,
    AudioSettings,
    SessionSettings,
    Transcription,
    TurnDetection,
)
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.session.commands import (
    Command,
    Connect,
    End,
    FlushPlayback,
    Play,
    Send,
    Show,
)
from grokvoice.session.events import (
    Connected,
    DeadlineReached,
    Event,
    InputEnded,
    Received,
    Started,
)
from grokvoice.session.machine import Session
from grokvoice.session.options import Options
from grokvoice.session.updates import Update
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.endpointing import EnergyDetector
from grokvoice.simulator.brain.messages import Synthesize, Synthesized, Transcribe
from grokvoice.simulator.brain.plans import Situation, Speak, Step
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids, mute
from tests.virtual_sound import Utterance, VirtualLoudspeaker, VirtualMicrophone
from tests.witness import Witness

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All that makes one talk different from another."""

    utterances: tuple[Utterance, ...] = ()
    wishes: tuple[tuple[float, Event], ...] = ()
    """What the user types or asks for by key, with its time; in order."""
    replies: tuple[tuple[str, ...], ...] = (("One two three four five six seven.",),)
    """The texts of each reply, one item each; the last ones for ever."""
    output_delay_s: float = 0.05
    latency_s: float = 0.02
    """Of the network, one way."""
    silence_ms: int = 300
    """After which the server takes a turn for ended."""
    sleeps_after_s: float | None = None
    report_every_blocks: int = 5
    quirks: Quirks = field(default_factory=Quirks)
    is_text: bool = True
    """Whether events cross as wire text; else by function calls, which is faster."""


def hour_of_interruptions(barge_ins: int = 1000) -> Circumstances:
    """An hour in which every reply but the last is cut short, each somewhere else."""
    random = Random(1)
    starts_s = [1.0 + 3.6 * number + random.uniform(0.0, 0.2) for number in range(barge_ins + 1)]
    return Circumstances(
        utterances=tuple(Utterance(start_s, start_s + 0.15) for start_s in starts_s),
        replies=(("Once there was a king who",),),
        latency_s=0.0,
        silence_ms=100,
        sleeps_after_s=0.2,
        report_every_blocks=25,
        quirks=Quirks(first_audio_s=2.3),
        is_text=False,
    )


@dataclass(frozen=True, slots=True)
class Fate:
    """How much of an item's sound was queued, and how much the loudspeaker took."""

    item_id: str
    queued: int
    taken: int


class Author:
    """Plans the replies of the server, one after another."""

    def __init__(self, replies: tuple[tuple[str, ...], ...]) -> None:
        self._replies = deque(replies)

    def plan(self, situation: Situation) -> tuple[Step, ...]:  # noqa: ARG002 - the port's shape
        texts = self._replies[0]
        if len(self._replies) > 1:
            self._replies.popleft()
        return tuple(Speak(text) for text in texts)


class Pair:
    """One talk from beginning to end."""

    def __init__(self, given: Circumstances) -> None:
        self.now = 0.0
        self.shown: list[Update] = []
        self.exit_code: int | None = None
        self.loudspeaker = VirtualLoudspeaker(given.output_delay_s, given.report_every_blocks)
        self.witness = Witness()
        self._microphone = VirtualMicrophone(list(given.utterances), given.sleeps_after_s)
        self._session = Session(Options(settings=_settings(given.silence_ms), quiet_s=1.0))
        brain = Brain(counted_ids(), Author(given.replies), EnergyDetector(), given.quirks)
        self._server = Rehearsal(brain, hear=_understood(), speak=_tones())
        self._inbox: deque[Event] = deque([Started()])
        self._latency_s = given.latency_s
        self._wishes = deque(given.wishes)
        self._is_text = given.is_text
        self._to_server: deque[tuple[float, FromClient]] = deque()
        self._to_client: deque[tuple[float, FromServer]] = deque()
        self._input_has_ended = False

    def run(self, longest_s: float) -> None:
        """Talk until the core ends it."""
        while self.exit_code is None:
            assert self.now < longest_s, f"the talk goes on after {self.now} s"
            self.step()

    def only(self, kind: type[_T]) -> list[_T]:
        """What was shown of one kind."""
        return [update for update in self.shown if isinstance(update, kind)]

    def fates(self) -> list[Fate]:
        """What became of every item whose sound was queued."""
        sound = self.loudspeaker
        return [
            Fate(item, sound.queued[value], sound.taken[value])
            for value, item in self.witness.item_of.items()
            if sound.queued[value]
        ]

    def step(self) -> None:
        """Jump to the next moment at which anything is due, and do all of it."""
        self.now = max(self.now, self._next_moment())
        self._server.run_until(self.now)
        self._carry()
        self._inbox.extend(self.loudspeaker.take_events(self.now))
        self._inbox.extend(self._microphone.take_events(self.now))
        while self._wishes and self._wishes[0][0] <= self.now:
            self._inbox.append(self._wishes.popleft()[1])
        self._end_input()
        self._empty_inbox()
        if (due := self._session.deadline()) is not None and due <= self.now:
            self._tell(DeadlineReached())
            due = self._session.deadline()
        assert due is None or due > self.now, "a deadline in the past"

    def _next_moment(self) -> float:
        if self._inbox:
            return self.now
        moments = [
            self._session.deadline(),
            self._server.deadline(),
            self.loudspeaker.deadline(),
            self._microphone.deadline(),
            *(queue[0][0] for queue in (self._to_server, self._to_client, self._wishes) if queue),
        ]
        return min(moment for moment in moments if moment is not None)

    def _end_input(self) -> None:
        if not self._input_has_ended and self._microphone.is_done and not self._wishes:
            self._input_has_ended = True
            self._inbox.append(InputEnded())

    def _carry(self) -> None:
        """Bring every frame that has arrived to its receiver."""
        while self._to_server and self._to_server[0][0] <= self.now:
            self._server.receive(self._to_server.popleft()[1])
        for sent in self._server.take_sent():
            assert not isinstance(sent.event, BinaryFrame | str)
            event = decode_server(encode(sent.event)) if self._is_text else sent.event
            self._to_client.append((self.now + self._latency_s, event))
        while self._to_client and self._to_client[0][0] <= self.now:
            self._inbox.append(Received(self._to_client.popleft()[1]))
            self._empty_inbox()

    def _empty_inbox(self) -> None:
        while self._inbox:
            self._tell(self._inbox.popleft())

    def _tell(self, event: Event) -> None:
        """One event, then all of its commands."""
        self.witness.told(event)
        for command in self._session.handle(event, self.now):
            self.witness.asked(command)
            self._obey(command)

    def _obey(self, command: Command) -> None:
        match command:
            case Connect():
                self._server.connect()
                self._inbox.append(Connected())
            case Send():
                event = decode_client(encode(command.event)) if self._is_text else command.event
                self._to_server.append((self.now + self._latency_s, event))
            case Play():
                self.loudspeaker.play(command.pcm, self.now)
            case FlushPlayback():
                self.loudspeaker.flush(command.generation, self.now)
            case Show():
                self.shown.append(command.update)
            case End():
                self.exit_code = command.exit_code
            case _:
                pass


def _settings(silence_ms: int) -> SessionSettings:
    return SessionSettings(
        turn_detection=TurnDetection(type="server_vad", silence_duration_ms=silence_ms),
        audio=AudioSettings(input=AudioInput(transcription=Transcription(model="grok-transcribe"))),
    )


def _understood() -> Callable[[Transcribe], str]:
    return lambda wanted: "I say." if wanted.is_final else ""


def _tones() -> Callable[[Synthesize], Synthesized]:
    numbers = count(1)

    def speak(wanted: Synthesize) -> Synthesized:
        silent = mute(wanted)
        tone = next(numbers).to_bytes(2, "little")
        return replace(silent, pcm=tone * (len(silent.pcm) // 2))

    return speak
