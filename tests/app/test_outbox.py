import asyncio

from grokvoice.app.outbox import Outbox
from grokvoice.protocol.client_events import (
    AnyClientEvent,
    InputAudioAppend,
    InputAudioCommit,
    ResponseCreate,
)
from tests.virtual_time import next_turn, run_virtually

Gap = tuple[int, int]


def chunk(number: int) -> InputAudioAppend:
    return InputAudioAppend(audio=bytes([number]) * 4_800)


class Clock:
    def __init__(self) -> None:
        self.now = 10.0

    def __call__(self) -> float:
        return self.now


def drained(box: Outbox) -> list[AnyClientEvent]:
    """End the outbox and take all that is left in it."""
    box.end()

    async def take_all() -> list[AnyClientEvent]:
        taken = []
        while (event := await box.take()) is not None:
            taken.append(event)
        return taken

    return run_virtually(take_all())


def test_events_leave_in_the_order_they_came() -> None:
    box = Outbox(Clock(), lambda *_: None)

    for event in (chunk(1), InputAudioCommit(), chunk(2)):
        box.put(event)

    assert drained(box) == [chunk(1), InputAudioCommit(), chunk(2)]


def test_whoever_takes_from_an_empty_outbox_waits() -> None:
    async def scene() -> tuple[bool, AnyClientEvent | None]:
        box = Outbox(Clock(), lambda *_: None)
        async with asyncio.TaskGroup() as tasks:
            taking = tasks.create_task(box.take())
            await next_turn()
            was_waiting = not taking.done()
            box.put(chunk(1))
            return was_waiting, await taking

    assert run_virtually(scene()) == (True, chunk(1))


def test_sound_that_waited_more_than_a_second_is_left_out_the_oldest_first() -> None:
    clock, gaps = Clock(), list[Gap]()
    box = Outbox(clock, lambda at, frames: gaps.append((at, frames)))

    for number in range(15):
        box.put(chunk(number))
        clock.now += 0.1
    box.put(ResponseCreate())

    assert gaps == [(0, 2_400)] * 5
    assert drained(box) == [*(chunk(number) for number in range(5, 15)), ResponseCreate()]


def test_sound_is_not_left_out_for_being_much_at_once() -> None:
    gaps: list[Gap] = []
    box = Outbox(Clock(), lambda at, frames: gaps.append((at, frames)))

    for number in range(30):
        box.put(chunk(number))

    assert gaps == []
    assert len(drained(box)) == 30


def test_what_is_no_sound_is_never_left_out_and_keeps_its_place() -> None:
    clock, gaps = Clock(), list[Gap]()
    box = Outbox(clock, lambda at, frames: gaps.append((at, frames)))
    for event in (chunk(1), InputAudioCommit(), chunk(2), ResponseCreate()):
        box.put(event)

    clock.now += 1.5
    box.put(chunk(3))

    assert gaps == [(0, 2_400), (0, 2_400)]
    assert drained(box) == [InputAudioCommit(), ResponseCreate(), chunk(3)]


def test_sound_that_grew_stale_unnoticed_is_left_out_when_it_is_its_turn() -> None:
    async def scene() -> tuple[list[AnyClientEvent | None], list[Gap]]:
        clock, gaps = Clock(), list[Gap]()
        box = Outbox(clock, lambda at, frames: gaps.append((at, frames)))
        for number in (1, 2, 3, 4):
            box.put(chunk(number))
        taken = [await box.take(), await box.take()]
        clock.now += 2.0
        box.put(ResponseCreate())
        return [*taken, await box.take()], gaps

    taken, gaps = run_virtually(scene())

    assert taken == [chunk(1), chunk(2), ResponseCreate()]
    assert gaps == [(4_800, 2_400)] * 2


def test_nothing_but_stale_sound_is_nothing_to_take() -> None:
    async def scene() -> AnyClientEvent | None:
        clock = Clock()
        box = Outbox(clock, lambda *_: None)
        box.put(chunk(1))
        clock.now += 2.0
        async with asyncio.TaskGroup() as tasks:
            taking = tasks.create_task(box.take())
            await next_turn()
            box.put(chunk(2))
            return await taking

    assert run_virtually(scene()) == chunk(2)
