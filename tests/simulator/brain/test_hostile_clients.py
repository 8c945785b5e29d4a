"""A client may send anything: the brain answers with errors, and then serves a clean turn."""

from collections.abc import Callable

import pytest

from grokvoice.protocol.client_events import (
    AnyClientEvent,
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ItemDelete,
    ItemTruncate,
    ResponseCancel,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import decode_client, encode, to_wire
from grokvoice.protocol.response_events import ResponseDone
from grokvoice.protocol.settings import (
    AudioFormat,
    AudioInput,
    AudioSettings,
    ResponseSettings,
    SessionSettings,
    Tool,
    TurnDetection,
)
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.simulator.brain import Brain
from grokvoice.simulator.brain.dice import Dice
from grokvoice.simulator.brain.endpointing import EnergyDetector
from grokvoice.simulator.brain.hostile import mutate
from grokvoice.simulator.mind.assistant import Assistant
from grokvoice.simulator.quirk_names import parse_quirks
from grokvoice.simulator.rehearsal import Rehearsal, counted_ids

TOOL = Tool(
    type="function",
    name="get_weather",
    parameters={"properties": {"city": {"type": "string"}}, "required": ["city"]},
)
UPDATE = SessionUpdate(
    session=SessionSettings(
        turn_detection=TurnDetection(type="server_vad", idle_timeout_ms=500),
        tools=(TOOL, Tool(type="mcp", extra={"server_url": "u", "server_label": "library"})),
        audio=AudioSettings(input=AudioInput(format=AudioFormat(type="audio/pcmu", rate=8000))),
    )
)
ONCE_MORE = SessionUpdate(session=SessionSettings(turn_detection=None, audio=AudioSettings()))


@pytest.mark.parametrize("quirks", [[], ["order=september"], ["dialect=openai"], ["order=late"]])
def test_a_clean_turn_works_after_thousands_of_broken_frames(
    typed: Callable[[str], ItemCreate], loud: Callable[[int], InputAudioAppend], quirks: list[str]
) -> None:
    brain = Brain(counted_ids(), Assistant(), EnergyDetector(), parse_quirks(quirks))
    rehearsal = Rehearsal(brain, hear=lambda _wanted: "count to two")
    rehearsal.connect()
    dice = Dice(5)
    events: list[AnyClientEvent] = [
        UPDATE, ONCE_MORE, loud(200), InputAudioCommit(), InputAudioClear(),
        typed("use get_weather for Oslo and library for whales"), ItemDelete(item_id="x"),
        ItemTruncate(item_id="x", audio_end_ms=5), ResponseCancel(),
        ResponseCreate(response=ResponseSettings(instructions="say hello")),
    ]  # fmt: skip

    for _ in range(1500):
        event = events[dice.below(len(events))]
        frame = mutate(to_wire(event), dice) if dice.below(3) else encode(event)
        rehearsal.receive(decode_client(frame))
        rehearsal.run_until(rehearsal.now + dice.fraction())

    rehearsal.receive(ONCE_MORE, ResponseCancel(), ResponseCreate())
    rehearsal.run_until(rehearsal.now + 60)
    rehearsal.take_sent()
    rehearsal.receive(typed("count to three"), ResponseCreate())
    rehearsal.run_until(rehearsal.now + 9)
    sent = [one.event for one in rehearsal.sent if not isinstance(one.event, str | BinaryFrame)]
    assert any("One, two, three." in encode(event) for event in sent)
    assert not any(
        isinstance(event, ResponseDone) and event.response.status == "failed" for event in sent
    )
