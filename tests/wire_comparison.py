"""Two servers' events side by side: their order, their keys, their kinds and their fixed words."""

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Final

Event = dict[str, Any]

SOUND: Final = "response.output_audio.delta"
WORDS: Final = "response.output_audio_transcript.delta"
UPDATED: Final = "conversation.item.input_audio_transcription.updated"
FINAL: Final = "conversation.item.input_audio_transcription.completed"
IDS: Final = {"id", "item_id", "response_id", "call_id", "previous_item_id"}
VOLATILE: Final = {
    "event_id",
    "rid",
    "timestamp",
    "ts",
    "latency",
    "audio_start_ms",
    "audio_end_ms",
    "billable_audio_seconds",
    "output_audio_seconds",
    "audio_tokens",
    "input_tokens",
    "output_tokens",
    "total_tokens",
}
"""What no two sessions have in common."""
_FREE_TEXT: Final = {"transcript", "text", "instructions", "arguments", "output", "message"}
_BY_CHANCE: Final = {"ping", UPDATED}
"""What comes when it comes: signs of life, and guesses at the user's words."""

Path = tuple[str, ...]


def order_of(events: list[Event]) -> list[str]:
    """The types of events as they came, each run of a type once; speech and its words are one."""
    kinds = ["speech" if event["type"] in {SOUND, WORDS} else event["type"] for event in events]
    return [kind for kind, _ in groupby(kinds)]


def renamed(events: list[Event]) -> list[Event]:
    """Number ids in the order in which they appear, and star what differs by nature."""
    names: dict[str, str] = {}

    def rename(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: rename(held, name) for name, held in sorted(value.items())}
        if isinstance(value, list):
            return [rename(held) for held in value]
        if key in VOLATILE:
            return "*"
        if key in IDS and isinstance(value, str) and value != "0":
            return names.setdefault(value, f"#{len(names)}")
        return value

    return [rename(event) for event in events]


def differences(theirs: list[Event], ours: list[Event]) -> list[str]:
    """Say, line by line, where the simulator differs from the service in the same script.

    Args:
        theirs: What the service sent.
        ours: What the simulator sent.
    """
    return [*_order_differences(theirs, ours), *_shape_differences(theirs, ours)]


def _order_differences(theirs: list[Event], ours: list[Event]) -> Iterator[str]:
    service, simulator = _steps(theirs), _steps(ours)
    for what, i1, i2, j1, j2 in SequenceMatcher(None, service, simulator, False).get_opcodes():
        if what != "equal":
            place = f"after {service[i1 - 1]}" if i1 else "at the beginning"
            told = [", ".join(part) or "nothing" for part in (service[i1:i2], simulator[j1:j2])]
            yield f"order, {place}: the service sends {told[0]}; the simulator {told[1]}"


def _steps(events: list[Event]) -> list[str]:
    """The types of events, but for those whose number and place are chance."""
    steps: list[str] = []
    for kind in map(_kind, events):
        if kind not in _BY_CHANCE and not (kind == "speech" and steps[-1:] == [kind]):
            steps.append(kind)
    return steps


def _kind(event: Event) -> str:
    if event["type"] in {SOUND, WORDS}:
        return "speech"
    is_partial = event["type"] == FINAL and event.get("status") == "in_progress"
    return UPDATED if is_partial else str(event["type"])


def _shape_differences(theirs: list[Event], ours: list[Event]) -> Iterator[str]:
    service, simulator = _shapes(theirs), _shapes(ours)
    for kind in sorted(_BY_CHANCE & (service.keys() ^ simulator.keys())):
        yield f"{kind} is sent by the {'service' if kind in service else 'simulator'} only"
    for kind in sorted(service.keys() & simulator.keys()):
        their_paths, our_paths = service[kind], simulator[kind]
        for path in sorted(their_paths.keys() | our_paths.keys()):
            name = f"{kind}: {'.'.join(path)}"
            if path not in our_paths:
                yield f"{name} is sent by the service only"
            elif path not in their_paths:
                yield f"{name} is sent by the simulator only"
            elif their_paths[path] != our_paths[path]:
                told = [" or ".join(sorted(shapes[path])) for shapes in (their_paths, our_paths)]
                yield f"{name} is {told[0]} of the service's, {told[1]} of the simulator's"


def _shapes(events: list[Event]) -> dict[str, dict[Path, set[str]]]:
    """For every type of event its places, each with what stands there: fixed words, or kinds."""
    shapes: defaultdict[str, defaultdict[Path, set[str]]] = defaultdict(lambda: defaultdict(set))
    for event in events:
        for path, value in _places(event, ()):
            shapes[event["type"]][path].add(_shape(path[-1], value))
    return {kind: dict(places) for kind, places in shapes.items()}


def _places(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, held in value.items():
            yield from _places(held, (*path, name))
    elif isinstance(value, list):
        for held in value:
            yield from _places(held, (*path[:-1], f"{path[-1]}[]"))


def _shape(name: str, value: object) -> str:
    is_fixed = isinstance(value, str | bool) and name not in IDS | VOLATILE | _FREE_TEXT
    return repr(value) if is_fixed else _KINDS.get(type(value), "nothing")


_KINDS: Final = {str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}
