"""`-c` from end to end: a talk is kept, and another one goes on with what was said in it.

The core and the simulator's brain are joined by function calls on one clock that nobody waits for.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grokvoice.app.history import Past, going_on, kept, past_of
from grokvoice.config.settings import HistorySettings, Settings
from grokvoice.journal.loudspeaker import Loudspeaker
from grokvoice.protocol.client_events import AnyClientEvent, ItemCreate
from grokvoice.protocol.codec import decode_client, decode_server, encode
from grokvoice.protocol.settings import Resumption, SessionSettings
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.session import events
from grokvoice.session.commands import Command, Connect, End, FlushPlayback, Play, Send, Show
from grokvoice.session.machine import Session
from grokvoice.session.options import Options
from grokvoice.session.updates import AssistantFinal, Update
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.conversations import Conversations
from grokvoice.simulator.brain.endpointing import EnergyDetector
from grokvoice.simulator.mind.assistant import Assistant
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids

OPTIONS = Options(settings=SessionSettings(resumption=Resumption(enabled=True)))
NAMES = [f"{first}{last}" for first in ("Al", "Bo", "Cy", "Di", "Ed") for last in
         ("ba", "ce", "do", "fi", "gu", "ha", "je", "ko", "li", "mu",
          "na", "pe", "ro", "si", "tu", "va", "we", "xo", "yi", "zu")]  # fmt: skip


@dataclass
class Service:
    """A service with a memory of its conversations; its clock goes on from talk to talk."""

    quirks: Quirks
    now: float = 0.0
    conversations: Conversations = field(default_factory=Conversations)

    def __post_init__(self) -> None:
        self._ids = counted_ids()

    def connect(self, conversation_id: str) -> Rehearsal:
        brain = Brain(self._ids, Assistant(), EnergyDetector(), self.quirks, self.conversations)
        rehearsal = Rehearsal(brain)
        rehearsal.now = self.now
        rehearsal.connect(model="grok-voice-latest", conversation_id=conversation_id)
        return rehearsal


class Talk:
    """One talk of typed turns, from beginning to end."""

    def __init__(self, service: Service, options: Options) -> None:
        self.shown: list[tuple[float, Update]] = []
        self.asked_for: list[str | None] = []
        self.sent: list[AnyClientEvent] = []
        self._service = service
        self._session = Session(options)
        self._speaker = Loudspeaker()
        self._server: Rehearsal | None = None
        self._began_at = service.now
        self._is_over = False

    def hold(self, *turns: str) -> list[str]:
        """Say these turns; returns the replies."""
        inbox: deque[events.Event] = deque([events.Started()])
        inbox.extend(events.UserText(turn, waits=True) for turn in turns)
        inbox.append(events.InputEnded())
        while not self._is_over:
            while inbox:
                inbox.extend(self._tell(inbox.popleft()))
            inbox.extend(self._wait())
        return [update.heard for _, update in self.shown if isinstance(update, AssistantFinal)]

    def _wait(self) -> list[events.Event]:
        """Let time pass until something happens."""
        server = self._server.deadline() if self._server else None
        moments = [self._session.deadline(), self._speaker.due(), server]
        self._service.now = max(
            self._service.now, min(moment for moment in moments if moment is not None)
        )
        happened: list[events.Event] = []
        if self._speaker.due() is not None:
            happened.append(self._speaker.report(self._service.now))
        if self._server:
            self._server.run_until(self._service.now)
            happened += self._heard()
        return [*happened, events.DeadlineReached()]

    def _tell(self, event: events.Event) -> list[events.Event]:
        commands = self._session.handle(event, self._service.now)
        return [answer for command in commands for answer in self._obey(command)]

    def _obey(self, command: Command) -> list[events.Event]:
        match command:
            case Connect(conversation_id):
                self.asked_for.append(conversation_id)
                self._server = self._service.connect(conversation_id or "")
                return [events.Connected(), *self._heard()]
            case Send(event) if self._server:
                self.sent.append(event)
                self._server.receive(decode_client(encode(event)))
                return self._heard()
            case Play(pcm):
                self._speaker.play(pcm, self._service.now)
            case FlushPlayback():
                return [self._speaker.flush(self._service.now)]
            case Show(update):
                self.shown.append((self._service.now - self._began_at, update))
            case End():
                self._is_over = True
            case _:
                pass
        return []

    def _heard(self) -> list[events.Event]:
        assert self._server is not None
        frames = [one.event for one in self._server.take_sent()]
        assert not any(isinstance(frame, BinaryFrame | str) for frame in frames)
        return [
            events.Received(decode_server(encode(frame)))
            for frame in frames
            if not isinstance(frame, BinaryFrame | str)
        ]


class Nowhere:
    """A screen that nobody looks at."""

    def show(self, update: Update, at_s: float) -> None:
        pass

    def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
        pass

    def close(self) -> None:
        pass


def keep(folder: Path, talk: Talk, past: Past) -> None:
    view = kept(Nowhere(), folder, Settings(), past, "talk").view
    for at_s, update in talk.shown:
        view.show(update, at_s)
    view.close()


def past_at(folder: Path, later: timedelta = timedelta(0)) -> Past:
    """What `-c` finds so much later."""
    settings = Settings(history=HistorySettings(session="last"))
    return past_of(settings, folder, datetime.now(UTC) + later)


@pytest.mark.parametrize(
    ("resumption", "later", "items_told"),
    [
        pytest.param("assistant", timedelta(minutes=1), 3, id="resumed, its words only"),
        pytest.param("complete", timedelta(minutes=1), 1, id="resumed in full"),
        pytest.param("none", timedelta(minutes=1), 3, id="refused, so told again"),
        pytest.param("assistant", timedelta(hours=5), 3, id="too old, so told again"),
    ],
)
def test_what_was_said_is_known_in_a_hundred_of_a_hundred_talks(
    tmp_path: Path, resumption: str, later: timedelta, items_told: int
) -> None:
    assert len(set(NAMES)) == 100
    known = 0
    for name in NAMES:
        folder = tmp_path / name
        service = Service(Quirks(resumption=resumption))  # type: ignore[arg-type]  # a parameter
        before = Talk(service, OPTIONS)
        before.hold(f"My name is {name}.")
        keep(folder, before, Past())

        service.now += later.total_seconds()
        after = Talk(service, going_on(OPTIONS, past_at(folder, later)))
        [reply] = after.hold("What is my name?")

        known += f"Your name is {name}." in reply
        told = [event for event in after.sent if isinstance(event, ItemCreate)]
        assert len(told) == items_told
    assert known == 100


def test_a_third_talk_knows_what_was_said_in_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    service = Service(Quirks(resumption="none"))
    first = Talk(service, OPTIONS)
    first.hold("My name is Ada.")
    keep(folder, first, Past())

    past = past_at(folder)
    second = Talk(service, going_on(OPTIONS, past))
    second.hold("My dog is called Bob.")
    keep(folder, second, past)
    third = Talk(service, going_on(OPTIONS, past_at(folder)))
    replies = third.hold("What is my name?", "What is my dog called?")

    assert replies == ["Your name is Ada.", "Your dog is Bob."]
