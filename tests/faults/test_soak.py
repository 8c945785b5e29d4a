"""A talk of a day takes no more room than one of an hour."""

from collections.abc import Iterable
from itertools import chain

from grokvoice.protocol import server_events as server
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import Item
from grokvoice.session.events import (
    ConnectionLost,
    Event,
    MicrophoneAcknowledged,
    MicrophoneChunk,
    UserText,
)
from grokvoice.session.recent_ids import RecentIds
from tests.faults.raw_talk import RawTalk
from tests.session.dialogue import (
    committed,
    error,
    item_added,
    reply_created,
    reply_done,
    sound,
    speech_started,
    speech_stopped,
    user_words,
    whole_reply,
    words,
)

TURN_S = 20.0
HOUR = int(3600 / TURN_S)


BREATH = 1200
"""By how much the size may differ: the memory keeps 200 to 400 entries of six things each."""


def elements(held: object, seen: set[int]) -> int:
    """How many things can be reached from an object; recent ids have a bound of their own."""
    is_leaf = isinstance(held, str | bytes | int | float | type | RecentIds) or callable(held)
    if id(held) in seen or is_leaf:
        return 0
    seen.add(id(held))
    inner: Iterable[object] = held if isinstance(held, Iterable) else ()
    if isinstance(held, dict):
        inner = chain(held.keys(), held.values())
    slots = chain.from_iterable(getattr(cls, "__slots__", ()) for cls in type(held).__mro__)
    named = (getattr(held, name, None) for name in chain(getattr(held, "__dict__", ()), slots))
    return sum(1 + elements(one, seen) for one in chain(inner, named))


def live_through_turn(talk: RawTalk, number: int) -> None:
    """One turn of another kind than the one before, all ids of it new."""
    kinds = (typed, spoken, interrupted, looked_up, dropped, failed, cut_off)
    talk.tell(*kinds[number % len(kinds)](f"{number}"))
    talk.plays()
    talk.tell(MicrophoneChunk(bytes(4800)), MicrophoneAcknowledged(10**9))
    talk.wait(TURN_S)
    talk.asked.clear()


def typed(n: str) -> list[Event | FromServer]:
    return [UserText(f"Line {n}."), *whole_reply("one two", 20, f"a{n}", f"r{n}")]


def spoken(n: str) -> list[Event | FromServer]:
    user = f"u{n}"
    return [
        speech_started(user),
        speech_stopped(user),
        committed(user),
        user_words(f"Words {n}.", user),
        *whole_reply("one", 20, f"a{n}", f"r{n}"),
    ]


def interrupted(n: str) -> list[Event | FromServer]:
    opened = [reply_created(f"r{n}"), item_added(f"a{n}", f"r{n}"), sound(20, f"a{n}", f"r{n}")]
    return [*opened, words("one two", 0.0, f"a{n}", f"r{n}"), *spoken(f"{n}b")]


def looked_up(n: str) -> list[Event | FromServer]:
    call = Item(type="function_call", id=f"f{n}", call_id=f"k{n}", name="weather", arguments="{}")
    called = server.OutputItemDone(item=call, response_id=f"r{n}")
    return [UserText("Look."), reply_created(f"r{n}"), called, reply_done(f"r{n}"), *typed(f"{n}b")]


def dropped(n: str) -> list[Event | FromServer]:
    """A reply without an end, and speech without one."""
    return [*interrupted(n)[:3], speech_started(f"u{n}"), words("late", 0.0, f"a{n}", f"r{n}")]


def failed(n: str) -> list[Event | FromServer]:
    return [error(f"Oops {n}."), reply_created(f"r{n}"), reply_done(f"r{n}", "failed")]


def cut_off(n: str) -> list[Event | FromServer]:
    return [*interrupted(n)[:3], ConnectionLost(code=1006)]


def test_a_day_of_talk_takes_no_more_room_than_its_first_hours() -> None:
    talk = RawTalk()
    sizes = []

    for number in range(24 * HOUR):
        live_through_turn(talk, number)
        if number % (8 * HOUR) == 8 * HOUR - 1:
            sizes.append(elements(talk.session, set()))

    assert talk.is_alive()
    assert max(sizes) - min(sizes) <= BREATH, sizes
    assert max(sizes) < 5000
