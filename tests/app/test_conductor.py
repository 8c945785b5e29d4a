from collections.abc import Sequence

import pytest

from grokvoice.app.conductor import Conductor
from grokvoice.protocol.client_events import (
    AnyClientEvent,
    ItemCreate,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import FromServer
from grokvoice.session.context import Message
from grokvoice.session.events import HangUpRequested, InputEnded
from grokvoice.session.limits import LimitSettings
from grokvoice.session.options import Options
from grokvoice.session.updates import Notice, SessionEnded, StateChanged, Update
from tests.app.stage import FakeSpeaker, FakeView, FakeWire, Stage, Switchboard, hold
from tests.app.talks import HELLO, codes, has, said, serving
from tests.session.dialogue import greeting
from tests.virtual_time import pass_time


def test_a_typed_turn_is_answered_and_the_talk_ends_with_zero() -> None:
    stage = Stage(Switchboard(wire := serving()))

    assert hold(stage, HELLO, InputEnded()) == 0

    assert said(stage.view) == ["Hello.", "one two"]
    assert [type(event) for event in wire.sent] == [SessionUpdate, ItemCreate, ResponseCreate]
    assert stage.view.shown[-1] == SessionEnded(
        exit_code=0,
        reason="all said",
        elapsed_s=stage.view.times[-1],
        turns=1,
        latency_p50_s=0.0,
        latency_p95_s=0.0,
    )


def test_what_was_said_and_heard_is_known_afterwards() -> None:
    stage = Stage(Switchboard(serving()))
    conductor: list[Conductor] = []

    async def act(it: Conductor) -> None:
        conductor.append(it)
        await stage.view.until(has(SessionEnded))

    hold(stage, HELLO, InputEnded(), act=act)

    assert [
        (it.role, it.text) for it in conductor[0].context.entries if isinstance(it, Message)
    ] == [
        ("user", "Hello."),
        ("assistant", "one two"),
    ]


def test_everything_is_closed_when_the_talk_is_over() -> None:
    stage = Stage(Switchboard(wire := serving()))

    hold(stage, HELLO, InputEnded())

    assert wire.calls[-2:] == ["close", "abort"]
    assert stage.microphone.calls == ["start", "stop"]
    assert (stage.speaker.calls[0], stage.speaker.calls[-1]) == ("start", "stop")
    assert stage.view.is_closed


def test_the_commands_of_an_event_are_obeyed_in_their_order() -> None:
    log: list[str] = []

    class Loud(FakeSpeaker):
        def play(self, pcm: bytes) -> None:
            log.append("play")
            super().play(pcm)

    class Watching(FakeView):
        def show(self, update: Update, at_s: float) -> None:
            if isinstance(update, StateChanged):
                log.append(update.state.value)
            super().show(update, at_s)

    stage = Stage(Switchboard(serving()), speaker=Loud(), view=Watching())

    hold(stage, HELLO, InputEnded())

    assert log == ["connecting", "thinking", "play", "speaking", "listening", "ended"]


def test_what_is_told_before_the_beginning_waits_for_it() -> None:
    limits = LimitSettings(max_minutes=0.5, idle_s=60.0)
    stage = Stage(Switchboard(serving()), options=Options(limits=limits))

    assert hold(stage, HELLO, InputEnded()) == 0

    assert codes(stage.view) == []


def test_a_moment_the_core_named_is_told_when_it_comes() -> None:
    def silent(event: AnyClientEvent) -> Sequence[FromServer]:
        return greeting() if isinstance(event, SessionUpdate) else []

    stage = Stage(Switchboard(FakeWire(silent)), options=Options(reply_timeout_s=12.0))

    hold(stage, HELLO, InputEnded())

    [notice] = [
        at
        for at, it in zip(stage.view.times, stage.view.shown, strict=True)
        if isinstance(it, Notice)
    ]
    assert codes(stage.view) == ["no-reply"]
    assert notice == pytest.approx(12.0)


def test_levels_are_shown_twenty_times_a_second() -> None:
    stage = Stage(Switchboard(serving()))
    stage.microphone.level_dbfs, stage.speaker.level_dbfs = -20.0, -40.0

    async def act(conductor: Conductor) -> None:
        await pass_time(10.0)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    assert set(stage.view.levels) == {(-20.0, -40.0)}
    assert 190 <= len(stage.view.levels) <= 210
