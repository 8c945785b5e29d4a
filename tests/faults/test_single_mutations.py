"""S3: every key of a talk's frames is left out once, and once holds another kind of value."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from grokvoice.protocol.codec import decode_server
from grokvoice.protocol.unreadable import MalformedEvent
from grokvoice.session.events import HangUpRequested
from grokvoice.session.updates import AssistantFinal, Notice, SumsCounted, UserFinal
from tests.faults.raw_talk import RawTalk
from tests.faults.trace import recorded
from tests.session.dialogue import only

Path = tuple[str | int, ...]

_OTHER_KIND = {str: 7, int: "seven", float: "seven", bool: "yes", list: {}, dict: [], type(None): 7}


@pytest.fixture(scope="module")
def frames() -> list[str]:
    """The frames of a talk, in their order."""
    return recorded()


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Every place in a JSON value but the whole."""
    places: dict[Any, object] = value if isinstance(value, dict) else {}
    if isinstance(value, list):
        places = dict(enumerate(value))
    for key, held in places.items():
        yield (*path, key)
        yield from paths(held, (*path, key))


def without(event: Any, path: Path) -> Any:
    changed = copy.deepcopy(event)
    del at(changed, path[:-1])[path[-1]]
    return changed


def with_other_kind(event: Any, path: Path) -> Any:
    changed = copy.deepcopy(event)
    at(changed, path[:-1])[path[-1]] = _OTHER_KIND[type(at(event, path))]
    return changed


def at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def mutations(frames: list[str]) -> Iterator[tuple[int, str]]:
    """Each kind of frame broken in each place in both ways, with the frame's number."""
    done: set[tuple[str, Path]] = set()
    for number, frame in enumerate(frames):
        event = json.loads(frame)
        for path in paths(event):
            if (event["type"], path) not in done:
                done.add((event["type"], path))
                yield number, json.dumps(without(event, path))
                yield number, json.dumps(with_other_kind(event, path))


def test_s3_no_single_mutation_of_a_talk_breaks_it(frames: list[str]) -> None:
    count = 0
    for number, mutated in mutations(frames):
        talk = RawTalk()
        talk.hears(*frames[:number], mutated, *frames[number + 1 :])
        talk.plays()

        assert talk.is_alive(), mutated
        assert_is_sound(talk)
        count += 1

    assert count >= 226


def assert_is_sound(talk: RawTalk) -> None:
    """What holds whatever was broken."""
    talk.tell(HangUpRequested(), HangUpRequested())
    users = [final.item_id for final in only(UserFinal, talk.asked)]
    replies = [final.item_id for final in only(AssistantFinal, talk.asked)]
    assert (len(set(users)), len(set(replies))) == (len(users), len(replies))
    [sums] = only(SumsCounted, talk.asked)
    assert sums.received == sums.played + sums.flushed + sums.stale + sums.buffered


def test_s3_a_broken_frame_is_left_out_whole(frames: list[str]) -> None:
    broken = [
        (number, mutated)
        for number, mutated in mutations(frames)
        if isinstance(decode_server(mutated), MalformedEvent)
    ]
    for number, mutated in broken[::3]:
        talk, other = RawTalk(), RawTalk()
        talk.hears(*frames[:number])
        other.hears(*frames[:number])

        [shown] = talk.hears(mutated)

        assert [shown] == [c for c in [shown] if only(Notice, [c])]
        assert talk.hears(*frames[number + 1 :]) == other.hears(*frames[number + 1 :])

    assert len(broken) > 100
