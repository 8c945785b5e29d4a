import asyncio
import threading
from collections.abc import Callable, Coroutine

import pytest

from grokvoice.app.keeper import Keeper
from grokvoice.app.ports import Wake
from grokvoice.errors import AudioDeviceError
from grokvoice.session.updates import Notice
from tests.app.stage import FakeMicrophone, FakeSpeaker
from tests.virtual_time import run_virtually

GONE = Notice(
    code="microphone-lost",
    text="The microphone is gone (USB Audio went away): you are not heard until it is back.",
)
BACK = Notice(code="microphone-back", text="The microphone is back: test microphone.", level="info")
MISSING = AudioDeviceError("There is no microphone.")


class Card(FakeMicrophone):
    """A microphone that may come back, and its keeper."""

    def __init__(self) -> None:
        super().__init__()
        self.can_return = True
        self.told: list[Notice] = []
        self.keeper = Keeper(self, "microphone", self.told.append)

    def break_down(self) -> None:
        self.failure = "USB Audio went away"

    def stop(self) -> None:
        super().stop()
        self.failure = None

    async def look(self, times: int = 1, every_s: float = 0.25) -> None:
        for _ in range(times):
            await asyncio.sleep(every_s)
            self.keeper.look()
            await self.keeper.attend()
            if self.keeper.is_due:
                await self.keeper.retry()


def scene(card: Card, play: Callable[[], Coroutine[None, None, None]]) -> list[Notice]:
    async def run() -> None:
        card.keeper.open(lambda: None)
        await play()

    run_virtually(run())
    return card.told


def test_a_device_that_works_is_left_alone() -> None:
    card = Card()

    told = scene(card, lambda: card.look(20))

    assert (told, card.calls) == ([], ["start"])


def test_a_lost_device_is_told_stopped_and_opened_again_after_half_a_second() -> None:
    card = Card()
    calls = []

    async def play() -> None:
        card.break_down()
        await card.look()
        for _ in range(3):
            calls.append(list(card.calls))
            await card.look()

    told = scene(card, play)

    assert calls == [["start", "stop"], ["start", "stop"], ["start", "stop", "start"]]
    assert told == [GONE, BACK]
    assert card.keeper.is_well


def test_a_loss_is_told_before_the_device_is_stopped() -> None:
    card = Card()

    async def play() -> None:
        card.break_down()
        card.keeper.look()
        assert (card.told, card.calls) == ([GONE], ["start"])
        await card.keeper.attend()

    scene(card, play)

    assert card.calls == ["start", "stop"]


def test_a_device_that_stays_away_is_tried_at_growing_intervals() -> None:
    card = Card()
    tried: list[float] = []

    async def play() -> None:
        card.break_down()
        await card.look()
        card.error = MISSING
        began = asyncio.get_running_loop().time()
        while len(tried) < 5:
            before = card.calls.count("start")
            await card.look()
            if card.calls.count("start") > before:
                tried.append(asyncio.get_running_loop().time() - began)

    told = scene(card, play)

    assert tried == [0.5, 1.5, 3.5, 5.5, 7.5]
    assert told == [GONE]


def test_a_device_is_not_back_before_it_has_moved_sound() -> None:
    card = Card()

    async def play() -> None:
        card.break_down()
        card.is_steady = False
        await card.look(8)
        assert card.told == [GONE]
        card.is_steady = True
        await card.look()

    assert scene(card, play) == [GONE, BACK]


def test_a_device_that_fails_again_in_its_trial_is_not_told_twice() -> None:
    card = Card()

    async def play() -> None:
        card.break_down()
        card.is_steady = False
        await card.look(3)
        card.break_down()
        await card.look(2)
        assert not card.keeper.is_well
        card.is_steady = True
        await card.look(12)

    assert scene(card, play) == [GONE, BACK]


def test_a_lost_speaker_keeps_what_grok_says() -> None:
    told: list[Notice] = []
    speaker = FakeSpeaker()
    speaker.can_return = True
    speaker.failure = "default has stopped answering"

    Keeper(speaker, "speaker", told.append).look()

    assert [notice.text for notice in told] == [
        "The speaker is gone (default has stopped answering): what Grok says waits until it is "
        "back."
    ]


def test_a_file_is_neither_watched_nor_inspected_but_its_end_is_known() -> None:
    microphone = FakeMicrophone()
    keeper = Keeper(microphone, "microphone", lambda _notice: pytest.fail("nothing to tell"))
    microphone.failure = "out.wav cannot be written"

    async def play() -> None:
        keeper.look()
        await keeper.attend()
        await keeper.inspect()

    run_virtually(play())

    assert (microphone.calls, keeper.fatal) == ([], "out.wav cannot be written")
    assert not keeper.can_pause


def test_what_a_closer_look_finds_is_told_once() -> None:
    card = Card()

    async def play() -> None:
        await card.keeper.inspect()
        card.advice = "It is in its call profile."
        await card.keeper.inspect()
        await card.keeper.inspect()

    told = scene(card, play)

    assert [notice.code for notice in told] == ["microphone-advice"]
    assert card.calls == ["start"] + ["inspect"] * 3


def test_a_lost_device_is_not_inspected() -> None:
    card = Card()

    async def play() -> None:
        card.break_down()
        await card.look()
        await card.keeper.inspect()

    scene(card, play)

    assert "inspect" not in card.calls


def test_another_card_takes_its_place() -> None:
    card = Card()

    told = scene(card, lambda: card.keeper.change("headset"))

    assert (card.wanted, card.calls) == ("headset", ["start", "stop", "start"])
    assert told == [
        Notice(
            code="microphone-changed", text="The microphone is now test microphone.", level="info"
        )
    ]


def test_another_card_helps_where_one_is_lost() -> None:
    card = Card()

    async def play() -> None:
        card.break_down()
        await card.look()
        await card.keeper.change("headset")

    scene(card, play)

    assert card.keeper.is_well


def test_a_card_that_cannot_be_opened_leaves_things_as_they_were() -> None:
    class Laptop(Card):
        def start(self, wake: Wake) -> None:
            self.error = MISSING if self.wanted == "nope" else None
            super().start(wake)

    card = Laptop()
    card.wanted = "laptop"

    told = scene(card, lambda: card.keeper.change("nope"))

    assert (card.wanted, card.keeper.is_well) == ("laptop", True)
    assert [(notice.code, notice.text) for notice in told] == [
        ("microphone-unchanged", "The microphone stays as it was. There is no microphone.")
    ]


def test_a_card_that_is_gone_altogether_after_a_change_is_told_as_lost() -> None:
    card = Card()

    async def play() -> None:
        card.error = MISSING
        await card.keeper.change("nope")

    told = scene(card, play)

    assert [notice.code for notice in told] == ["microphone-unchanged", "microphone-lost"]
    assert not card.keeper.is_well


def test_what_is_no_card_says_so() -> None:
    class File(Card):
        def choose(self, wanted: str | int | None) -> str | int | None:
            raise AudioDeviceError(f"no place for {wanted}")

    card = File()

    told = scene(card, lambda: card.keeper.change(3))

    assert told == [Notice(code="microphone-unchanged", text="no place for 3")]
    assert card.calls == ["start"]


def test_a_device_is_not_stopped_in_the_middle_of_its_start() -> None:
    is_starting = threading.Event()

    class Slow(FakeMicrophone):
        def start(self, wake: Wake) -> None:
            self.calls.append("starting")
            is_starting.set()
            threading.Event().wait(0.05)  # the time a card takes
            super().start(wake)

    device = Slow()
    keeper = Keeper(device, "microphone", lambda _notice: None)
    opening = threading.Thread(target=keeper.open, args=(lambda: None,))
    opening.start()
    assert is_starting.wait(5)

    keeper.close()

    opening.join(5)
    assert device.calls[:3] == ["starting", "start", "stop"]


def test_what_opens_after_the_end_is_closed_again() -> None:
    card = Card()

    async def play() -> None:
        card.keeper.close()
        await card.keeper.retry()

    scene(card, play)

    assert card.calls == ["start", "stop", "stop"]


@pytest.mark.parametrize("looks_before", [0, 3])
def test_a_device_let_go_is_closed_at_once_and_opened_when_the_program_goes_on(
    looks_before: int,
) -> None:
    card = Card()
    card.is_steady = looks_before == 0

    async def play() -> None:
        if looks_before:  # it is being tried, and not believed yet
            card.break_down()
            await card.look(looks_before)
        card.keeper.let_go()
        assert card.calls[-1] == "stop"
        card.is_steady = True
        await card.look(2)

    told = scene(card, play)

    assert told[-1] == BACK
    assert card.calls[-1] == "start"
    assert card.keeper.is_well


def test_a_file_cannot_be_let_go() -> None:
    card = Card()
    card.can_return = False

    async def play() -> None:
        card.keeper.let_go()

    scene(card, play)

    assert card.calls == ["start"]


def test_a_device_that_hangs_in_stopping_is_not_waited_for_when_it_is_let_go() -> None:
    card = Card()

    async def play() -> None:
        with card.keeper._at_work:
            await asyncio.to_thread(card.keeper.let_go)

    scene(card, play)

    assert card.calls == ["start"]
    assert card.keeper.is_well


def test_a_device_that_was_never_opened_is_not_opened_for_having_been_let_go() -> None:
    card = Card()

    async def play() -> None:
        card.keeper.let_go()
        await card.look(4)

    run_virtually(play())

    assert card.calls == []
