"""A loudspeaker that the microphone hears 80 ms later and 20 dB softer: what the ear makes of it.

The replies and the person are synthesised speech; everything is arithmetic on their samples.
"""

from functools import cache

import numpy as np
import pytest

from grokvoice.app.ear import Cleaning, Ear
from grokvoice.audio.pcm import (
    Samples,
    from_float32,
    level_dbfs,
    ms_to_frames,
    to_float32,
    to_samples,
)
from grokvoice.audio.ring import Ring
from grokvoice.audio.silero import has_silero
from grokvoice.session.events import (
    Event,
    SpeechConfirmed,
    SpeechDismissed,
    SpeechSuspected,
)
from grokvoice.simulator.speech import engine, synthesise
from tests.app.stage import FakeMicrophone, FakeSpeaker

pytestmark = pytest.mark.skipif(
    not has_silero() or engine().name == "tones", reason="needs a trained ear and a voice"
)

BLOCK = ms_to_frames(20)
LATER = ms_to_frames(80)
SOFTER_DB = 20
PAUSE: Samples = np.zeros(ms_to_frames(400), np.int16)
REPLIES = [
    "The lighthouse keeper lit the lamp before dark.",
    "Far out at sea a sailor saw the light, and turned his boat toward the shore.",
    "Nobody had ever seen a storm like that one.",
    "In the morning the keeper made coffee for two.",
]
STORY = REPLIES[1] + REPLIES[2]


@cache
def said(text: str, voice: str = "ara") -> Samples:
    return to_samples(synthesise(text, voice=voice).pcm)


def louder(sound: Samples, by_db: float) -> Samples:
    return from_float32(to_float32(sound) * np.float32(10 ** (by_db / 20)))


def echo_of(played: Samples) -> Samples:
    late = np.concatenate((np.zeros(LATER, np.int16), played[: len(played) - LATER]))
    return louder(late, -SOFTER_DB)


def over(reply: Samples, sound: Samples, at_ms: int) -> Samples:
    """Make a sound in a room in which a reply is heard, and nothing is ever quite silent."""
    near = echo_of(reply).astype(int)
    near += np.random.default_rng(9).integers(-8, 9, len(near))
    begins = ms_to_frames(at_ms)
    near[begins : begins + len(sound)] += sound[: len(near) - begins]
    return np.asarray(np.clip(near, -32_768, 32_767), np.int16)


def a_person(above_db: float, reply: Samples) -> Samples:
    """Say something, so much louder than the reply's echo."""
    voice = said("Stop, please! What is two plus two?", voice="rex")
    voice = voice[int(np.flatnonzero(np.abs(voice.astype(int)) > 500)[0]) :]
    return louder(voice, level_dbfs(reply) - SOFTER_DB + above_db - level_dbfs(voice))


def a_burst(ms: int, seed: int) -> Samples:
    """A click, or a cough: noise that is there at once and dies away."""
    noise = np.random.default_rng(seed).normal(0, 6000, ms_to_frames(ms))
    smooth = np.convolve(noise, np.ones(4) / 4, "same")
    fading = np.exp(-np.arange(len(noise)) / (len(noise) / 4))
    return np.asarray(np.clip(smooth * fading, -32_768, 32_767), np.int16)


def first_confirmed_ms(noticed: list[tuple[int, Event]]) -> int:
    return next(ms for ms, event in noticed if event == SpeechConfirmed())


class Room:
    """Hears what is in it, and tells when a voice was noticed, in ms since the room was entered."""

    def __init__(self) -> None:
        self._microphone, speaker = FakeMicrophone(), FakeSpeaker()
        self._microphone.is_live = True
        self._ring = speaker.played = Ring(1 << 16)
        self._ear = Ear(self._microphone, speaker, Cleaning(echo="aec"))
        self._now_ms = 0

    def hear(self, played: Samples, near: Samples) -> list[tuple[int, Event]]:
        """Let a sound be played and another one be heard beside it."""
        noticed: list[tuple[int, Event]] = []
        for start in range(0, len(near) - BLOCK + 1, BLOCK):
            self._ring.write(played[start : start + BLOCK])
            self._microphone.captured = near[start : start + BLOCK]
            self._now_ms += 20
            _, events = self._ear.hear()
            noticed += [
                (self._now_ms, one)
                for one in events
                if isinstance(one, SpeechSuspected | SpeechConfirmed | SpeechDismissed)
            ]
        return noticed

    def hear_over(self, reply: Samples, sound: Samples, at_ms: int) -> list[tuple[int, Event]]:
        """Hear a sound over a reply; what was noticed is timed from the beginning of the sound."""
        before_ms = self._now_ms + at_ms
        noticed = self.hear(reply, over(reply, sound, at_ms))
        return [(ms - before_ms, event) for ms, event in noticed]


@pytest.fixture
def room() -> Room:
    """Give a room in which nothing was played yet."""
    entered = Room()
    entered.hear(PAUSE, over(PAUSE, PAUSE, 0))
    return entered


@pytest.fixture
def known_room(room: Room) -> Room:
    """Give a room in which a reply was heard."""
    reply = np.concatenate((said(REPLIES[0]), PAUSE))
    assert room.hear(reply, over(reply, PAUSE, 0)) == []
    return room


def test_twenty_replies_in_a_row_are_not_taken_for_a_voice(room: Room) -> None:
    spoken = zip(REPLIES, ["ara", "rex", "eve", "sal"], strict=True)
    replies = [np.concatenate((said(text, voice), PAUSE)) for text, voice in spoken] * 5

    noticed = [event for reply in replies for _, event in room.hear(reply, over(reply, PAUSE, 0))]

    assert SpeechConfirmed() not in noticed
    assert noticed.count(SpeechSuspected()) <= 1


def test_the_first_reply_of_all_is_no_voice_in_a_room_that_rings_either(room: Room) -> None:
    reply = np.concatenate((said(REPLIES[2], "eve"), PAUSE))
    ringing = np.random.default_rng(5).normal(0, 1, ms_to_frames(250))
    ringing *= np.exp(-np.arange(len(ringing)) / len(ringing) * 6.9)
    ringing[0] = 8
    ringing /= np.linalg.norm(ringing)
    echo = np.convolve(louder(echo_of(reply), 10), ringing)[: len(reply)].astype(np.int16)

    noticed = room.hear(reply, echo)

    assert noticed == []


@pytest.mark.parametrize("at_ms", [700, 1000, 2000, 3000])
def test_a_voice_ten_decibels_above_the_echo_is_certain_within_six_tenths_of_a_second(
    known_room: Room, at_ms: int
) -> None:
    reply = said(STORY)

    noticed = known_room.hear_over(reply, a_person(10, reply), at_ms)

    assert noticed[0][1] == SpeechSuspected()
    assert 0 < noticed[0][0] < first_confirmed_ms(noticed) < 600


def test_a_voice_in_the_first_second_of_the_first_reply_of_all_is_heard(room: Room) -> None:
    reply = said(STORY)

    noticed = room.hear_over(reply, a_person(10, reply), 600)

    assert 0 < first_confirmed_ms(noticed) < 700


@pytest.mark.parametrize("ms", [40, 150, 400])
def test_a_click_or_a_cough_is_suspected_at_most_and_soon_dismissed(
    known_room: Room, ms: int
) -> None:
    reply = said(STORY)

    noticed = known_room.hear_over(reply, a_burst(ms, seed=4), 2000)

    assert [event for _, event in noticed] in ([], [SpeechSuspected(), SpeechDismissed()])
    assert all(at_ms < ms + 500 for at_ms, _ in noticed)


def test_the_first_sign_of_a_sudden_voice_takes_no_more_than_seventy_milliseconds(
    known_room: Room,
) -> None:
    reply = said(STORY)

    noticed = known_room.hear_over(reply, a_burst(400, seed=4), 2000)

    assert noticed[0][1] == SpeechSuspected()
    assert 0 < noticed[0][0] <= 70
