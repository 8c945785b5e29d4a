from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from grokvoice.adapters.card import Card
from grokvoice.adapters.device_stream import Shape
from grokvoice.adapters.portaudio import audio_thread
from grokvoice.audio.pcm import Samples
from grokvoice.errors import AudioDeviceError

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary, ManualClock

BLOCK = np.ones(480, np.int16)


class User:
    """Somebody who opens a card, and what he was called back for."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.calls: list[object] = []

    def open(self) -> None:
        self.card.open(self.calls.append, self._on_block, lambda: self.calls.append("end"))

    def _on_block(self, block: Samples, lead_s: float, is_xrun: bool) -> None:
        self.calls.append((len(block), lead_s, is_xrun))


def test_its_user_is_told_how_it_was_opened_before_the_first_block(
    library: FakeLibrary, clock: ManualClock
) -> None:
    user = User(Card("microphone", None, clock.now))

    user.open()
    library.streams[0].give(BLOCK, overflow=True)
    library.streams[0].end()

    assert user.calls == [Shape("microphone", 24_000, 1), (480, -0.03125, True), "end"]


def test_every_block_is_a_heartbeat(library: FakeLibrary, clock: ManualClock) -> None:
    card = Card("microphone", None, clock.now)
    User(card).open()

    for _ in range(10):
        clock.time_s += 0.9
        library.streams[0].give(BLOCK)

    assert card.heartbeat.is_steady
    assert card.heartbeat.failure_of("card") is None


def test_a_closed_card_is_closed_once_and_no_failure(
    library: FakeLibrary, clock: ManualClock
) -> None:
    card = Card("speaker", None, clock.now)
    User(card).open()

    card.close()
    card.close()
    clock.time_s += 5

    assert library.streams[0].calls == ["start", "abort", "close"]
    assert card.heartbeat.failure_of("card") is None


def test_a_card_named_by_its_number_is_found_again_where_numbers_have_changed(
    library: FakeLibrary, clock: ManualClock
) -> None:
    library.devices.append(library.device("Headset", inputs=1))
    card = Card("microphone", 2, clock.now)
    User(card).open()
    card.close()

    library.devices.insert(0, library.device("Webcam", inputs=1))
    User(card).open()

    assert (card.name, card.wanted) == ("Headset", "Headset, ALSA")
    assert library.streams[1].options["device"] == 3


def test_the_default_is_looked_up_anew_each_time(library: FakeLibrary, clock: ManualClock) -> None:
    library.devices.append(library.device("Headset", inputs=1))
    card = Card("microphone", None, clock.now)
    User(card).open()
    card.close()

    library.default.device = [2, 1]
    User(card).open()

    assert (card.name, card.wanted) == ("Headset", None)


def test_a_card_that_does_not_start_can_be_closed(library: FakeLibrary, clock: ManualClock) -> None:
    library.start_error = library.PortAudioError("Unanticipated host error", -9999)
    card = Card("speaker", None, clock.now)

    with pytest.raises(AudioDeviceError, match="Cannot start the speaker Laptop speaker"):
        User(card).open()
    card.close()

    assert library.streams[0].calls == ["start", "abort", "close"]


@pytest.mark.parametrize(
    ("wanted", "name"), [(None, "the default speaker"), ("usb", "usb"), (3, "3")]
)
def test_a_card_has_a_name_before_it_is_opened(
    wanted: str | int | None, name: str, clock: ManualClock
) -> None:
    assert Card("speaker", wanted, clock.now).name == name


@pytest.mark.parametrize(
    ("goes_away", "calls"), [(False, ["start", "abort", "start"]), (True, ["start"])]
)
def test_a_card_is_restarted_unless_it_went_away(
    library: FakeLibrary, clock: ManualClock, goes_away: bool, calls: list[str]
) -> None:
    card = Card("speaker", None, clock.now)
    User(card).open()
    library.streams[0].ask()
    if goes_away:
        library.streams[0].end()

    will_be = card.restart(lambda: None)
    audio_thread().ask(lambda: None, "wait")  # what was posted before is done by now

    assert will_be is not goes_away
    assert library.streams[0].calls == calls
