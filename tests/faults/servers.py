"""The servers of a `RoughTalk`: one after another, with a common mind and a common memory."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.conversations import Conversations
from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.brain.messages import Synthesize, Synthesized
from grokvoice.simulator.brain.plans import Planner
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids, mute
from tests.faults.numbered_speech import LevelDetector, NumberHearing


class Servers:
    """Makes a server for every connection.

    Args:
        quirks: How all of them behave.
        mind: What thinks in all of them.
    """

    def __init__(self, quirks: Quirks, mind: Planner) -> None:
        self._quirks = quirks
        self._mind = mind
        self._ids = counted_ids()
        self._conversations = Conversations()
        self._hear = NumberHearing()
        self._speak = _tones()
        self._newest: Brain | None = None

    def connect(self, conversation_id: str, now: float) -> Rehearsal:
        """Give a new server, connected."""
        self._newest = Brain(
            self._ids, self._mind, LevelDetector(), self._quirks, self._conversations
        )
        server = Rehearsal(self._newest, hear=self._hear, speak=self._speak)
        server.now = now
        server.connect(conversation_id=conversation_id)
        return server

    @property
    def remembered(self) -> tuple[Remembered, ...]:
        """The conversation as the newest server's model sees it."""
        assert self._newest is not None
        return self._newest._desk.memory.as_seen()


def _tones() -> Callable[[Synthesize], Synthesized]:
    """Speak every text as a tone of its own, so that a loudspeaker can tell them apart."""
    numbers = count(1)

    def speak(wanted: Synthesize) -> Synthesized:
        silent = mute(wanted)
        tone = next(numbers).to_bytes(2, "little")
        return replace(silent, pcm=tone * (len(silent.pcm) // 2))

    return speak
