import math

import numpy as np
import pytest

from grokvoice.adapters.output_feed import OutputFeed
from grokvoice.audio.pcm import Samples


class Player:
    """Gives a sine and notes when each of its blocks is heard."""

    def __init__(self) -> None:
        self.given = 0
        self.heard_at_s: list[float] = []

    def give(self, out: Samples, heard_at_s: float) -> None:
        times = (self.given + np.arange(len(out))) / 24_000
        out[:] = np.rint(10_000 * np.sin(math.tau * 500 * times))
        self.given += len(out)
        self.heard_at_s.append(heard_at_s)


def heard_by_card(player: Player, rate_hz: int, channels: int, blocks: int = 50) -> Samples:
    feed = OutputFeed(player.give, rate_hz, channels)
    frames = rate_hz // 50
    out = np.zeros(blocks * frames * channels, np.int16)
    for number, block in enumerate(np.split(out, blocks)):
        feed.fill(block, 10 + number / 50)
    return out.reshape(-1, channels)


@pytest.mark.parametrize(("rate_hz", "channels"), [(24_000, 2), (48_000, 1), (44_100, 6)])
def test_a_tone_sounds_at_its_pitch_on_every_channel(rate_hz: int, channels: int) -> None:
    heard = heard_by_card(Player(), rate_hz, channels)

    times = np.arange(len(heard)) / rate_hz
    tone = 10_000 * np.sin(math.tau * 500 * times)
    for channel in heard.T:
        assert np.abs(channel[4000:-4000] - tone[4000:-4000]).max() < 10


def test_times_are_those_of_the_frames_that_are_heard() -> None:
    player = Player()
    heard = heard_by_card(player, 48_000, 1)

    seconds = [10 + number / 50 for number in range(len(player.heard_at_s))]
    assert player.heard_at_s == pytest.approx(seconds)
    assert len(heard) == 48_000
    assert 24_000 <= player.given <= 24_000 + 3 * 480
