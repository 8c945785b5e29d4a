import asyncio
import contextlib
import gc
import socket

import pytest
from websockets.asyncio.server import ServerConnection

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Closed, Wire
from tests.adapters.loopback import GRACE_S, QUICK, closing_of, talking
from tests.virtual_time import next_turn, pass_time, run_virtually


def test_frames_go_both_ways_and_those_before_the_close_are_not_lost() -> None:
    async def echo(socket: ServerConnection) -> None:
        await socket.send(await socket.recv())
        await socket.send(b"\x01")
        await socket.close(4002, "enough")

    async def meet() -> tuple[bool, list[str | bytes | Closed], bool]:
        async with asyncio.timeout(5), talking(echo) as url:
            wire = await Wire.open(Address(url=url), QUICK)
            was_sent = await wire.send("hello")
            frames = [await wire.receive() for _ in range(3)]
            return was_sent, frames, await wire.send("too late")

    expected = [True, ["hello", b"\x01", Closed(code=4002, reason="enough")], False]
    assert list(asyncio.run(meet())) == expected


@pytest.mark.parametrize("code", [1000, 1001, 1008, 1011, 1012, 1013, 3000, 4000, 4999])
def test_the_other_ends_goodbye_is_told_as_it_was_said(code: int) -> None:
    assert closing_of(lambda it: it.close(code, "bye")) == Closed(code=code, reason="bye")


def test_a_goodbye_without_a_code_is_told_as_one() -> None:
    async def close(socket: ServerConnection) -> None:
        socket.transport.write(b"\x88\x00")

    assert closing_of(close) == Closed(code=1005)


def test_a_connection_that_breaks_off_is_closed_abnormally() -> None:
    async def vanish(socket: ServerConnection) -> None:
        socket.transport.abort()

    assert closing_of(vanish) == Closed(code=1006, reason="the connection broke off")


def test_a_message_of_many_megabytes_is_taken() -> None:
    async def send(socket: ServerConnection) -> None:
        await socket.send("x" * (16 * 1024 * 1024))
        await socket.wait_closed()

    async def meet() -> int:
        async with asyncio.timeout(5), talking(send) as url:
            wire = await Wire.open(Address(url=url), QUICK)
            frame = await wire.receive()
            await wire.close()
            assert isinstance(frame, str)
            return len(frame)

    assert asyncio.run(meet()) == 16 * 1024 * 1024


def test_a_message_too_large_to_take_is_told_with_its_size() -> None:
    async def send(socket: ServerConnection) -> None:
        await socket.send("x" * (16 * 1024 * 1024 + 1))

    closed = closing_of(send)

    assert closed.code == 1009
    assert "16777217" in closed.reason


def test_a_server_that_ignores_our_hanging_up_is_left_after_a_second() -> None:
    async def send(socket: ServerConnection) -> None:
        socket.transport.pause_reading()
        socket.transport.write(b"\x81\x7f" + (2**40).to_bytes(8, "big"))
        await socket.wait_closed()

    async def meet() -> tuple[str | bytes | Closed, float]:
        loop = asyncio.get_running_loop()
        async with talking(send) as url, asyncio.TaskGroup() as tasks:
            wire = await Wire.open(Address(url=url))
            tasks.create_task(wire.watch())
            begun_at = loop.time()
            return await wire.receive(), loop.time() - begun_at

    closed, took_s = run_virtually(meet(), grace_s=GRACE_S)

    assert isinstance(closed, Closed)
    assert closed.code == 1009
    assert took_s <= 1.1


def test_broken_framing_is_told_as_our_hanging_up() -> None:
    async def send(socket: ServerConnection) -> None:
        socket.transport.write(b"\x81\x02\xff\xfe")
        await socket.wait_closed()

    closed = closing_of(send)

    assert closed.code == 1007
    assert closed.reason.startswith("we hung up: ")


@pytest.mark.skipif(not hasattr(socket, "TCP_NOTSENT_LOWAT"), reason="the system cannot")
def test_little_is_taken_in_advance_for_a_server_that_does_not_read() -> None:
    """What was taken cannot be left out any more when the network is slow."""

    async def stall(socket: ServerConnection) -> None:
        socket.transport.pause_reading()
        await socket.wait_closed()

    async def meet() -> int:
        chunk, taken = "x" * 6_400, 0
        async with talking(stall) as url:
            wire = await Wire.open(Address(url=url))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    while await wire.send(chunk):
                        taken += 1
            wire.abort()
        return taken

    chunks = run_virtually(meet(), grace_s=GRACE_S)

    own_rooms = (16 * 1024) // 6_400 + 1  # the library's and the kernel's
    receivers_room = 40
    assert chunks < own_rooms + receivers_room


@pytest.mark.parametrize("talks_for_s", [0.0, 0.5, 0.99])
def test_a_server_that_neither_reads_nor_writes_is_given_up_within_five_seconds(
    talks_for_s: float,
) -> None:
    async def stall(socket: ServerConnection) -> None:
        await pass_time(talks_for_s)
        await socket.send("the last word")
        socket.transport.pause_reading()
        await socket.wait_closed()

    async def meet() -> tuple[str | bytes | Closed, float]:
        loop = asyncio.get_running_loop()
        async with talking(stall) as url, asyncio.TaskGroup() as tasks:
            wire = await Wire.open(Address(url=url))
            tasks.create_task(wire.watch())
            await wire.receive()
            silent_since = loop.time()
            return await wire.receive(), loop.time() - silent_since

    closed, noticed_s = run_virtually(meet(), grace_s=GRACE_S)

    assert closed == Closed(code=1006, reason="it stopped answering")
    assert noticed_s <= 5.0


def test_a_dead_server_is_given_up_even_if_nothing_more_can_be_sent_to_it() -> None:
    async def meet() -> str | bytes | Closed:
        async def stall(socket: ServerConnection) -> None:
            socket.transport.pause_reading()
            await socket.wait_closed()

        async def pour(wire: Wire) -> None:
            while await wire.send("x" * 65_536):
                pass

        async with asyncio.timeout(5), talking(stall) as url, asyncio.TaskGroup() as tasks:
            wire = await Wire.open(Address(url=url), QUICK)
            pouring = tasks.create_task(pour(wire))
            tasks.create_task(wire.watch())
            closed = await wire.receive()
            await pouring
            return closed

    assert asyncio.run(meet()) == Closed(code=1006, reason="it stopped answering")


def test_a_silent_server_that_answers_pings_is_kept() -> None:
    async def listen(socket: ServerConnection) -> None:
        pongs = [await socket.ping() for _ in range(5)]
        for pong in pongs:
            await pong
        await next_turn()
        await socket.close(4003, "still here")

    assert closing_of(listen, watches=True) == Closed(code=4003, reason="still here")


def test_bytes_of_a_long_message_are_signs_of_life_though_pongs_wait_behind_them() -> None:
    """A reply of 30 s that takes as long on a slow network: no pong can overtake it."""

    async def trickle(socket: ServerConnection) -> None:
        socket.transport.pause_reading()  # pings stay unanswered
        socket.transport.write(b"\x81\x7e" + (30_000).to_bytes(2, "big"))
        for _ in range(30):
            await pass_time(1.0)
            socket.transport.write(b"x" * 1000)
        await socket.wait_closed()

    async def meet() -> str | bytes | Closed:
        async with talking(trickle) as url, asyncio.TaskGroup() as tasks:
            wire = await Wire.open(Address(url=url))
            watching = tasks.create_task(wire.watch())
            frame = await wire.receive()
            watching.cancel()
            wire.abort()
            return frame

    assert run_virtually(meet(), grace_s=GRACE_S) == "x" * 30_000


def test_a_receipt_comes_when_the_other_machine_has_everything() -> None:
    async def meet() -> tuple[bool, bool]:
        received: list[str | bytes] = []

        async def listen(socket: ServerConnection) -> None:
            while True:
                received.append(await socket.recv())

        async with asyncio.timeout(5), talking(listen) as url:
            wire = await Wire.open(Address(url=url), QUICK)
            for number in range(100):
                await wire.send(str(number))
            has_receipt = await wire.receipt()
            has_all = len(received) >= 84  # the library reads 16 frames ahead
            await wire.close()
            return has_receipt and has_all, await wire.receipt()

    assert asyncio.run(meet()) == (True, False)


def test_a_receipt_that_will_never_come_is_none() -> None:
    async def meet() -> bool:
        async def vanish_at_a_ping(socket: ServerConnection) -> None:
            socket.transport.pause_reading()
            await next_turn()
            socket.transport.abort()

        async with asyncio.timeout(5), talking(vanish_at_a_ping) as url:
            wire = await Wire.open(Address(url=url), QUICK)
            return await wire.receipt()

    assert asyncio.run(meet()) is False


def test_we_close_normally_and_the_other_end_hears_it() -> None:
    async def meet() -> tuple[int | None, str | bytes | Closed]:
        codes: asyncio.Queue[int | None] = asyncio.Queue()

        async def listen(socket: ServerConnection) -> None:
            await socket.wait_closed()
            codes.put_nowait(socket.close_code)

        async with asyncio.timeout(5), talking(listen) as url:
            wire = await Wire.open(Address(url=url), QUICK)
            await wire.close()
            return await codes.get(), await wire.receive()

    assert asyncio.run(meet()) == (1000, Closed(code=1000))


@pytest.mark.parametrize("is_full", [False, True])
def test_a_server_that_hangs_does_not_keep_us_from_closing(*, is_full: bool) -> None:
    async def stall(socket: ServerConnection) -> None:
        socket.transport.pause_reading()
        await socket.wait_closed()

    async def fill(wire: Wire) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                while await wire.send("x" * 65_536):
                    pass

    async def meet() -> tuple[float, str | bytes | Closed]:
        loop = asyncio.get_running_loop()
        async with talking(stall) as url:
            wire = await Wire.open(Address(url=url))
            if is_full:
                await fill(wire)
            begun_at = loop.time()
            await wire.close()
            return loop.time() - begun_at, await wire.receive()

    took_s, closed = run_virtually(meet(), grace_s=GRACE_S)

    assert took_s <= 1.0
    assert closed == Closed(code=1006, reason="the connection broke off")


def test_a_dialling_leaves_no_socket_behind_at_whatever_moment_it_is_cancelled() -> None:
    async def dial(turns: int) -> bool:
        async with talking(lambda it: it.wait_closed()) as url, asyncio.TaskGroup() as tasks:
            dialling = tasks.create_task(Wire.open(Address(url=url)))
            for _ in range(turns):
                await next_turn()
            dialling.cancel()
            await asyncio.wait([dialling])
            if not dialling.cancelled():
                dialling.result().abort()
            return dialling.cancelled()

    outcomes = [run_virtually(dial(turns), grace_s=GRACE_S) for turns in range(40)]
    gc.collect()  # a socket left open would warn, and warnings are errors

    assert set(outcomes) == {True, False}
