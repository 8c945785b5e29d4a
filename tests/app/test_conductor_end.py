import asyncio

import pytest

from grokvoice.app.conductor import Conductor
from grokvoice.errors import AudioDeviceError, GrokVoiceError, LocalProtocolError
from grokvoice.protocol.client_events import AnyClientEvent, ItemCreate
from grokvoice.protocol.codec import FromServer
from grokvoice.session.events import HangUpRequested, ToolFinished, UserText
from grokvoice.session.options import Options
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import (
    AssistantFinal,
    SessionEnded,
    SessionStarted,
    State,
    StateChanged,
    Update,
)
from tests.app.stage import FakeSpeaker, FakeView, Stage, Switchboard, hold
from tests.app.talks import HELLO, call_of, has, serving
from tests.virtual_time import next_turn, pass_time, run_virtually


@pytest.mark.parametrize("is_stuck", [False, True])
def test_a_server_that_hangs_does_not_hold_up_the_end(*, is_stuck: bool) -> None:
    stage = Stage(Switchboard(wire := serving()))
    ended_at: list[float] = []

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        wire.is_stuck, wire.hangs = is_stuck, True
        conductor.tell(HangUpRequested(130))
        await stage.view.until(has(SessionEnded))
        ended_at.append(asyncio.get_running_loop().time())

    async def timed() -> float:
        conductor = stage.conductor()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(act(conductor))
            await conductor.run()
        return asyncio.get_running_loop().time() - ended_at[0]

    assert run_virtually(timed()) <= 1.0


def test_an_old_connection_that_hangs_does_not_hold_up_the_end() -> None:
    first, second = serving(), serving()
    first.hangs = True
    stage = Stage(Switchboard(first, second), options=Options(renew_after_s=60.0))

    async def act(conductor: Conductor) -> None:
        await pass_time(62.0)
        conductor.tell(HangUpRequested())

    assert hold(stage, act=act, within_s=64.0) == 0
    assert first.calls[-1] == "abort"


def test_a_function_is_run_beside_the_talk_and_its_answer_sent() -> None:
    wire = serving()
    stage = Stage(Switchboard(wire), options=Options(functions=frozenset({"dice"})))

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        wire.say(*call_of("dice"))
        await pass_time(1.0)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    outputs = [it.item.output for it in wire.sent if isinstance(it, ItemCreate)]
    assert outputs == ["dice: done"]


def test_a_function_that_hangs_does_not_hold_up_the_end() -> None:
    async def hang(_call: Call) -> ToolFinished:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")

    wire = serving()
    stage = Stage(Switchboard(wire), options=Options(functions=frozenset({"dice"})), run_tool=hang)

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        wire.say(*call_of("dice"))
        await pass_time(1.0)
        conductor.tell(HangUpRequested(130))

    assert hold(stage, act=act, within_s=5.0) == 130


@pytest.mark.parametrize("method", ["show", "meters", "close"])
def test_a_reader_who_has_seen_enough_ends_the_talk_quietly(method: str) -> None:
    class Gone(FakeView):
        def show(self, update: Update, at_s: float) -> None:
            super().show(update, at_s)
            if method == "show" and isinstance(update, AssistantFinal):
                raise BrokenPipeError

        def meters(self, mic_dbfs: float, speaker_dbfs: float) -> None:
            super().meters(mic_dbfs, speaker_dbfs)
            if method == "meters" and len(self.levels) > 3:
                raise BrokenPipeError

        def close(self) -> None:
            super().close()
            if method == "close":
                raise BrokenPipeError

    stage = Stage(Switchboard(wire := serving()), view=Gone())

    async def act(conductor: Conductor) -> None:
        await pass_time(1.0)
        conductor.tell(HangUpRequested(130))

    assert hold(stage, HELLO, act=act, within_s=5.0) == 0

    assert wire.calls[-1] == "abort"
    assert (stage.microphone.calls[-1], stage.speaker.calls[-1]) == ("stop", "stop")


def test_a_listener_who_has_heard_enough_ends_the_talk_quietly() -> None:
    stage = Stage(Switchboard(wire := serving()))

    async def act(_conductor: Conductor) -> None:
        await stage.view.until(has(AssistantFinal))
        stage.speaker.is_abandoned = True

    assert hold(stage, HELLO, act=act, within_s=5.0) == 0

    assert wire.calls[-1] == "abort"
    assert (stage.microphone.calls[-1], stage.speaker.calls[-1]) == ("stop", "stop")
    assert stage.view.is_closed


def test_a_listener_who_is_interrupted_with_the_talk_does_not_hide_that() -> None:
    stage = Stage(Switchboard(serving()))
    stage.speaker = FakeSpeaker(is_prompt=False)

    async def act(conductor: Conductor) -> None:
        await stage.view.until_shown(StateChanged(State.SPEAKING))
        conductor.tell(HangUpRequested(130))
        await next_turn()
        stage.speaker.is_abandoned = True

    assert hold(stage, HELLO, act=act, within_s=5.0) == 130


def test_a_fault_in_the_reader_ends_the_talk_and_comes_out_bare() -> None:
    stage = Stage(Switchboard(wire := serving()))

    class Tripping(list[tuple[str, FromServer | AnyClientEvent]]):
        def append(self, _traced: tuple[str, FromServer | AnyClientEvent]) -> None:
            raise ZeroDivisionError

    stage.traced = Tripping()

    with pytest.raises(ZeroDivisionError):
        hold(stage, within_s=5.0)

    assert wire.calls[-1] == "abort"
    assert (stage.microphone.calls[-1], stage.speaker.calls[-1]) == ("stop", "stop")
    assert stage.view.is_closed


def test_of_several_errors_the_one_a_person_can_act_on_comes_out() -> None:
    class Breaking(FakeView):
        def meters(self, *_levels: float) -> None:
            if len(self.shown) > 5:
                raise ZeroDivisionError

    async def fail_late(_call: Call) -> ToolFinished:
        try:
            await asyncio.Event().wait()
        finally:
            raise AudioDeviceError("the microphone went away meanwhile")

    wire = serving()
    options = Options(functions=frozenset({"dice"}))
    stage = Stage(Switchboard(wire), view=Breaking(), options=options, run_tool=fail_late)

    async def act(conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        wire.say(*call_of("dice"))
        await pass_time(0.01)
        conductor.tell(UserText("Hello."))

    with pytest.raises(GrokVoiceError, match="went away meanwhile"):
        hold(stage, act=act)


def test_errors_in_a_group_within_the_group_come_out_bare_as_well() -> None:
    async def fail(_call: Call) -> ToolFinished:
        raise ExceptionGroup("tools", [ExceptionGroup("a tool", [ZeroDivisionError()])])

    wire = serving()
    stage = Stage(Switchboard(wire), options=Options(functions=frozenset({"dice"})), run_tool=fail)

    async def act(_conductor: Conductor) -> None:
        await stage.view.until(has(SessionStarted))
        wire.say(*call_of("dice"))

    with pytest.raises(ZeroDivisionError):
        hold(stage, act=act)


def test_what_no_wire_can_carry_is_our_fault_and_ends_the_talk() -> None:
    stage = Stage(Switchboard(serving()))

    with pytest.raises(LocalProtocolError, match="cannot send"):
        hold(stage, UserText("\ud800"), within_s=5.0)


def test_a_talk_that_is_cancelled_is_taken_apart() -> None:
    stage = Stage(Switchboard(wire := serving()))

    async def scene() -> None:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(stage.conductor().run())
            await stage.view.until(has(SessionStarted))
            running.cancel()

    run_virtually(scene())

    assert wire.calls[-1] == "abort"
    assert (stage.microphone.calls[-1], stage.speaker.calls[-1]) == ("stop", "stop")
    assert stage.view.is_closed
