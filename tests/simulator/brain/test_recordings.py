"""The brain against the real service: six recorded sessions, event by event and key by key.

Each session is played to the brain: what was sent is sent, what was understood and said is scripted
from the recording. What comes back must be the recorded events, in their order, with their keys and
their values; only ids are renamed, clocks and loudness are left out, and pieces of sound may be cut
elsewhere.
"""

import json
from collections import deque
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pytest

from grokvoice.audio.pcm import RATE_HZ, Samples, ms_to_frames
from grokvoice.protocol.client_events import InputAudioAppend
from grokvoice.protocol.codec import decode_client, encode
from grokvoice.protocol.server_events import Ping
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.conversations import Conversations
from grokvoice.simulator.brain.messages import Synthesize, Synthesized, Transcribe
from grokvoice.simulator.brain.phrases import Phrase
from grokvoice.simulator.brain.plans import CallFunction, Situation, Speak, Step
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids
from tests.wire_comparison import SOUND, UPDATED, WORDS, Event, order_of, renamed

NAMES = [
    "audio_in_server_vad_turn",
    "history_seeding_parity_pinned",
    "session_resumption_after_drop",
    "text_in_audio_out_turn",
    "text_tool_round_parity_pinned",
    "tool_call_round",
]
SETTLES_IN_S = 6.0

Interactions = list[dict[str, Any]]


@dataclass
class Script:
    """What the recording says was heard and said."""

    plans: deque[tuple[Step, ...]] = field(default_factory=deque)
    phrases: dict[str, tuple[Phrase, ...]] = field(default_factory=dict)
    heard: deque[str] = field(default_factory=deque)

    def plan(self, _situation: Situation) -> tuple[Step, ...]:
        return self.plans.popleft()

    def speak(self, wanted: Synthesize) -> Synthesized:
        phrases = self.phrases[wanted.text]
        pcm = bytes(2 * (phrases[-1].start + phrases[-1].frames))
        return Synthesized(job=wanted.job, pcm=pcm, phrases=phrases)

    def hear(self, _wanted: Transcribe) -> str:
        return self.heard.popleft()


class SpeechInTheMiddle:
    """Takes frames 20 to 29 for speech: the recorded microphone audio is cut to a few samples."""

    def __init__(self) -> None:
        self._frames = 0

    def speech_probability(self, _frame: Samples) -> float:
        self._frames += 1
        return 1.0 if 20 <= self._frames < 30 else 0.0

    def reset(self) -> None:
        raise AssertionError


def script_of(received: list[Event]) -> Script:
    script = Script()
    for event in received:
        if event["type"] == "response.done":
            script.plans.append(tuple(step_of(item) for item in event["response"]["output"]))
        if event["type"] == "response.output_audio_transcript.done":
            phrases = phrases_of(event["item_id"], received)
            script.phrases[event["transcript"]] = phrases
        if event["type"] == UPDATED or event.get("status") == "completed":
            script.heard.append(event["transcript"])
    return script


def step_of(item: Event) -> Step:
    if item["type"] == "message":
        return Speak(item["content"][0]["transcript"])
    return CallFunction(item["name"], item["arguments"])


def phrases_of(item_id: str, received: list[Event]) -> tuple[Phrase, ...]:
    mine = [event for event in received if event.get("item_id") == item_id]
    words = [event for event in mine if event["type"] == WORDS]
    length_ms = sum(event["audio_duration_ms"] for event in mine if event["type"] == SOUND)
    starts = [round(event["start_time"] * RATE_HZ) for event in words]
    ends = [*starts[1:], max(ms_to_frames(length_ms), starts[-1] + 1)]
    return tuple(
        Phrase(text=event["delta"], start=start, frames=end - start)
        for event, start, end in zip(words, starts, ends, strict=True)
    )


def play(interactions: Interactions) -> list[Event]:
    """Send what was sent, and return what our server sends."""
    recorded = [one["data"] for one in interactions if one.get("direction") == "received"]
    stage = Stage(script_of(recorded))
    stage.connect(interactions[0]["data"])
    for number, one in enumerate(interactions):
        if one["kind"] == "close":
            stage.reconnect()
        elif one["direction"] == "sent":
            stage.send(one["data"], after=interactions[number - 1].get("direction"))
    stage.settle()
    return stage.sent


class Stage:
    def __init__(self, script: Script) -> None:
        self._script = script
        self._conversations = Conversations()
        self._rehearsal = self._rehearse()
        self.sent: list[Event] = []

    def connect(self, first: Event) -> None:
        self._model = first["session"]["model"]
        self._rehearsal.connect(model=self._model)

    def reconnect(self) -> None:
        self.settle()
        now = self._rehearsal.now
        mine = next(e["conversation"]["id"] for e in self.sent if "conversation" in e)
        self._rehearsal = self._rehearse()
        self._rehearsal.now = now
        self._rehearsal.connect(model=self._model, conversation_id=mine)

    def send(self, event: Event, *, after: str | None) -> None:
        if after != "sent":
            self.settle()
        if "audio" in event:
            self._rehearsal.receive(InputAudioAppend(audio=bytes(4800)))
            return
        if "call_id" in event.get("item", {}):
            event["item"]["call_id"] = self.sent[-1]["response"]["output"][-1]["call_id"]
        self._rehearsal.receive(decode_client(json.dumps(event)))

    def settle(self) -> None:
        self._rehearsal.run_until(self._rehearsal.now + SETTLES_IN_S)
        for sent in self._rehearsal.take_sent():
            assert not isinstance(sent.event, BinaryFrame | str)
            is_first = self.sent and self.sent[-1]["type"] == "conversation.created"
            if is_first or not isinstance(sent.event, Ping):
                self.sent.append(json.loads(encode(sent.event)))

    def _rehearse(self) -> Rehearsal:
        brain = Brain(
            counted_ids(), self._script, SpeechInTheMiddle(), Quirks(), self._conversations
        )
        return Rehearsal(brain, hear=self._script.hear, speak=self._script.speak)


def received(interactions: Interactions) -> list[Event]:
    return [one["data"] for one in interactions if one.get("direction") == "received"]


@pytest.mark.parametrize("name", NAMES)
def test_events_come_in_the_recorded_order(recordings: dict[str, Interactions], name: str) -> None:
    assert order_of(play(recordings[name])) == order_of(received(recordings[name]))


@pytest.mark.parametrize("name", NAMES)
def test_events_hold_the_recorded_keys_and_values(
    recordings: dict[str, Interactions], name: str
) -> None:
    def plain(events: list[Event]) -> list[Event]:
        return [event for event in renamed(events) if event["type"] not in {SOUND, WORDS}]

    assert plain(play(recordings[name])) == plain(received(recordings[name]))


@pytest.mark.parametrize("name", NAMES)
def test_words_are_announced_as_recorded(recordings: dict[str, Interactions], name: str) -> None:
    def words(events: list[Event]) -> list[Event]:
        return [event for event in renamed(events) if event["type"] == WORDS]

    assert words(play(recordings[name])) == words(received(recordings[name]))


@pytest.mark.parametrize("name", NAMES)
def test_sound_has_the_recorded_keys_and_its_latency_once(
    recordings: dict[str, Interactions], name: str
) -> None:
    def shapes(events: list[Event]) -> list[list[str]]:
        keys = [sorted(event) for event in events if event["type"] == SOUND]
        return [shape for shape, _ in groupby(keys)]

    assert shapes(play(recordings[name])) == shapes(received(recordings[name]))


@pytest.mark.parametrize("name", NAMES)
def test_text_is_counted_in_the_recorded_tokens(
    recordings: dict[str, Interactions], name: str
) -> None:
    def tokens(events: list[Event]) -> list[tuple[int, int]]:
        usages = [event["usage"] for event in events if event["type"] == "response.done"]
        return [
            (
                usage["output_token_details"]["text_tokens"],
                usage["output_token_details"]["audio_tokens"],
            )
            for usage in usages
        ]

    mine, theirs = tokens(play(recordings[name])), tokens(received(recordings[name]))

    assert [text for text, _ in mine] == [text for text, _ in theirs]
    assert all(abs(a - b) <= 1 for (_, a), (_, b) in zip(mine, theirs, strict=True))
