import asyncio
import io
import signal
import sys
import threading
from collections.abc import Callable
from typing import TextIO

import pytest

from grokvoice.app.conductor import Conductor
from grokvoice.app.person import Signals, TypedLines
from grokvoice.app.threads import DaemonThreads
from grokvoice.session.events import (
    Event,
    HangUpRequested,
    InputEnded,
    SpeechStopRequested,
    UserMuted,
    UserText,
)
from grokvoice.session.updates import AssistantFinal, SessionStarted, UserFinal
from tests.app.stage import FakeWire, Stage, Switchboard, hold, obliging
from tests.virtual_time import next_turn, pass_time, run_virtually


class Terminal(io.StringIO):
    """Gives lines one by one, waits where an event stands among them, and raises errors."""

    def __init__(self, *steps: str | threading.Event | Exception) -> None:
        super().__init__()
        self._steps = list(steps)
        self.is_exhausted = threading.Event()

    def readline(  # type: ignore[override]  # typeshed takes every stream for bytes
        self, _size: int | None = -1, /
    ) -> str:
        while self._steps:
            match self._steps.pop(0):
                case str(line):
                    return line
                case Exception() as error:
                    raise error
                case threading.Event() as event:
                    event.wait(5)
        self.is_exhausted.set()
        return ""


HANDLED = [signal.SIGINT, signal.SIGTERM]
if sys.platform != "win32":
    HANDLED.append(signal.SIGHUP)


def pressed(*, at_s: list[float], is_speaking: Callable[[float], bool]) -> list[Event]:
    """Press Ctrl-C at these moments, and return what it came to."""
    told: list[Event] = []

    async def scene() -> None:
        begun_at = asyncio.get_running_loop().time()
        now_s = 0.0
        signals = Signals(told.append, lambda: is_speaking(now_s))
        for moment_s in at_s:
            await pass_time(begun_at + moment_s - asyncio.get_running_loop().time())
            now_s = moment_s
            signals.interrupt()

    run_virtually(scene())
    return told


# Signals.


def test_ctrl_c_while_nobody_speaks_hangs_up() -> None:
    told = pressed(at_s=[0.0], is_speaking=lambda _at_s: False)

    assert told == [HangUpRequested(130)]


def test_ctrl_c_while_grok_speaks_stops_the_speech() -> None:
    told = pressed(at_s=[0.0], is_speaking=lambda _at_s: True)

    assert told == [SpeechStopRequested()]


@pytest.mark.parametrize("still_speaks", [False, True])
def test_ctrl_c_again_within_two_seconds_hangs_up_whatever_the_first_did(
    *, still_speaks: bool
) -> None:
    told = pressed(at_s=[0.0, 1.9], is_speaking=lambda at_s: at_s == 0.0 or still_speaks)

    assert told == [SpeechStopRequested(), HangUpRequested(130)]


def test_ctrl_c_after_two_seconds_is_a_first_one_again() -> None:
    told = pressed(at_s=[0.0, 2.1, 4.2], is_speaking=lambda at_s: at_s < 4.0)

    assert told == [SpeechStopRequested(), SpeechStopRequested(), HangUpRequested(130)]


@pytest.mark.parametrize(
    ("number", "exit_code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
    + ([(signal.SIGHUP, 129)] if sys.platform != "win32" else []),
)
def test_a_signal_hangs_up_with_its_exit_code(number: signal.Signals, exit_code: int) -> None:
    async def scene() -> Event:
        told: asyncio.Queue[Event] = asyncio.Queue()
        async with asyncio.timeout(5):
            with Signals(told.put_nowait, lambda: False):
                signal.raise_signal(number)
                return await told.get()

    assert asyncio.run(scene()) == HangUpRequested(exit_code)


def test_what_handled_the_signals_before_handles_them_again() -> None:
    async def scene() -> tuple[list[object], list[object]]:
        before = [signal.getsignal(number) for number in HANDLED]
        with Signals(lambda _event: None, lambda: False):
            during = [signal.getsignal(number) for number in HANDLED]
        after = [signal.getsignal(number) for number in HANDLED]
        assert not set(before) & set(during)
        return list(before), list(after)

    before, after = asyncio.run(scene())

    assert after == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_talk_that_was_told_to_outlive_its_terminal_does() -> None:
    async def scene() -> object:
        with Signals(lambda _event: None, lambda: False):
            return signal.getsignal(signal.SIGHUP)

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert asyncio.run(scene()) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


# Typed lines.


class Talk:
    """Takes a turn whenever it is let."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[Event] = asyncio.Queue()
        self.has_waiting_turns = False

    def tell(self, event: Event) -> None:
        self.told.put_nowait(event)

    def all_told(self) -> list[Event]:
        return [self.told.get_nowait() for _ in range(self.told.qsize())]


def typed(
    stream: TextIO, *, closes_microphone: bool = False, ends_talk: bool = True
) -> list[Event]:
    """Say all lines, and return what is told of them."""
    lines = TypedLines(stream, closes_microphone=closes_microphone, ends_talk=ends_talk)
    talk = Talk()

    async def scene() -> None:
        async with asyncio.timeout(5):
            lines.begin()
            await lines.say(talk)

    asyncio.run(scene())
    return talk.all_told()


def test_lines_of_a_script_wait_for_one_another_and_empty_ones_are_none() -> None:
    told = typed(io.StringIO("\n  Hello. \n\n\t\nGo on.\n"))

    assert told == [UserText("Hello.", waits=True), UserText("Go on.", waits=True), InputEnded()]


def test_a_script_closes_the_microphone_before_its_first_line_and_ends_the_talk() -> None:
    told = typed(io.StringIO("Hello.\n"), closes_microphone=True, ends_talk=False)

    assert told == [UserMuted(is_muted=True), UserText("Hello.", waits=True), InputEnded()]


def test_an_empty_script_beside_no_microphone_ends_the_talk() -> None:
    assert typed(io.StringIO("\n\n")) == [InputEnded()]


@pytest.mark.parametrize(
    ("closes_microphone", "expected"),
    [(True, []), (False, [UserText("Hello.", waits=True)])],
)
def test_the_end_of_the_lines_is_not_always_the_end_of_the_talk(
    *, closes_microphone: bool, expected: list[Event]
) -> None:
    text = "" if closes_microphone else "Hello.\n"

    told = typed(io.StringIO(text), closes_microphone=closes_microphone, ends_talk=False)

    assert told == expected


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), ValueError("closed file")])
def test_a_terminal_that_goes_away_is_the_end_of_the_lines(error: Exception) -> None:
    told = typed(Terminal("Hello.\n", error, "Never.\n"))

    assert told == [UserText("Hello.", waits=True), InputEnded()]


def test_a_terminal_that_was_never_there_is_the_end_of_the_lines() -> None:
    assert typed(Terminal(OSError(5, "Input/output error"))) == [InputEnded()]


def test_lines_are_read_no_faster_than_they_are_said() -> None:
    terminal = Terminal("One.\n", "Two.\n", "Three.\n")
    lines = TypedLines(terminal, closes_microphone=False, ends_talk=True)
    talk = Talk()

    async def scene() -> list[Event]:
        talk.has_waiting_turns = True
        lines.begin()
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            tasks.create_task(lines.say(talk))
            first = await talk.told.get()
            await next_turn()
            told_meanwhile = talk.all_told()
            talk.has_waiting_turns = False
            return [first, *told_meanwhile]

    assert asyncio.run(scene()) == [UserText("One.", waits=True)]
    assert talk.all_told() == [
        UserText("Two.", waits=True),
        UserText("Three.", waits=True),
        InputEnded(),
    ]


def test_lines_that_come_after_the_talk_are_told_to_nobody() -> None:
    may_come = threading.Event()
    terminal = Terminal("Hello.\n", may_come, "Too late.\n")
    lines = TypedLines(terminal, closes_microphone=False, ends_talk=False)
    talk = Talk()

    async def scene() -> Event:
        asyncio.get_running_loop().set_default_executor(DaemonThreads())
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            lines.begin()
            saying = tasks.create_task(lines.say(talk))
            hello = await talk.told.get()
            saying.cancel()
            return hello

    hello = asyncio.run(scene())
    may_come.set()

    assert hello == UserText("Hello.", waits=True)
    assert talk.all_told() == []


def test_the_first_line_is_waited_for_but_not_for_ever() -> None:
    may_come = threading.Event()
    lines = TypedLines(Terminal(may_come, "Hello.\n"), closes_microphone=False, ends_talk=False)
    lines.begin()

    assert not lines.has_line(0.0)
    may_come.set()
    assert lines.has_line(5.0)


def test_an_empty_input_has_no_line() -> None:
    lines = TypedLines(io.StringIO(), closes_microphone=False, ends_talk=False)
    lines.begin()

    assert not lines.has_line(5.0)


# Both, in a talk.


def test_each_line_of_a_script_is_answered_before_the_next_is_said() -> None:
    stage = Stage(Switchboard(FakeWire(obliging())))
    script: list[Event] = [UserText("One.", waits=True), UserText("Two.", waits=True), InputEnded()]

    assert hold(stage, *script) == 0

    finals = [it for it in stage.view.shown if isinstance(it, UserFinal | AssistantFinal)]
    assert [it.text for it in finals] == ["One.", "one two", "Two.", "one two"]


@pytest.mark.parametrize(
    ("presses", "exit_code"), [([0.5, 1.0], 130), ([0.5, 3.0], 130), ([3.0], 130)]
)
def test_ctrl_c_ends_a_talk_however_it_is_pressed(presses: list[float], exit_code: int) -> None:
    stage = Stage(Switchboard(FakeWire(obliging(ms=1500))))

    async def act(conductor: Conductor) -> None:
        await stage.view.until(lambda shown: any(isinstance(it, SessionStarted) for it in shown))
        conductor.tell(UserText("Hello."))
        signals = Signals(conductor.tell, lambda: conductor.is_speaking)
        begun_at = asyncio.get_running_loop().time()
        for press in presses:
            await pass_time(begun_at + press - asyncio.get_running_loop().time())
            signals.interrupt()

    assert hold(stage, act=act, within_s=10.0) == exit_code
