"""The comparison with the real service, rehearsed: the simulator plays the service's part."""

import asyncio
import json
from functools import cache
from pathlib import Path

import pytest

from grokvoice.adapters.address import Address
from grokvoice.simulator.quirks import Quirks
from grokvoice.simulator.server import Options, Simulator
from tests.live.scripts import SCRIPTS
from tests.live.stage import played
from tests.wire_comparison import Event, differences

IN_HASTE = 0.1


def answered(name: str, quirks: Quirks, file: Path | None = None) -> list[Event]:
    """What a server of these quirks says to a script."""

    async def scenario() -> list[Event]:
        async with Simulator(Options(quirks=quirks)) as simulator:
            address = Address(url=f"{simulator.url}?model=grok-voice-latest")
            return await played(SCRIPTS[name], address, file, pace=IN_HASTE)

    return asyncio.run(scenario())


def usual(name: str) -> Quirks:
    """A simulator as it comes, in haste; but who is to be interrupted must not be."""
    return Quirks(pace="live" if name == "barge_in" else "fast")


@cache
def usually_answered(name: str) -> list[Event]:
    """What the simulator says to a script as it comes."""
    return answered(name, usual(name))


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_is_played_to_its_end_and_the_same_service_shows_no_difference(
    name: str,
) -> None:
    events = usually_answered(name)

    assert not [event for event in events if event["type"].startswith("(")]
    assert events[-1]["type"] == "response.done"
    assert differences(events, answered(name, usual(name))) == []


@pytest.mark.parametrize(
    ("name", "quirks", "line"),
    [
        (
            "typed_turn",
            Quirks(pace="fast", indices=False),
            "response.output_item.added: output_index is sent by the simulator only",
        ),
        (
            "typed_turn",
            Quirks(pace="fast", default_voice="xai_ara"),
            "session.created: session.voice is 'xai_ara' of the service's, 'ara' of the "
            "simulator's",
        ),
        (
            "typed_turn",
            Quirks(pace="fast", session_created=False),
            "order, at the beginning: the service sends nothing; the simulator session.created",
        ),
        (
            "typed_turn",
            Quirks(pace="fast", item_added="twice", replayed_field=True),
            "conversation.item.added: item.replayed is sent by the service only",
        ),
        (
            "resumption",
            Quirks(pace="fast", resumption="complete"),
            "order, after conversation.item.added: the service sends conversation.item.added; "
            "the simulator nothing",
        ),
    ],
    ids=["keys left out", "other words", "another order", "keys added", "another memory"],
)
def test_what_has_changed_is_named(name: str, quirks: Quirks, line: str) -> None:
    assert line in differences(answered(name, quirks), usually_answered(name))


def test_what_is_kept_of_the_wire_holds_every_event_and_no_sound(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "push_to_talk.jsonl"

    events = answered("push_to_talk", Quirks(pace="fast"), file)

    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines if line["dir"] == "in"] == events
    sounds = [e["event"] for e in lines if e["event"]["type"] == "input_audio_buffer.append"]
    assert {type(sound["audio"]) for sound in sounds} == {int}
    assert len(file.read_bytes()) < 40_000
