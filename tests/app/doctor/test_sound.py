from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
import pytest

from grokvoice.adapters.portaudio import list_devices
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.app.doctor.cards import Listener, Player
from grokvoice.app.doctor.judgement.listening import Gaps
from grokvoice.app.doctor.sound import SoundProbe

if TYPE_CHECKING:
    from tests.adapters.conftest import FakeLibrary

LEAD_S = 0.06
BLOCK_S = 0.02
BLOCKS_BETWEEN = 8
"""160 ms from asking for a block to giving its echo: what the card holds, 20 ms of the microphone's
own, and 80 ms of air."""


class Room:
    """A loudspeaker beside a microphone, in which time passes as fast as it is looked at."""

    def __init__(self, library: FakeLibrary) -> None:
        self.time_s = 100.0
        self.gain = 0.1
        self.player = Player(PortAudioSpeaker(now=self.now), self.now, self.beat)
        ear = PortAudioMicrophone(now=self.now)
        self.listener = Listener(ear, self.player.played, self.now, self.beat)
        microphone, speaker = list_devices()
        self.player.open(speaker)
        self.listener.open(microphone)
        self._out, self._in = library.streams
        self._air = deque([np.zeros(480, np.int16)] * BLOCKS_BETWEEN)
        self._noise = np.random.default_rng(1)

    def now(self) -> float:
        return self.time_s

    async def beat(self) -> None:
        """Let 20 ms pass, in which the microphone hears the loudspeaker."""
        await asyncio.sleep(0)
        self.time_s += BLOCK_S
        self._air.append(self._out.ask(lead_s=LEAD_S).copy())
        echo = self._air.popleft() * self.gain + self._noise.normal(0, 10, 480)
        self._in.give(echo.astype(np.int16), age_s=BLOCK_S)

    def examine(self, probe: SoundProbe) -> bool:
        async def examine() -> bool:
            await probe.listen()
            return await probe.play()

        try:
            return asyncio.run(examine())
        finally:
            self.listener.close()
            self.player.close()


@pytest.fixture
def room(library: FakeLibrary) -> Room:
    return Room(library)


def test_an_echo_is_measured_as_it_is(room: Room) -> None:
    probe = SoundProbe(room.listener, room.player)

    was_played = room.examine(probe)

    heard, listening = probe.heard(), probe.listening()
    assert was_played
    assert heard
    assert heard.delay_ms == pytest.approx(80, abs=1)
    assert heard.gain_db == pytest.approx(-20, abs=0.5)
    assert heard.removed_db
    assert heard.removed_db > 6
    assert listening
    assert listening.room.rms_dbfs == pytest.approx(-70.3, abs=0.5)
    assert not listening.is_deaf


def test_a_room_without_an_echo_has_none(room: Room) -> None:
    probe, room.gain = SoundProbe(room.listener, room.player), 0.0

    assert room.examine(probe)
    assert probe.heard() is None


def test_cards_that_go_away_are_noticed(room: Room, library: FakeLibrary) -> None:
    probe = SoundProbe(room.listener, room.player)
    for stream in library.streams:
        stream.end()

    was_played = room.examine(probe)

    listening = probe.listening()
    assert not was_played
    assert listening
    assert listening.has_stopped
    assert probe.heard() is None


def test_a_speaker_alone_is_played_on(room: Room) -> None:
    probe = SoundProbe(None, room.player)

    assert room.examine(probe)
    assert (probe.can_hear, probe.can_play) == (False, True)
    assert (probe.heard(), probe.listening()) == (None, None)
    gaps = probe.gaps()
    assert gaps
    assert gaps.underruns == 0


def test_a_microphone_alone_is_listened_to(room: Room) -> None:
    probe = SoundProbe(room.listener, None)

    assert not room.examine(probe)
    listening, gaps = probe.listening(), probe.gaps()
    assert listening
    assert listening.seconds == pytest.approx(2, abs=0.2)
    assert gaps == Gaps(2.0, 0, 0, 0, 0)


def test_without_any_card_there_is_nothing() -> None:
    probe = SoundProbe(None, None)

    assert (probe.gaps(), probe.listening(), probe.heard()) == (None, None, None)
