"""The room of the connection itself: its opening frames, its pings, and its settings."""

from dataclasses import replace
from functools import partial
from typing import Final

from grokvoice.protocol.conversation_events import (
    ConversationCreated,
    ItemAdded,
    Ping,
    SessionCreated,
    SessionUpdated,
)
from grokvoice.protocol.items import ContentPart, Conversation, ErrorInfo
from grokvoice.protocol.settings import SessionInfo, SessionSettings, TurnDetection
from grokvoice.protocol.wire_problem import WireProblem
from grokvoice.simulator.brain import refusals
from grokvoice.simulator.brain.conversations import Conversations
from grokvoice.simulator.brain.desk import Desk
from grokvoice.simulator.brain.memory import Entry, Memory
from grokvoice.simulator.brain.messages import CloseSocket, Connected, Stall
from grokvoice.simulator.brain.openai_settings import INITIAL, lifted
from grokvoice.simulator.brain.server_tools import list_mcp_tools
from grokvoice.simulator.brain.settings import served_model
from grokvoice.simulator.brain.validation import problem_of

_PING_EVERY_S: Final = 10.0
_NORMAL_CLOSURE: Final = 1000


class Reception:
    """Opens the connection, keeps it alive, changes its settings and ends it."""

    def __init__(self, desk: Desk, conversations: Conversations) -> None:
        self._desk = desk
        self._conversations = conversations
        self._conversation_id = ""
        self._heard_at = 0.0
        self._earlier: Memory | None = None
        """The conversation that the client asked to take up, until it opts in."""

    def open(self, event: Connected) -> None:
        """Send the three opening frames, without waiting for the client (reference, 5.1)."""
        desk = self._desk
        desk.set_clock(event.wall)
        desk.settings.model = event.model if self._is_openai else served_model(event.model)
        if self._is_openai:
            desk.settings.change(INITIAL)
        if desk.quirks.resumption != "none":
            self._earlier = self._conversations.recall(event.conversation_id, desk.now)
        self._conversation_id = event.conversation_id if self._earlier else desk.new_id()
        desk.send(SessionCreated(session=self._first_info()))
        conversation = Conversation(id=self._conversation_id, object="realtime.conversation")
        desk.send(ConversationCreated(conversation=conversation))
        self._ping()
        self._promise_the_end()

    def change(self, update: SessionSettings) -> None:
        """Put settings in force and tell them, or refuse them and keep the old ones."""
        try:
            wanted = lifted(update) if self._is_openai else update
        except WireProblem as problem:
            self._desk.refuse(refusals.malformed_event(str(problem)))
            return
        problem_found = problem_of(wanted)
        if problem_found:
            self._desk.refuse(problem_found)
            return
        self._desk.settings.change(wanted)
        if self._desk.settings.is_resumable:
            self._resume()
        self._desk.send(SessionUpdated(session=self._desk.settings.echo()))
        if wanted.tools:
            list_mcp_tools(self._desk)

    def hear(self) -> None:
        """Note that the client is alive, and with it a conversation that may be taken up again."""
        self._heard_at = self._desk.now
        self.keep()

    def keep(self) -> None:
        """Note that the conversation is alive, if it may be taken up again."""
        if self._desk.settings.is_resumable:
            self._conversations.keep(self._conversation_id, self._desk.memory, self._desk.now)

    @property
    def _is_openai(self) -> bool:
        return self._desk.quirks.dialect == "openai"

    def _first_info(self) -> SessionInfo:
        return SessionInfo(
            id=self._desk.new_id().replace("-", ""),
            object="realtime.session",
            instructions="",
            voice=self._desk.quirks.default_voice,
            modalities=("audio",),
            turn_detection=TurnDetection(type=None),
            tools=(),
            model=self._desk.settings.model,
        )

    def _ping(self) -> None:
        self._desk.send(Ping(timestamp=self._desk.unix_ms))
        self._desk.agenda.at(self._desk.now + _PING_EVERY_S, self._ping)

    def _promise_the_end(self) -> None:
        desk, quirks = self._desk, self._desk.quirks
        self._heard_at = desk.now
        if quirks.max_duration_s:
            too_long = partial(self._end, refusals.session_too_long())
            desk.agenda.at(desk.now + quirks.max_duration_s, too_long)
        if quirks.timeout_s:
            desk.agenda.at(desk.now + quirks.timeout_s, self._watch)
        if quirks.close_after_s:
            close = CloseSocket(code=quirks.close_code, reason="closed by quirk")
            desk.agenda.at(desk.now + quirks.close_after_s, partial(desk.ask, close))
        if quirks.stall_after_s:
            desk.agenda.at(desk.now + quirks.stall_after_s, partial(desk.ask, Stall()))

    def _watch(self) -> None:
        """End a session whose client has said nothing for too long."""
        due = self._heard_at + self._desk.quirks.timeout_s
        if due <= self._desk.now:
            self._end(refusals.session_timeout())
        else:
            self._desk.agenda.at(due, self._watch)

    def _end(self, error: ErrorInfo) -> None:
        self._desk.refuse(error)
        self._desk.ask(CloseSocket(code=_NORMAL_CLOSURE, reason=error.message))

    def _resume(self) -> None:
        """Replay what is still known of the earlier conversation (recordings; reference, 6.9)."""
        earlier, self._earlier = self._earlier, None
        for entry in earlier.entries if earlier else ():
            if self._desk.quirks.resumption == "complete" or entry.item.role == "assistant":
                self._replay(entry)

    def _replay(self, entry: Entry) -> None:
        item = replace(entry.item, id=self._desk.new_id())
        if item.role == "assistant":
            part = ContentPart(type="text", text=entry.seen_text)
            item = replace(item, status="completed", content=(part,))
        self._desk.memory.add(Entry(item=item, seen_text=entry.seen_text))
        self._desk.send(ItemAdded(item=item))
