"""What the keyboard asks of the conductor: the end of a turn, the cost, a place beside the talk."""

import asyncio

from grokvoice.app.conductor import Conductor
from grokvoice.protocol.client_events import InputAudioAppend, InputAudioCommit
from grokvoice.protocol.prices import AS_OF, price_of
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session.events import HangUpRequested, TurnBegan, UserMuted
from grokvoice.session.options import Options
from grokvoice.session.updates import CostMeasured, SessionStarted
from tests.app.stage import CHUNK, FakeWire, Stage, Switchboard, hold, obliging
from tests.virtual_time import run_virtually


def pushed(wire: FakeWire) -> Stage:
    return Stage(
        dial=Switchboard(wire), options=Options(settings=SessionSettings(turn_detection=None))
    )


def test_a_turn_is_sent_down_to_its_last_sample() -> None:
    wire = FakeWire(obliging())
    stage = pushed(wire)

    async def act(conductor: Conductor) -> None:
        await stage.view.until(lambda shown: any(isinstance(u, SessionStarted) for u in shown))
        conductor.tell(TurnBegan())
        stage.microphone.capture(CHUNK + 700)
        conductor.end_turn()
        await asyncio.sleep(0.5)
        conductor.tell(HangUpRequested())

    hold(stage, UserMuted(is_muted=True), act=act)

    sent = [event for event in wire.sent if isinstance(event, InputAudioAppend | InputAudioCommit)]
    sizes = [len(event.audio) // 2 for event in sent[:-1] if isinstance(event, InputAudioAppend)]
    assert sizes == [CHUNK, 700]
    assert sent[-1] == InputAudioCommit()


def test_a_turn_without_sound_is_only_ended() -> None:
    wire = FakeWire(obliging())
    stage = pushed(wire)

    async def act(conductor: Conductor) -> None:
        await stage.view.until(lambda shown: any(isinstance(u, SessionStarted) for u in shown))
        conductor.tell(TurnBegan())
        conductor.end_turn()
        await asyncio.sleep(0.5)
        conductor.tell(HangUpRequested())

    hold(stage, UserMuted(is_muted=True), act=act)

    assert [type(event) for event in wire.sent[1:]] == [InputAudioCommit]


def test_it_says_whether_the_microphone_is_closed_and_what_it_costs() -> None:
    stage = pushed(FakeWire(obliging()))
    seen: list[bool] = []
    costs: list[CostMeasured] = []

    async def act(conductor: Conductor) -> None:
        seen.append(conductor.is_muted)
        await stage.view.until(lambda shown: any(isinstance(u, SessionStarted) for u in shown))
        await asyncio.sleep(60.0)
        seen.append(conductor.is_muted)
        costs.append(conductor.cost)
        conductor.tell(HangUpRequested())

    hold(stage, UserMuted(is_muted=True), act=act)

    assert seen == [False, True]
    assert [(round(c.audio_s, 3), round(c.dollars, 3), c.prices_as_of) for c in costs] == [
        (60.0, price_of("grok-voice-latest").per_minute, AS_OF)
    ]


def test_what_goes_on_beside_the_talk_ends_with_it() -> None:
    stage = Stage(dial=Switchboard(FakeWire(obliging())))
    steps: list[str] = []

    async def beside() -> None:
        steps.append("began")
        try:
            await asyncio.Event().wait()
        finally:
            steps.append("ended")

    async def scene() -> int:
        conductor = stage.conductor()
        conductor.tell(HangUpRequested())
        return await conductor.run(beside())

    assert run_virtually(scene()) == 0
    assert steps == ["began", "ended"]
