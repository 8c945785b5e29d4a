import numpy as np
import pytest

from grokvoice.adapters.microphone import BufferedMicrophone, MicrophoneStats, Wake, unheard
from grokvoice.audio.pcm import Samples


class Card(BufferedMicrophone):
    """A microphone into which the test speaks."""

    def __init__(self, rate_hz: int = 24_000) -> None:
        super().__init__("card")
        self.rate_hz = rate_hz

    def start(self, wake: Wake) -> None:
        self._begin(wake, self.rate_hz)

    def stop(self) -> None:
        pass

    def speak(self, samples: Samples, captured_at_s: float = 0.0) -> None:
        self._deliver(samples, captured_at_s)


def test_what_was_captured_is_read_once() -> None:
    card = Card()
    card.start(unheard)
    card.speak(np.array([1, 2], np.int16))
    card.speak(np.array([3], np.int16))

    reads = [card.read().tolist(), card.read().tolist()]

    assert reads == [[1, 2, 3], []]


def test_every_block_wakes() -> None:
    card, woken = Card(), []
    card.start(lambda: woken.append(len(woken)))

    card.speak(np.zeros(480, np.int16))
    card.speak(np.zeros(480, np.int16))

    assert woken == [0, 1]


def test_another_rate_is_resampled_to_24_khz() -> None:
    card = Card(rate_hz=48_000)
    card.start(unheard)

    frames = 0
    for _ in range(50):
        card.speak(np.zeros(960, np.int16))
        frames += len(card.read())

    assert 24_000 - 1000 < frames <= 24_000
    assert card.stats().captured == frames


def test_sound_for_which_there_is_no_room_is_counted() -> None:
    card = Card()
    card.start(unheard)
    block = np.ones(100_000, np.int16)

    for _ in range(4):
        card.speak(block)
    read = len(card.read())

    assert read == 1 << 18
    assert card.stats() == MicrophoneStats(captured=read, lost=400_000 - read, overruns=2, xruns=0)


def test_a_new_start_forgets_what_was_not_read() -> None:
    card = Card()
    card.start(unheard)
    card.speak(np.array([1, 2], np.int16))

    card.start(unheard)
    card.speak(np.array([3], np.int16))

    assert card.read().tolist() == [3]


def test_the_level_is_that_of_the_last_sound() -> None:
    card = Card()
    card.start(unheard)
    before = card.level_dbfs
    card.speak(np.full(480, -32768, np.int16))
    card.read()

    assert (before, card.level_dbfs) == (-90.0, 0.0)


def test_a_card_neither_ends_nor_fails() -> None:
    card = Card()

    assert (card.name, card.at_end, card.failure) == ("card", False, None)


def test_what_was_read_is_as_old_as_when_it_was_captured() -> None:
    card = Card()
    card.start(unheard)

    card.speak(np.zeros(480, np.int16), captured_at_s=7.0)
    card.read()

    assert card.captured_at_s == 7.0


def test_what_a_resampler_holds_back_was_captured_later() -> None:
    card = Card(rate_hz=48_000)
    card.start(unheard)

    fed = given = 0
    for number in range(50):
        card.speak(np.zeros(960, np.int16), captured_at_s=0.02 * (number + 1))
        given += len(card.read())
        fed += 480

    assert given < fed
    assert card.captured_at_s == pytest.approx(given / 24_000)
