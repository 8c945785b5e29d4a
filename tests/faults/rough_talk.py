"""A talk on a wire that breaks: the core, one server after another, and one virtual clock.

Nobody sleeps: `step` jumps to whatever is due next. Connections are cut from outside, and dialled
again as often as the core wants.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Final, TypeVar

from grokvoice.audio.pcm import bytes_to_frames
from grokvoice.protocol.client_events import AnyClientEvent, InputAudioAppend
from grokvoice.protocol.codec import encode
from grokvoice.protocol.server_events import SessionUpdated
from grokvoice.session.commands import (
    Command,
    Connect,
    Disconnect,
    End,
    FlushPlayback,
    Play,
    RunTool,
    Send,
    Show,
)
from grokvoice.session.events import (
    Connected,
    ConnectFailed,
    ConnectionLost,
    DeadlineReached,
    Event,
    MicrophoneAcknowledged,
    Received,
    Started,
    ToolFinished,
)
from grokvoice.session.machine import Session
from grokvoice.session.options import Options
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import Update
from grokvoice.simulator.brain.plans import Planner
from grokvoice.simulator.quirks import Quirks
from tests.faults.cable import Cable, Cut
from tests.faults.numbered_speech import NumberedMicrophone
from tests.faults.servers import Servers
from tests.virtual_sound import VirtualLoudspeaker

_T = TypeVar("_T")
_LATENCY_S: Final = 0.02
_HANDSHAKE_S: Final = 0.06
_RECEIPT_S: Final = 1.0


@dataclass(slots=True)
class Chronicle:
    """What happened, for those who judge it."""

    shown: list[Update] = field(default_factory=list)
    sent: Counter[type[AnyClientEvent]] = field(default_factory=Counter)
    """How often each event was sent."""
    runs: Counter[str] = field(default_factory=Counter)
    """How often each call of a tool was run, by its id."""
    dialled_at: list[float] = field(default_factory=list)
    configured_at: list[float] = field(default_factory=list)
    failed_at: list[float] = field(default_factory=list)
    """When connections were lost, or did not come about."""


class RoughTalk:
    """One talk.

    Args:
        options: Of the core.
        quirks: Of the servers.
        mind: What thinks in all of them.
        tool_s: How long each call of a tool takes.
        spoil: What becomes of every frame to the client.
    """

    def __init__(
        self,
        options: Options,
        quirks: Quirks,
        mind: Planner,
        tool_s: Callable[[], float] = lambda: 1.0,
        spoil: Callable[[str], str | bytes] = str,
    ) -> None:
        self.now = 0.0
        self.session = Session(options)
        self.servers = Servers(quirks, mind)
        self.microphone = NumberedMicrophone()
        self.loudspeaker = VirtualLoudspeaker(0.05)
        self.chronicle = Chronicle()
        self.exit_code: int | None = None
        self.is_configured = False
        """Whether the present connection is in use."""
        self._cable: Cable | None = None
        self._refusals = 0
        self._sent_frames = 0
        self._tool_s = tool_s
        self._spoil = spoil
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self.later(0.0, lambda: self.tell(Started()))

    def later(self, delay_s: float, action: Callable[[], None]) -> None:
        """Have something done after a while."""
        heapq.heappush(self._agenda, (self.now + delay_s, next(self._order), action))

    def only(self, kind: type[_T]) -> list[_T]:
        """What was shown of one kind."""
        return [update for update in self.chronicle.shown if isinstance(update, kind)]

    @property
    def is_connected(self) -> bool:
        """Whether there is a connection that was not cut."""
        return self._cable is not None and not self._cable.is_cut

    def cut(self, how: Cut, *, refusals: int = 0) -> None:
        """End the connection; so many of the dials that follow come to nothing."""
        assert self._cable is not None
        self._cable.cut(how, self.now)
        self._refusals = refusals

    def run(self, until: Callable[[], bool], within_s: float) -> None:
        """Go on until something is so."""
        latest = self.now + within_s
        while not until():
            assert self.now < latest, f"still not so at {self.now:.1f} s"
            self.step()

    def wait(self, seconds: float) -> None:
        """Go on for a while."""
        is_over: list[bool] = []
        self.later(seconds, lambda: is_over.append(True))
        self.run(lambda: bool(is_over), seconds + 1.0)

    def step(self) -> None:
        """Jump to the next moment at which anything is due, and do all of it."""
        self.now = max(self.now, self._next_moment())
        for event in self._cable.arrivals(self.now) if self._cable else []:
            self.tell(event)
        for report in self.loudspeaker.take_events(self.now):
            self.tell(report)
        for chunk in self.microphone.take_events(self.now):
            self.tell(chunk)
        while self._agenda and self._agenda[0][0] <= self.now:
            heapq.heappop(self._agenda)[2]()
        due = self.session.deadline()
        if due is not None and due <= self.now:
            self.tell(DeadlineReached())
            due = self.session.deadline()
        assert due is None or due > self.now, "a deadline in the past"

    def tell(self, event: Event) -> None:
        """One event, then all of its commands."""
        self._note(event)
        for command in self.session.handle(event, self.now):
            self._obey(command)

    def _note(self, event: Event) -> None:
        match event:
            case ConnectionLost() | ConnectFailed():
                self.is_configured = False
                self.chronicle.failed_at.append(self.now)
            case Received(event=SessionUpdated()):
                self.is_configured = True
                self.chronicle.configured_at.append(self.now)
            case _:
                pass

    def _next_moment(self) -> float:
        moments = [
            self.session.deadline(),
            self._cable.deadline() if self._cable else None,
            self.loudspeaker.deadline(),
            self.microphone.deadline(),
            self._agenda[0][0] if self._agenda else None,
        ]
        return min(moment for moment in moments if moment is not None)

    def _obey(self, command: Command) -> None:  # noqa: C901, PLR0912 - a table
        match command:
            case Connect():
                self._dial(command.conversation_id or "")
            case Disconnect():
                self._cable = None
            case Send():
                self._send(command.event)
            case Play():
                self.loudspeaker.play(command.pcm, self.now)
            case FlushPlayback():
                self.loudspeaker.flush(command.generation, self.now)
            case RunTool():
                self._run_tool(command.call)
            case Show():
                self.chronicle.shown.append(command.update)
            case End():
                self.exit_code = command.exit_code
            case _:
                pass

    def _dial(self, conversation_id: str) -> None:
        self.chronicle.dialled_at.append(self.now)
        self.is_configured = False
        self._cable = None
        if self._refusals:
            self._refusals -= 1
            refused = ConnectFailed(message="Refused.", exit_code=5)
            self.later(_HANDSHAKE_S, lambda: self.tell(refused))
        else:
            self.later(_HANDSHAKE_S, lambda: self._open(conversation_id))

    def _open(self, conversation_id: str) -> None:
        server = self.servers.connect(conversation_id, self.now)
        self._cable = Cable(server, _LATENCY_S, self._spoil)
        self._sent_frames = 0
        self._ask_receipt(self._cable)
        self.tell(Connected())

    def _send(self, event: AnyClientEvent) -> None:
        self.chronicle.sent[type(event)] += 1
        if isinstance(event, InputAudioAppend):
            self._sent_frames += bytes_to_frames(len(event.audio))
        if self._cable:
            self._cable.send(encode(event), self.now)

    def _ask_receipt(self, cable: Cable) -> None:
        """Tell once a second how much of the microphone's sound has arrived, a round trip late."""
        frames = self._sent_frames

        def answer() -> None:
            if cable is self._cable and not cable.is_cut:
                self.tell(MicrophoneAcknowledged(frames))
                self.later(_RECEIPT_S, lambda: self._ask_receipt(cable))

        self.later(2 * _LATENCY_S, answer)

    def _run_tool(self, call: Call) -> None:
        self.chronicle.runs[call.call_id] += 1
        finished = ToolFinished(call_id=call.call_id, output=f"result of {call.arguments}")
        self.later(self._tool_s(), lambda: self.tell(finished))
