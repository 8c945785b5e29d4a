import json

import pytest

from grokvoice.protocol.codec import decode_server
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.protocol.values import JsonObject
from grokvoice.simulator.brain.dice import Dice
from grokvoice.simulator.brain.hostile import mutate

FLAT: JsonObject = {"type": "ping", "event_id": "e1", "timestamp": 1}
DEEP: JsonObject = {
    "type": "response.created",
    "event_id": "e1",
    "response": {"id": "r1", "object": "realtime.response", "output": [], "status": "in_progress"},
}


@pytest.mark.parametrize("event", [FLAT, DEEP])
def test_no_frame_breaks_our_own_codec(event: JsonObject) -> None:
    dice = Dice(1)

    kinds = {type(decode_server(mutate(event, dice))) for _ in range(2000)}

    assert {MalformedEvent, UnknownEvent, BinaryFrame} <= kinds


def test_frames_are_broken_in_many_ways() -> None:
    dice = Dice(1)
    frames = [mutate(DEEP, dice) for _ in range(500)]

    assert frames.count(json.dumps(DEEP)) < 10  # a wrong value may be the right one by chance
    assert len(set(frames)) > 50


def test_the_same_seed_breaks_frames_in_the_same_way() -> None:
    one, two = Dice(3), Dice(3)

    assert [mutate(DEEP, one) for _ in range(50)] == [mutate(DEEP, two) for _ in range(50)]
