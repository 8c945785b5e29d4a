import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable

import pytest

from grokvoice.app.devices import Devices
from grokvoice.app.ports import Wake
from grokvoice.app.threads import DaemonThreads
from grokvoice.errors import AudioDeviceError
from grokvoice.session.updates import Notice
from tests.app.stage import FakeMicrophone, FakeSpeaker
from tests.virtual_time import run_virtually


class SlowSpeaker(FakeSpeaker):
    """A speaker whose sound system takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.is_starting = threading.Event()
        self.may_start = threading.Event()

    def start(self, wake: Wake) -> None:
        self.is_starting.set()
        self.may_start.wait(5)
        super().start(wake)


def quiet(microphone: FakeMicrophone, speaker: FakeSpeaker) -> Devices:
    """Devices that nobody is told of."""
    return Devices(microphone, speaker, lambda _notice: None, lambda _direction: True)


def test_both_are_opened_and_closed() -> None:
    microphone, speaker = FakeMicrophone(), FakeSpeaker()
    woken: list[str] = []

    async def scene() -> None:
        devices = quiet(microphone, speaker)
        async with asyncio.timeout(5):
            with devices:
                await devices.open(lambda: woken.append("mic"), lambda: woken.append("speaker"))
                microphone.capture()
                speaker.flush()
                await asyncio.sleep(0)

    asyncio.run(scene())

    assert woken == ["mic", "speaker"]
    assert microphone.calls == ["start", "stop"]
    assert speaker.calls == ["start", "flush", "stop"]


def test_a_microphone_that_does_not_close_leaves_the_speaker_closed_all_the_same() -> None:
    class Stubborn(FakeMicrophone):
        def stop(self) -> None:
            raise OSError("stuck")

    speaker = FakeSpeaker()

    with pytest.raises(OSError, match="stuck"), quiet(Stubborn(), speaker):
        pass

    assert speaker.calls == ["stop"]


def test_a_speaker_that_cannot_be_opened_keeps_the_microphone_closed() -> None:
    microphone = FakeMicrophone()
    speaker = FakeSpeaker(error=AudioDeviceError("no such speaker"))

    async def scene() -> None:
        async with asyncio.timeout(5):
            await quiet(microphone, speaker).open(lambda: None, lambda: None)

    with pytest.raises(AudioDeviceError, match="no such speaker"):
        asyncio.run(scene())

    assert microphone.calls == []


def test_a_speaker_that_opens_after_the_end_is_stopped_and_the_microphone_never_opened() -> None:
    microphone, speaker = FakeMicrophone(), SlowSpeaker()
    ended = threading.Event()

    async def scene() -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(DaemonThreads())
        devices = quiet(microphone, speaker)
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            with devices:
                opening = tasks.create_task(devices.open(lambda: None, lambda: None))
                await asyncio.to_thread(speaker.is_starting.wait)
            speaker.may_start.set()
            await opening
            ended.set()

    asyncio.run(scene())

    assert ended.is_set()
    assert speaker.calls == ["start", "stop"]
    assert "start" not in microphone.calls


def test_a_device_that_wakes_up_after_the_loop_is_over_is_ignored() -> None:
    microphone, speaker = FakeMicrophone(), FakeSpeaker()

    async def scene() -> None:
        async with asyncio.timeout(5):
            await quiet(microphone, speaker).open(lambda: None, lambda: None)

    asyncio.run(scene())

    microphone.capture()
    speaker.flush()


@pytest.mark.parametrize("which", ["microphone", "speaker"])
def test_a_device_that_went_away_is_an_error_that_says_what_to_do(which: str) -> None:
    microphone, speaker = FakeMicrophone(), FakeSpeaker()
    devices = quiet(microphone, speaker)
    devices.check()

    (microphone if which == "microphone" else speaker).failure = "USB Audio went away"

    with pytest.raises(AudioDeviceError, match=r"^USB Audio went away\. Make it work again, or"):
        devices.check()


class Card(FakeMicrophone):
    """A microphone that may come back; it cannot be opened while the speaker is open."""

    def __init__(self, speaker: FakeSpeaker) -> None:
        super().__init__()
        self.can_return = True
        self._speaker = speaker

    def start(self, wake: Wake) -> None:
        is_alone = not self._speaker.calls or self._speaker.calls[-1] == "stop"
        is_first = "start" not in self.calls
        self.error = None if is_alone or is_first else AudioDeviceError("not in the list")
        super().start(wake)

    def stop(self) -> None:
        super().stop()
        self.failure = None


def kept(
    microphone: FakeMicrophone,
    speaker: FakeSpeaker,
    seconds: float,
    *,
    may_pause: bool = True,
    act: Callable[[Devices], Awaitable[None]] | None = None,
) -> list[str]:
    """Keep both for a while; returns what people are told, by its code."""
    told: list[Notice] = []

    async def scene() -> None:
        devices = Devices(microphone, speaker, told.append, lambda _direction: may_pause)
        with devices, contextlib.suppress(TimeoutError):
            await devices.open(lambda: None, lambda: None)
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as tasks:
                tasks.create_task(devices.keep())
                if act:
                    await act(devices)

    run_virtually(scene())
    return [notice.code for notice in told]


def test_a_card_that_comes_back_is_open_again() -> None:
    microphone, speaker = FakeMicrophone(), FakeSpeaker()
    speaker.can_return = True

    async def unplug(_devices: Devices) -> None:
        speaker.failure = "USB Audio went away"
        await asyncio.sleep(0.4)
        speaker.failure = None

    told = kept(microphone, speaker, 3.0, act=unplug)

    assert told == ["speaker-lost", "speaker-back"]
    assert speaker.calls == ["start", "stop", "start", "stop"]
    assert microphone.calls == ["start", "stop"]


def test_a_card_that_does_not_open_plainly_is_looked_for_with_the_other_closed() -> None:
    speaker = FakeSpeaker()
    speaker.can_return = True
    microphone = Card(speaker)

    async def unplug(_devices: Devices) -> None:
        microphone.failure = "USB Audio went away"

    told = kept(microphone, speaker, 5.0, act=unplug)

    assert told == ["microphone-lost", "microphone-back"]
    assert speaker.calls == ["start", "stop", "start", "stop"]


def test_the_other_is_not_closed_while_it_is_needed() -> None:
    speaker = FakeSpeaker()
    speaker.can_return = True
    microphone = Card(speaker)

    async def unplug(_devices: Devices) -> None:
        microphone.failure = "USB Audio went away"

    told = kept(microphone, speaker, 5.0, may_pause=False, act=unplug)

    assert told == ["microphone-lost"]
    assert speaker.calls == ["start", "stop"]


def test_another_card_is_taken_at_a_wish() -> None:
    microphone, speaker = FakeMicrophone(), FakeSpeaker()
    microphone.can_return = speaker.can_return = True

    async def choose(devices: Devices) -> None:
        await devices.change("microphone", "headset")
        await devices.change("speaker", 3)

    told = kept(microphone, speaker, 1.0, act=choose)

    assert told == ["microphone-changed", "speaker-changed"]
    assert (microphone.wanted, speaker.wanted) == ("headset", 3)


def test_a_closer_look_at_the_microphone_is_taken_every_second_and_a_half() -> None:
    microphone = FakeMicrophone()
    microphone.can_return = True

    kept(microphone, FakeSpeaker(), 3.2)

    assert microphone.calls.count("inspect") == 3


def test_both_are_let_go_and_come_back() -> None:
    microphone, speaker = FakeMicrophone(), FakeSpeaker()
    microphone.can_return = speaker.can_return = True

    async def suspend(devices: Devices) -> None:
        devices.let_go()

    told = kept(microphone, speaker, 1.0, act=suspend)

    assert told == ["speaker-back", "microphone-back"]
    assert [c for c in microphone.calls if c != "inspect"] == ["start", "stop", "start", "stop"]
    assert [c for c in speaker.calls if c != "inspect"] == ["start", "stop", "start", "stop"]
