"""A server gone mad: frames of a true talk in any order, most of them broken; `… FRAMES SEED`.

Run as a process of its own, so that its memory can be measured. It prints, as JSON, after how many
batches a clean reply was spoken in full, and how the memory grew.
"""

import json
import resource
import sys
from collections.abc import Iterator
from random import Random
from typing import Final

from grokvoice.simulator.brain.dice import Dice
from grokvoice.simulator.brain.hostile import mutate
from tests.faults.raw_talk import RawTalk, frame
from tests.faults.trace import recorded

BATCH: Final = 2000
_IDS: Final = ("item_id", "response_id", "call_id", "event_id")
_LONGEST_SOUND: Final = 2000
_ENDS: Final = 0.0002
"""How often the server ends the session."""


def broken_frames(seed: int) -> Iterator[str | bytes]:
    """Frames without end: true ones, true ones about other things, and broken ones."""
    random, dice = Random(seed), Dice(seed)
    events = [json.loads(text) for text in [*recorded(), *_errors()]]
    for event in events:
        if "delta" in event:
            event["delta"] = event["delta"][:_LONGEST_SOUND]
    while True:
        if random.random() < _ENDS:
            yield frame("error", error={"type": "max_duration", "message": "Too long."})
        event = dict(random.choice(events))
        for name in _IDS:
            if name in event and random.random() < 0.5:
                event[name] = f"{name}-{random.randrange(10_000)}"
        yield json.dumps(event) if random.random() < 0.3 else mutate(event, dice)


def _errors() -> Iterator[str]:
    for kind in ("server_error", "invalid_request_error"):
        yield frame("error", error={"type": kind, "message": "No active response, or so."})
        yield frame("error", error={"type": kind, "message": "Oops."})


def weather(frames: int, seed: int) -> tuple[int, RawTalk]:
    """Live through so many frames; returns after how many batches a clean reply was spoken."""
    talk, source, random = RawTalk(), broken_frames(seed), Random(seed)
    spoken = 0
    for _ in range(frames // BATCH):
        for _ in range(BATCH):
            talk.hears(next(source))
            if random.random() < 0.05:
                talk.plays(random.randrange(400))
                talk.wait(random.uniform(0.0, 0.5))
        talk.wait(31.0)  # whoever spoke without an end is not waited for any longer
        spoken += talk.is_alive(patience_s=60.0)
        talk.asked.clear()
    return spoken, talk


def main(frames: int, seed: int) -> None:
    """Measure a storm, once a shower has made everything ready."""
    weather(BATCH, seed + 1)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spoken, _ = weather(frames, seed)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib
    json.dump({"spoken": spoken, "grown_mib": grown_kib / 1024}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
