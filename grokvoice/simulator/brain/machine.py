"""The service of one connection as a pure machine: events in, commands out.

Theory: the machine routes; the rooms act (`reception`, `turns`, `items`, `replies`, `idle`), on the
common state of the `Desk`. Whatever takes time is a promise on the agenda, and `deadline` says when
the next one is due. Whatever is slow, recognition and synthesis, is a command that comes back as an
event. While a `session.update` is being put in force, everything behind it waits, except audio: the
service reads early audio at the old rate (reference, 3.2).
"""

from collections import deque
from typing import assert_never

from grokvoice.protocol.client_events import (
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ItemDelete,
    ItemRetrieve,
    ItemTruncate,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import FromClient
from grokvoice.protocol.settings import SessionSettings
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.simulator.brain import refusals
from grokvoice.simulator.brain.conversations import Conversations
from grokvoice.simulator.brain.desk import Desk, IdSource
from grokvoice.simulator.brain.endpointing import Detector
from grokvoice.simulator.brain.gate import Gate
from grokvoice.simulator.brain.idle import Idle
from grokvoice.simulator.brain.items import Items
from grokvoice.simulator.brain.messages import (
    Command,
    Connected,
    DeadlineReached,
    Event,
    Received,
    Synthesized,
    Transcribed,
    VoiceFailed,
)
from grokvoice.simulator.brain.plans import Planner
from grokvoice.simulator.brain.reception import Reception
from grokvoice.simulator.brain.replies import Replies
from grokvoice.simulator.brain.turns import Turns
from grokvoice.simulator.quirks import Quirks


class Brain:
    """Serves one connection.

    Args:
        ids: Where ids come from.
        planner: What decides what replies say.
        detector: What tells speech from everything else.
        quirks: How the service behaves today.
        conversations: What outlives the connection.
    """

    def __init__(
        self,
        ids: IdSource,
        planner: Planner,
        detector: Detector,
        quirks: Quirks | None = None,
        conversations: Conversations | None = None,
    ) -> None:
        self._desk = Desk(ids, quirks or Quirks())
        self._gate = Gate(self._desk)
        self._held: deque[FromClient] = deque()
        self._is_updating = False
        self._reception = Reception(self._desk, conversations or Conversations())
        self._replies = Replies(self._desk, planner, self._on_reply_ended)
        self._turns = Turns(self._desk, self._replies, detector)
        self._items = Items(self._desk, self._replies)
        self._idle = Idle(self._desk, self._replies, self._turns)

    def handle(self, event: Event, now: float) -> list[Command]:
        """Take an event, and return what the shell shall do, in order.

        Args:
            event: What happened; `Connected` first.
            now: Seconds of a monotonic clock; never less than before.
        """
        self._desk.now = now
        self._dispatch(event)
        while action := self._desk.agenda.take(now):
            action()
        return self._gate.let_out(self._desk.take_commands())

    def deadline(self) -> float | None:
        """Return when `handle` must be called again at the latest; None before `Connected`."""
        return self._desk.agenda.next_due()

    def _dispatch(self, event: Event) -> None:
        match event:
            case Connected():
                self._reception.open(event)
            case Received():
                self._receive(event.event)
            case Transcribed():
                self._understand(event)
            case Synthesized():
                self._replies.hear_voice(event)
            case VoiceFailed():
                self._replies.lose_voice(event)
            case DeadlineReached():
                pass
            case _:
                assert_never(event)

    def _receive(self, event: FromClient) -> None:
        self._reception.hear()
        is_audio = isinstance(event, InputAudioAppend | BinaryFrame)
        if self._is_updating and not is_audio:
            self._held.append(event)
        else:
            self._obey(event)

    def _obey(self, event: FromClient) -> None:  # noqa: C901, PLR0912 - a table: every arm is one line
        match event:
            case SessionUpdate():
                self._begin_update(event.session)
            case InputAudioAppend():
                self._turns.append(event.audio)
            case BinaryFrame():
                self._turns.append(event.data)
            case InputAudioCommit():
                self._turns.commit()
            case InputAudioClear():
                self._turns.clear()
            case ItemCreate():
                self._turns.note_input()
                self._items.create(event)
            case ItemDelete():
                self._items.delete(event.item_id)
            case ItemTruncate():
                self._items.truncate(event)
            case ItemRetrieve():
                self._items.retrieve(event.item_id)
            case ResponseCreate():
                self._turns.create_reply(event)
            case ResponseCancel():
                self._replies.cancel(event.response_id or "")
            case UnknownEvent():
                self._desk.refuse(refusals.unknown_event(event.wire_type))
            case MalformedEvent():
                self._desk.refuse(refusals.malformed_event(event.problem))
            case _:
                assert_never(event)

    def _begin_update(self, update: SessionSettings) -> None:
        self._is_updating = True

        def finish() -> None:
            self._reception.change(update)
            self._is_updating = False
            while self._held and not self._is_updating:
                self._obey(self._held.popleft())

        self._desk.later(self._desk.quirks.update_delay_s, finish)

    def _understand(self, event: Transcribed) -> None:
        if not self._turns.understand(event) and event.is_final:
            self._items.understand(event.job, event.text)

    def _on_reply_ended(self) -> None:
        self._reception.keep()
        self._idle.arm()
