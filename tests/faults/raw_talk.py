"""A dialogue whose server sends raw frames, broken ones among them."""

import json

from grokvoice.protocol.codec import FromServer, decode_server, encode
from grokvoice.protocol.unreadable import MalformedEvent
from grokvoice.protocol.values import JsonValue
from grokvoice.session.commands import Command, Connect, FlushPlayback, Play, RunTool
from grokvoice.session.events import (
    Connected,
    Event,
    PlaybackFlushed,
    PlaybackProgressed,
    Received,
    Started,
    ToolFinished,
    UserText,
)
from grokvoice.session.options import Options
from grokvoice.session.updates import AssistantFinal
from tests.session.dialogue import FRAMES_PER_MS, Dialogue, greeting, only, whole_reply

TOOLS = frozenset({"weather"})


class RawTalk(Dialogue):
    """A session that is connected, with a shell that keeps its promises at once."""

    def __init__(self, options: Options | None = None) -> None:
        super().__init__(options or Options(functions=TOOLS, quiet_s=1.0))
        self._generation = self._queued = self._taken = 0
        self._turns = 0
        self.tell(Started())

    def tell(self, *events: Event | FromServer) -> list[Command]:
        """Tell events one after another, and answer all that is asked for."""
        asked: list[Command] = []
        for event in events:
            new = super().tell(event)
            asked += new
            for answer in [answer for command in new for answer in self._obey(command)]:
                asked += self.tell(answer)
        return asked

    def hears(self, *frames: str | bytes) -> list[Command]:
        """Tell frames as they came off the wire."""
        return self.tell(*(Received(decode_server(frame)) for frame in frames))

    def plays(self, ms: int | None = None) -> list[Command]:
        """Let the loudspeaker take so much more of what is queued, or all of it."""
        more = self._queued if ms is None else ms * FRAMES_PER_MS
        self._taken = min(self._queued, self._taken + more)
        return self.tell(PlaybackProgressed(self._generation, self._taken))

    def is_alive(self, patience_s: float = 2.0) -> bool:
        """Whether a turn is answered at once, and its answer heard and shown in full."""
        self._turns += 1
        reply, item = f"clean-r{self._turns}", f"clean-a{self._turns}"
        self.tell(UserText("Are you there?"))
        self.wait(1.0)
        frames = [encode(event) for event in whole_reply("I am here.", 500, item, reply)]
        asked = self.hears(*frames) + self.plays() + self.wait(patience_s)
        heard = AssistantFinal(
            item_id=item, text="I am here.", heard="I am here.", unheard="", is_interrupted=False
        )
        return heard in only(AssistantFinal, asked)

    def _obey(self, command: Command) -> list[Event]:
        match command:
            case Play():
                self._queued += len(command.pcm) // 2
                return []
            case FlushPlayback():
                flushed = PlaybackFlushed(command.generation, self._taken)
                self._generation, self._queued, self._taken = command.generation + 1, 0, 0
                return [flushed]
            case Connect():
                return [Connected(), *map(Received, greeting())]
            case RunTool():
                return [ToolFinished(call_id=command.call.call_id, output="{}")]
            case _:
                return []


def frame(kind: str, **fields: JsonValue) -> str:
    """A frame as the wire carries it."""
    return json.dumps({"type": kind, **fields})


def is_broken(text: str | bytes) -> bool:
    """Whether a frame breaks a rule of the wire."""
    return isinstance(decode_server(text), MalformedEvent)
