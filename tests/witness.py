"""Somebody who sees what the core is told and asks for, and knows without it what is right."""

from collections import deque

from grokvoice.protocol import server_events as server
from grokvoice.protocol.client_events import ItemCreate, ItemTruncate
from grokvoice.protocol.codec import FromServer
from grokvoice.session.commands import Command, Play, Send
from grokvoice.session.events import Event, Received, SpeechStopRequested, UserText


class Witness:
    """Sees what the core is told and asks for, and knows without it what is right."""

    def __init__(self) -> None:
        self.item_of: dict[int, str] = {}
        """Whose sound the samples of a value are."""
        self.truncated: list[tuple[str, int]] = []
        self.played_dead: list[str] = []
        """Items of which sound was played after they were interrupted."""
        self._typed: deque[UserText] = deque()
        self._replies: dict[str, str] = {}
        self._known: set[str] = set()
        self._dead: set[str] = set()

    def told(self, event: Event) -> None:
        """The core is told something."""
        match event:
            case Received():
                self._received(event.event)
            case UserText():
                self._typed.append(event)
            case SpeechStopRequested():
                self._interrupted()
            case _:
                pass

    def _received(self, event: FromServer) -> None:
        match event:
            case server.ResponseCreated():
                self._known.add(event.response.id or "")
            case server.SpeechStarted():
                self._interrupted()
            case server.OutputAudioDelta():
                value = int.from_bytes(event.delta[:2], "little")
                self.item_of[value] = event.item_id
                self._replies[event.item_id] = event.response_id or ""
            case _:
                pass

    def _interrupted(self) -> None:
        """Every reply so far is to be heard no more."""
        self._dead |= self._known

    def asked(self, command: Command) -> None:
        """The core asks for something."""
        match command:
            case Send(ItemCreate()):
                if not self._typed.popleft().waits:
                    self._interrupted()
            case Send(ItemTruncate() as event):
                self.truncated.append((event.item_id, event.audio_end_ms))
            case Play():
                item = self.item_of[int.from_bytes(command.pcm[:2], "little")]
                if self._replies[item] in self._dead:
                    self.played_dead.append(item)
            case _:
                pass
