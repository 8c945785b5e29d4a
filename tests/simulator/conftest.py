"""A brain on a stage: connected, with a script for a mind and a detector that hears loudness."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pytest

from grokvoice.audio.pcm import Samples, ms_to_frames, peak_dbfs, to_bytes
from grokvoice.protocol.client_events import InputAudioAppend, ItemCreate
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.conversations import Conversations
from grokvoice.simulator.brain.messages import Synthesize, Synthesized, Transcribe
from grokvoice.simulator.brain.plans import Situation, Speak, Step
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids, mute, no_words


@dataclass
class Script:
    """A planner that gives its plans in turn, the last one for ever, and notes what it was told."""

    plans: list[tuple[Step, ...]]
    told: list[Situation] = field(default_factory=list)

    def plan(self, situation: Situation) -> tuple[Step, ...]:
        self.told.append(situation)
        return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]


class LoudnessDetector:
    """Takes every frame with a loud sample in it for speech."""

    def __init__(self) -> None:
        self.resets = 0

    def speech_probability(self, frame: Samples) -> float:
        return 1.0 if peak_dbfs(frame) > -20 else 0.0

    def reset(self) -> None:
        self.resets += 1


@pytest.fixture
def rehearse() -> Callable[..., Rehearsal]:
    """Connect a brain: `rehearse(*plans, quirks=…, hear=…, conversations=…, conversation_id=…)`."""

    def make(
        *plans: Iterable[Step] | str,
        quirks: Quirks = Quirks(),  # noqa: B008 - a frozen value
        hear: Callable[[Transcribe], str | None] = no_words,
        speak: Callable[[Synthesize], Synthesized | None] = mute,
        conversations: Conversations | None = None,
        conversation_id: str = "",
        model: str = "",
    ) -> Rehearsal:
        script = Script([as_plan(plan) for plan in plans or ("Hello there! How are you?",)])
        brain = Brain(counted_ids(), script, LoudnessDetector(), quirks, conversations)
        rehearsal = Rehearsal(brain, hear=hear, speak=speak)
        rehearsal.connect(model=model, conversation_id=conversation_id)
        return rehearsal

    return make


def as_plan(plan: Iterable[Step] | str) -> tuple[Step, ...]:
    return (Speak(plan),) if isinstance(plan, str) else tuple(plan)


@pytest.fixture
def seen() -> Callable[[Rehearsal], list[str]]:
    """Look into the model's memory: the texts of all items, as it would see them."""
    return lambda rehearsal: [e.seen_text for e in rehearsal._brain._desk.memory.entries]


@pytest.fixture
def typed() -> Callable[[str], ItemCreate]:
    """Make the event of a typed turn."""

    def make(text: str) -> ItemCreate:
        part = ContentPart(type="input_text", text=text)
        return ItemCreate(item=Item(type="message", role="user", content=(part,)))

    return make


@pytest.fixture
def loud() -> Callable[[int], InputAudioAppend]:
    """Make an append of so many milliseconds of something loud, 24 kHz PCM16."""
    return lambda ms: InputAudioAppend(audio=to_bytes(tone(ms)))


@pytest.fixture
def quiet() -> Callable[[int], InputAudioAppend]:
    """Make an append of so many milliseconds of silence, 24 kHz PCM16."""
    return lambda ms: InputAudioAppend(audio=bytes(2 * ms_to_frames(ms)))


def tone(ms: int) -> Samples:
    time = np.arange(ms_to_frames(ms)) / 24_000
    return (20_000 * np.sin(2 * np.pi * 300 * time)).astype(np.int16)
