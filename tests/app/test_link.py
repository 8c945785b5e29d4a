import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from websockets.asyncio.server import ServerConnection, serve

from grokvoice.adapters.address import Address
from grokvoice.adapters.websocket import Wire
from grokvoice.app import ports
from grokvoice.app.link import Dial, Link
from grokvoice.errors import ConnectError, RateLimitedError
from grokvoice.protocol.client_events import (
    AnyClientEvent,
    InputAudioAppend,
    InputAudioCommit,
    ResponseCreate,
)
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.conversation_events import Ping
from grokvoice.protocol.unreadable import BinaryFrame
from grokvoice.session.events import (
    Connected,
    ConnectFailed,
    ConnectionLost,
    Event,
    MicrophoneAcknowledged,
    MicrophoneLeftOut,
    Received,
)
from tests.app.stage import FakeWire
from tests.virtual_time import next_turn, pass_time, run_virtually

CHUNK = InputAudioAppend(audio=bytes(4_800))
GRACE_S = 0.002


@dataclass
class Call:
    """A link under observation."""

    dial: Dial
    told: list[Event] = field(default_factory=list)
    traced: list[tuple[str, FromServer | AnyClientEvent]] = field(default_factory=list)
    asked_for: list[str | None] = field(default_factory=list)

    def link(self) -> Link:
        async def dial(conversation_id: str | None) -> ports.Wire:
            self.asked_for.append(conversation_id)
            return await self.dial(conversation_id)

        return Link(
            dial,
            self.told.append,
            lambda direction, event: self.traced.append((direction, event)),
        )

    def run(self, act: Callable[[Link], Awaitable[None]], conversation_id: str = "") -> None:
        """Start the link, act, and wait until nothing of it is left."""

        async def scene() -> None:
            async with asyncio.TaskGroup() as tasks:
                link = self.link()
                link.start(tasks, conversation_id or None)
                await act(link)

        run_virtually(scene())


def to(wire: FakeWire) -> Dial:
    async def dial(_conversation_id: str | None) -> FakeWire:
        return wire

    return dial


def test_what_comes_in_is_told_in_order_until_the_connection_is_over() -> None:
    call = Call(to(wire := FakeWire()))

    async def act(_link: Link) -> None:
        wire.say(Ping(), BinaryFrame(data=b"\x01"))
        wire.end(1011, "oops")

    call.run(act, "c1")

    assert call.asked_for == ["c1"]
    assert call.told == [
        Connected(),
        Received(Ping()),
        Received(BinaryFrame(data=b"\x01")),
        ConnectionLost(code=1011, reason="oops"),
    ]


def test_every_event_on_the_wire_is_traced_with_its_direction() -> None:
    call = Call(to(wire := FakeWire()))

    async def act(link: Link) -> None:
        link.send(ResponseCreate())
        await pass_time(0.1)
        wire.say(Ping())
        wire.end(1000)

    call.run(act)

    assert call.traced == [("out", ResponseCreate()), ("in", Ping())]


def test_a_log_names_what_went_by_and_never_what_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    call = Call(to(wire := FakeWire()))

    async def act(_link: Link) -> None:
        wire.say(Ping(), BinaryFrame(data=b"secret"))
        wire.end(1011, "oops")

    with caplog.at_level(logging.DEBUG, "grokvoice"):
        call.run(act)

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "connected"),
        ("DEBUG", "in ping"),
        ("DEBUG", "in (binary)"),
        ("INFO", "connection over: 1011 oops"),
    ]


def test_a_connection_that_does_not_come_about_is_told_with_all_that_is_known() -> None:
    async def refuse(_conversation_id: str | None) -> FakeWire:
        raise RateLimitedError("too many", status=429, retry_after_s=7.0)

    call = Call(refuse)

    async def act(link: Link) -> None:
        await link.wait_closed(1.0)

    call.run(act)

    assert call.told == [
        ConnectFailed(message="too many", exit_code=6, status=429, retry_after_s=7.0)
    ]


def test_what_was_asked_for_before_the_connection_is_sent_first_and_in_order() -> None:
    wire = FakeWire()

    async def dial(_conversation_id: str | None) -> FakeWire:
        await pass_time(1.5)
        return wire

    async def act(link: Link) -> None:
        link.send(InputAudioCommit())
        link.send(ResponseCreate())
        await pass_time(2.0)
        link.send(CHUNK)
        link.close()

    Call(dial).run(act)

    assert wire.sent == [InputAudioCommit(), ResponseCreate(), CHUNK]
    assert wire.calls.count("close") == 1


def test_closing_sends_what_waits_and_then_tells_nothing_more() -> None:
    call = Call(to(wire := FakeWire()))

    async def act(link: Link) -> None:
        await next_turn()
        link.send(ResponseCreate())
        link.close()
        wire.say(Ping())
        await link.wait_closed(1.0)

    call.run(act)

    assert wire.sent == [ResponseCreate()]
    assert [call for call in wire.calls if call != "watch"] == ["close", "abort"]
    assert call.told == [Connected()]


def test_hanging_up_while_dialling_gives_the_dialling_up() -> None:
    was_cancelled: list[bool] = []

    async def dial(_conversation_id: str | None) -> FakeWire:
        try:
            await asyncio.Event().wait()
        finally:
            was_cancelled.append(True)
        raise AssertionError("nobody sets it")

    call = Call(dial)

    async def act(link: Link) -> None:
        await next_turn()
        link.close()
        await link.wait_closed(1.0)

    call.run(act)

    assert was_cancelled == [True]
    assert call.told == []


def test_hanging_up_at_the_moment_the_dialling_succeeds_leaves_no_open_wire() -> None:
    wire, may_open = FakeWire(), asyncio.Event()

    async def dial(_conversation_id: str | None) -> FakeWire:
        await may_open.wait()
        return wire

    call = Call(dial)

    async def act(link: Link) -> None:
        await next_turn()
        may_open.set()
        link.close()
        await link.wait_closed(1.0)

    call.run(act)

    assert call.told == []
    assert wire.sent == []


def test_hanging_up_before_the_dialling_began_is_no_dialling() -> None:
    call = Call(to(FakeWire()))

    async def act(link: Link) -> None:
        link.close()
        await link.wait_closed(1.0)

    call.run(act)

    assert (call.asked_for, call.told) == ([], [])


def test_a_link_that_was_never_started_is_closed_at_once() -> None:
    async def scene() -> None:
        await Call(to(FakeWire())).link().wait_closed(1.0)

    run_virtually(scene())


@pytest.mark.parametrize("is_stuck", [False, True])
def test_a_server_that_says_no_goodbye_is_not_waited_for(*, is_stuck: bool) -> None:
    wire = FakeWire()
    wire.is_stuck, wire.hangs = is_stuck, True
    took_s: list[float] = []

    async def act(link: Link) -> None:
        loop = asyncio.get_running_loop()
        await next_turn()
        link.send(ResponseCreate())
        begun_at = loop.time()
        link.close()
        await link.wait_closed(0.8)
        took_s.append(loop.time() - begun_at)

    Call(to(wire)).run(act)

    assert took_s == [pytest.approx(0.8)]
    assert wire.calls[-1] == "abort"


def test_a_connection_that_broke_off_takes_nothing_more() -> None:
    class Broken(FakeWire):
        async def send(self, text: str) -> bool:
            self.calls.append(text)
            return False

    wire = Broken()

    async def act(link: Link) -> None:
        link.send(ResponseCreate())
        link.send(InputAudioCommit())
        await pass_time(0.1)
        wire.end(1006)

    Call(to(wire)).run(act)

    assert [call for call in wire.calls if call.startswith("{")] == ['{"type":"response.create"}']


def test_sound_for_which_the_network_is_too_slow_is_left_out_and_every_frame_accounted_for() -> (
    None
):
    call = Call(to(wire := FakeWire()))
    wire.is_stuck = True
    put = 0

    async def act(link: Link) -> None:
        nonlocal put
        for _ in range(30):
            link.send(CHUNK)
            put += 2_400
            await pass_time(0.1)
        link.send(InputAudioCommit())
        wire.go_on()
        await pass_time(0.05)
        link.close()

    call.run(act)

    gaps = [event for event in call.told if isinstance(event, MicrophoneLeftOut)]
    left_out = sum(gap.frames for gap in gaps)
    sent = 2_400 * wire.sent.count(CHUNK)
    assert sent + left_out == put
    assert {gap.at for gap in gaps} == {2_400}, "the gap is behind the chunk that was under way"
    assert sent <= 11 * 2_400
    assert wire.sent[-1] == InputAudioCommit()


@pytest.mark.parametrize("is_lost", [False, True])
def test_sound_that_was_never_sent_is_no_gap_once_the_connection_is_over(*, is_lost: bool) -> None:
    call = Call(to(wire := FakeWire()))
    wire.is_stuck = True

    async def act(link: Link) -> None:
        for _ in range(5):
            link.send(CHUNK)
        await pass_time(0.5)
        if is_lost:
            wire.end(1006)
        else:
            link.close()
        await pass_time(2.0)
        link.send(ResponseCreate())
        wire.go_on()
        await link.wait_closed(1.0)

    call.run(act)

    assert [event for event in call.told if isinstance(event, MicrophoneLeftOut)] == []


def test_receipts_are_asked_for_once_a_second_and_only_while_there_is_news() -> None:
    call = Call(to(wire := FakeWire()))

    async def act(link: Link) -> None:
        await pass_time(2.5)
        for _ in range(5):
            link.send(CHUNK)
        await pass_time(3.0)
        link.send(CHUNK)
        await pass_time(1.0)
        wire.end(1000)

    call.run(act)

    assert wire.calls.count("receipt") == 2
    assert [event for event in call.told if isinstance(event, MicrophoneAcknowledged)] == [
        MicrophoneAcknowledged(12_000),
        MicrophoneAcknowledged(14_400),
    ]


def test_a_receipt_that_will_never_come_is_not_told_nor_asked_for_again() -> None:
    class Deaf(FakeWire):
        async def receipt(self) -> bool:
            await super().receipt()
            return False

    call = Call(to(wire := Deaf()))

    async def act(link: Link) -> None:
        link.send(CHUNK)
        await pass_time(1.5)
        link.send(CHUNK)
        await pass_time(1.5)
        wire.end(1006)

    call.run(act)

    assert wire.calls.count("receipt") == 1
    assert call.told == [Connected(), ConnectionLost(code=1006)]


def test_a_wire_that_is_found_dead_is_lost() -> None:
    class Dying(FakeWire):
        async def watch(self) -> None:
            await pass_time(4.5)
            self.end(1006, "it stopped answering")

    call = Call(to(Dying()))

    async def act(link: Link) -> None:
        await link.wait_closed(10.0)

    call.run(act)

    assert call.told == [Connected(), ConnectionLost(code=1006, reason="it stopped answering")]


def test_a_fault_of_ours_in_the_reader_ends_everything_and_hangs_nothing() -> None:
    wire = FakeWire()

    def trip(_direction: str, _event: object) -> None:
        raise ZeroDivisionError

    async def scene() -> None:
        async with asyncio.TaskGroup() as tasks:
            link = Link(to(wire), lambda _event: None, trip)
            link.start(tasks, None)
            wire.say(Ping())
            await asyncio.Event().wait()

    with pytest.raises(ExceptionGroup) as caught:
        run_virtually(scene())

    assert caught.group_contains(ZeroDivisionError, depth=1)
    assert wire.calls[-1] == "abort"


def test_a_pong_of_a_real_server_is_a_receipt_for_what_came_before_it() -> None:
    received: list[str | bytes] = []

    async def listen(socket: ServerConnection) -> None:
        with suppress(ConnectionError):
            async for frame in socket:
                received.append(frame)  # noqa: PERF401 - they are looked at while they come

    async def scene() -> list[Event]:
        async with (
            serve(listen, "127.0.0.1", 0) as server,
            asyncio.TaskGroup() as tasks,
        ):
            port = server.sockets[0].getsockname()[1]
            call = Call(lambda _id: Wire.open(Address(url=f"ws://127.0.0.1:{port}/")))
            link = call.link()
            link.start(tasks, None)
            for _ in range(10):
                link.send(CHUNK)
            await pass_time(1.5)
            link.close()
            return call.told

    told = run_virtually(scene(), grace_s=GRACE_S)

    assert told == [Connected(), MicrophoneAcknowledged(24_000)]
    assert len(received) == 10


def test_a_real_server_that_is_not_there_is_told_as_a_failure() -> None:
    async def scene() -> list[Event]:
        async with asyncio.TaskGroup() as tasks:
            call = Call(lambda _id: Wire.open(Address(url="ws://127.0.0.1:1/")))
            link = call.link()
            link.start(tasks, None)
            await link.wait_closed(5.0)
            return call.told

    [failed] = run_virtually(scene(), grace_s=GRACE_S)

    assert isinstance(failed, ConnectFailed)
    assert (failed.exit_code, failed.may_retry) == (ConnectError.exit_code, True)
