from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import numpy as np

from grokvoice.adapters.portaudio import list_devices
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.app.doctor.cards import Listener, Player
from grokvoice.app.doctor.judgement.cards import OpenedCard

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary


def hurried() -> float:
    """A clock by which every look takes a second."""
    return float(next(seconds))


seconds = itertools.count()


def test_a_card_is_told_as_it_was_opened(library: FakeLibrary) -> None:
    library.accepts = lambda rate_hz, channels: (rate_hz, channels) == (48_000, 2)
    microphone, speaker = list_devices()
    listener, player = Listener(PortAudioMicrophone(), None), Player(PortAudioSpeaker())

    opened = [listener.open(microphone), player.open(speaker)]
    listener.close()
    player.close()

    assert opened == [
        OpenedCard("Laptop microphone", "ALSA", True, 48_000, 2, 48_000, 2),
        OpenedCard("Laptop speaker", "ALSA", True, 48_000, 2, 48_000, 2),
    ]


def test_what_a_microphone_hears_is_kept_with_its_times(library: FakeLibrary) -> None:
    microphone = PortAudioMicrophone(now=lambda: 100.0)
    listener = Listener(microphone, None)
    listener.open(list_devices()[0])

    library.streams[0].give(np.full(480, 7, np.int16), age_s=0.25)
    was_heard = asyncio.run(listener.hear(480))
    listener.close()

    assert was_heard
    assert listener.samples.tolist() == [7] * 480
    assert abs(listener.made_at_s(240) - 99.76) < 1e-6
    assert listener.removed_db is None
    assert listener.losses == (0, 0)


def test_a_microphone_that_gives_nothing_is_given_up(library: FakeLibrary) -> None:
    assert library.devices
    listener = Listener(PortAudioMicrophone(), None, hurried)
    listener.open(list_devices()[0])

    was_heard = asyncio.run(listener.hear(480))
    listener.close()

    assert not was_heard


def test_a_microphone_that_goes_away_is_given_up(library: FakeLibrary) -> None:
    listener = Listener(PortAudioMicrophone(), None)
    listener.open(list_devices()[0])
    library.streams[0].end()

    was_heard = asyncio.run(listener.hear(480))
    listener.close()

    assert not was_heard


def test_a_sound_is_heard_when_its_blocks_are(library: FakeLibrary) -> None:
    moment = [100.0]
    player = Player(PortAudioSpeaker(now=lambda: moment[0]))
    player.open(list_devices()[1])

    async def play() -> bool:
        async with asyncio.TaskGroup() as tasks:
            playing = tasks.create_task(player.play(np.full(960, 9999, np.int16)))
            await asyncio.sleep(0)
            for moment[0] in (100.0, 100.05, 100.04):  # the last two are late
                library.streams[0].ask(lead_s=0.0625)
            moment[0] = 101.0
        return playing.result()

    was_played = asyncio.run(play())
    player.close()

    assert was_played
    assert abs(player.heard_at_s(480) - 100.0825) < 0.001


def test_a_speaker_that_takes_nothing_is_given_up(library: FakeLibrary) -> None:
    assert library.devices
    player = Player(PortAudioSpeaker(), hurried)
    player.open(list_devices()[1])

    was_played = asyncio.run(player.play(np.ones(480, np.int16)))
    player.close()

    assert not was_played
    assert player.losses == (0, 0)
