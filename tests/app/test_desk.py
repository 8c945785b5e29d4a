import asyncio
import os
import pty
import signal
import sys
import termios
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack

import pytest

from grokvoice.app.desk import Desk
from grokvoice.config.settings import Settings, SoundSettings
from grokvoice.session.events import Event, TurnBegan, TurnEnded, UserMuted, UserText
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.streams import Streams
from tests.app.stage import FakeView
from tests.app.test_keys import PTT, FakeTalk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys")


class Place:
    """A desk at a pty, for the length of a test."""

    def __init__(self, *, settings: Settings, has_keys: bool, stack: ExitStack) -> None:
        self.ours, self.theirs = pty.openpty()
        stack.callback(os.close, self.ours)
        stdin = stack.enter_context(os.fdopen(self.theirs, encoding="utf-8"))
        stdout = stack.enter_context(os.fdopen(os.dup(self.theirs), "w", encoding="utf-8"))
        self.streams = Streams(
            stdin=stdin, stdout=stdout, stderr=stdout, is_stdin_terminal=has_keys
        )
        self.desk = Desk(settings, self.streams)
        self.view = FakeView()
        self.talk = ListeningTalk()

    @property
    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def press(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    async def attended(self, act: Callable[[], Awaitable[None]]) -> None:
        """Let somebody act while the desk is attended."""
        with self.desk.opened(self.view):
            async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
                task = tasks.create_task(self.desk.attend(self.talk, lambda: ("timer",)))
                await act()
                task.cancel()


class ListeningTalk(FakeTalk):
    """A talk that says when it is told something."""

    def __init__(self) -> None:
        super().__init__()
        self.events: asyncio.Queue[Event] = asyncio.Queue()

    def tell(self, event: Event) -> None:
        super().tell(event)
        self.events.put_nowait(event)

    def end_turn(self) -> None:
        self.tell(TurnEnded())


Make = Callable[..., Place]


@pytest.fixture
def place() -> Iterator[Make]:
    """Make a desk; keyword arguments are `settings` and `has_keys`."""
    with ExitStack() as stack:

        def make(settings: Settings | None = None, *, has_keys: bool = True) -> Place:
            return Place(settings=settings or Settings(), has_keys=has_keys, stack=stack)

        yield make


def test_keys_reach_the_talk_and_are_not_echoed(place: Make) -> None:
    at = place()

    async def act() -> None:
        assert not at.echoes
        at.press("hello\rm")
        assert await at.talk.events.get() == UserText("hello")
        assert await at.talk.events.get() == UserMuted(is_muted=True)

    asyncio.run(at.attended(act))

    assert at.echoes


def test_what_was_typed_before_the_keys_were_read_is_read_then(place: Make) -> None:
    at = place()

    async def act() -> None:
        assert await at.talk.events.get() == UserMuted(is_muted=True)

    async def scene() -> None:
        with at.desk.opened(at.view):
            at.press("m")
            await at.attended(act)

    asyncio.run(scene())


def test_a_tapped_turn_ends_without_another_key(place: Make) -> None:
    at = place(PTT)

    async def act() -> None:
        at.press(" ")
        assert await at.talk.events.get() == TurnBegan()
        at.press(" ")
        assert await at.talk.events.get() == TurnEnded()

    asyncio.run(at.attended(act))


def test_the_screen_shows_nothing_of_keys_before_they_are_read(place: Make) -> None:
    at = place(Settings(sound=SoundSettings(is_muted=True)))

    assert at.desk.look() == Dashboard(is_muted=True)


def test_the_screen_shows_what_the_keys_do_once_they_are_read(place: Make) -> None:
    at = place()

    async def act() -> None:
        at.press("m")
        await at.talk.events.get()

    asyncio.run(at.attended(act))

    assert at.desk.look().hints[0].word == "mute"


def test_a_terminal_without_a_keyboard_is_only_kept_from_echoing(place: Make) -> None:
    at = place(has_keys=False)

    async def act() -> None:
        assert not at.echoes

    asyncio.run(at.attended(act))

    assert at.echoes
    assert at.desk.look() == Dashboard()


def test_ctrl_z_gives_the_terminal_back_and_takes_it_again(
    place: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = place()
    found: list[tuple[bool, bool, object]] = []
    has_stopped = asyncio.Event()

    def stop(number: signal.Signals) -> None:
        found.append((at.echoes, at.view.is_closed, signal.getsignal(number)))
        has_stopped.set()

    async def act() -> None:
        at.press("m")
        await at.talk.events.get()
        os.kill(os.getpid(), signal.SIGTSTP)
        await has_stopped.wait()
        assert not at.echoes
        at.press("m")
        await at.talk.events.get()

    before = signal.getsignal(signal.SIGTSTP)
    monkeypatch.setattr(signal, "raise_signal", stop)
    asyncio.run(at.attended(act))

    assert found == [(True, True, signal.SIG_DFL)]
    assert signal.getsignal(signal.SIGTSTP) == before


def test_in_the_background_it_stops_until_the_shell_says_otherwise(
    place: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = place()
    stops: list[int] = []
    owners = iter([os.getpgrp() + 1, os.getpgrp() + 1])
    monkeypatch.setattr(os, "tcgetpgrp", lambda _fd: next(owners, os.getpgrp()))
    monkeypatch.setattr(signal, "raise_signal", stops.append)

    async def act() -> None:
        assert not at.echoes

    asyncio.run(at.attended(act))

    assert stops == [signal.SIGTSTP, signal.SIGTSTP]


def test_where_nobody_could_take_it_up_again_it_goes_on(
    place: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = place()
    monkeypatch.setattr(os, "tcgetpgrp", lambda _fd: os.getpgrp() + 1)
    monkeypatch.setattr(signal, "raise_signal", lambda _number: None)

    async def act() -> None:
        assert at.echoes

    asyncio.run(at.attended(act))
