import sys

import numpy as np
import pytest

from grokvoice.app import ear as ears
from grokvoice.app.ear import Cleaning, Ear
from grokvoice.audio.echo import Step
from grokvoice.audio.pcm import Samples, from_float32, level_dbfs, to_float32
from grokvoice.audio.ring import Ring
from grokvoice.session.events import Event, Observed, SpeechDismissed, SpeechSuspected
from grokvoice.session.updates import EchoMeasured, Notice
from tests.app.stage import FakeMicrophone, FakeSpeaker

SECOND = 24_000
BLOCK = 480
DELAY = 1920


def speech(seconds: float, seed: int, carrier: int = 0) -> Samples:
    """Noise that comes and goes like syllables, with most of its power below 4 kHz."""
    frames = round(seconds * 12) * (SECOND // 12)
    white = np.random.default_rng(carrier or seed).normal(0, 8000, frames)
    steps = np.random.default_rng(seed + 100).uniform(0, 1, frames * 12 // SECOND)
    swell = np.repeat(steps**2, SECOND // 12)
    noise = np.convolve(white, np.ones(6) / 6, "same") * swell
    return from_float32((noise / 32_768).astype(np.float32))


def scaled(sound: Samples, gain: float, delay: int = 0) -> Samples:
    late = np.concatenate((np.zeros(delay, np.int16), sound[: len(sound) - delay]))
    return from_float32(to_float32(late) * np.float32(gain))


class Desk:
    """A microphone and a speaker on one table."""

    def __init__(self, step: Step, *, is_live: bool = True, **more: bool) -> None:
        cleaning = Cleaning(echo=step, **more)
        self.microphone, self.speaker = FakeMicrophone(), FakeSpeaker()
        self.microphone.is_live = is_live
        self.ring = self.speaker.played = Ring(1 << 16)
        self.ear = Ear(self.microphone, self.speaker, cleaning)
        self.sent: list[Samples] = []

    def hear(self, near: Samples, played: Samples | None = None) -> list[Event]:
        """Let time pass; returns what was noticed. The room is never quite silent."""
        far = np.zeros_like(near) if played is None else played
        room = np.random.default_rng(9).integers(-3, 4, len(near)).astype(np.int16)
        events: list[Event] = []
        for start in range(0, len(near), BLOCK):
            self.ring.write(far[start : start + BLOCK])
            self.microphone.captured = (near + room)[start : start + BLOCK]
            samples, noticed = self.ear.hear()
            self.sent.append(samples)
            events += noticed
        return events


def shown(events: list[Event]) -> list[object]:
    return [event.update for event in events if isinstance(event, Observed)]


def test_a_recording_passes_as_it_is() -> None:
    desk = Desk("aec", is_live=False)
    desk.microphone.captured = np.arange(100, dtype=np.int16)

    samples, events = desk.ear.hear()

    assert (samples.tolist(), events) == (list(range(100)), [])


def test_a_speaker_that_no_room_hears_leaves_the_microphone_alone() -> None:
    microphone, speaker = FakeMicrophone(), FakeSpeaker()
    microphone.is_live = True
    ear = Ear(microphone, speaker, Cleaning(echo="aec"))
    microphone.captured = np.arange(100, dtype=np.int16)

    assert ear.hear()[0].tolist() == list(range(100))


def test_the_step_in_use_is_told_at_once_and_what_it_removes_as_soon_as_that_is_known() -> None:
    desk = Desk("aec")
    played = speech(5, 1)
    echo = scaled(played, 0.3, DELAY)

    first = shown(desk.hear(echo[:BLOCK], played[:BLOCK]))
    later = shown(desk.hear(echo[BLOCK:], played[BLOCK:]))

    assert first == [EchoMeasured(step="aec", removed_db=None)]
    assert all(isinstance(update, EchoMeasured) and update.step == "aec" for update in later)
    assert isinstance(later[-1], EchoMeasured)
    assert later[-1].removed_db is not None
    assert later[-1].removed_db > 10


def test_what_is_sent_is_as_long_as_what_was_heard() -> None:
    desk = Desk("aec")

    desk.hear(np.zeros(SECOND, np.int16))

    assert sum(map(len, desk.sent)) == SECOND


def test_less_than_ten_milliseconds_wait() -> None:
    desk = Desk("aec")
    desk.microphone.captured = np.ones(100, np.int16)

    assert len(desk.ear.hear()[0]) == 0


def test_a_voice_over_a_reply_is_suspected_and_a_short_one_dismissed() -> None:
    desk = Desk("aec")
    played = speech(4, 1)
    voice = np.zeros(4 * SECOND, np.int16)
    voice[3 * SECOND : 3 * SECOND + 3600] = scaled(speech(1, 2), 3)[:3600]

    events = desk.hear(scaled(played, 0.1, DELAY) + voice, played)

    heard = [event for event in events if not isinstance(event, Observed)]
    assert heard == [SpeechSuspected(), SpeechDismissed()]


def test_a_card_that_lost_sound_makes_the_ear_doubt_its_canceller_for_a_while() -> None:
    echoes: dict[str, Samples] = {}
    for card in ("steady", "stuttering"):
        desk = Desk("aec")
        played = speech(4, 1)
        desk.hear(scaled(played, 0.1, DELAY), played)
        desk.speaker.gaps = (0, int(card == "stuttering"))
        desk.sent.clear()
        desk.hear(scaled(speech(1, 2), 0.1, DELAY), speech(1, 2))
        echoes[card] = np.concatenate(desk.sent)

    assert echoes["steady"].any()
    assert not echoes["stuttering"].any()


def test_a_step_down_is_told_with_what_it_means() -> None:
    desk = Desk("aec")
    played = scaled(speech(9, 1), 0.06)
    distorted = scaled(speech(9, 1, carrier=2), 1, DELAY)

    updates = shown(desk.hear(distorted, played))

    codes = [update.code for update in updates if isinstance(update, Notice)]
    steps = [update.step for update in updates if isinstance(update, EchoMeasured)]
    assert codes == ["echo-gate", "echo-half"]
    assert list(dict.fromkeys(steps)) == ["aec", "gate", "half"]


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [
        ("darwin", "allow this terminal in System Settings > Privacy & Security > Microphone"),
        ("win32", "allow desktop apps in Settings > Privacy > Microphone"),
        ("linux", "look at its switch and at the sound settings"),
    ],
)
def test_a_microphone_that_gives_only_zeros_is_named_with_the_remedy_within_a_second(
    platform: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    desk = Desk("off")
    desk.microphone.captured = np.zeros(SECOND, np.int16)

    _, events = desk.ear.hear()

    assert shown(events)[0] == Notice(
        code="microphone-silent",
        text="The microphone test microphone gives nothing but zeros, not even noise. Unless it is "
        f"virtual and waits, it is muted or not allowed: {remedy}.",
    )


def test_a_microphone_that_falls_silent_is_told_after_ten_seconds() -> None:
    desk = Desk("off")
    desk.hear(np.ones(BLOCK, np.int16))
    desk.microphone.captured = np.zeros(10 * SECOND, np.int16)

    _, events = desk.ear.hear()

    assert shown(events)[0] == Notice(
        code="microphone-silent",
        text="The microphone test microphone has fallen silent: is it switched off?",
    )


def test_without_a_trained_detector_nothing_is_confirmed_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ears, "has_silero", lambda: False)
    desk = Desk("off")

    events = desk.hear(scaled(speech(4, 2), 2), speech(4, 1))

    kinds = {type(event) for event in events} - {Observed}
    assert kinds <= {SpeechSuspected, SpeechDismissed}
    assert SpeechSuspected in kinds


def test_noise_is_suppressed_and_a_soft_voice_raised_on_request_in_what_is_sent() -> None:
    plain, clear = Desk("off"), Desk("off", suppresses_noise=True, evens_gain=True)
    hum = np.random.default_rng(3).normal(0, 100, 3 * SECOND).astype(np.int16)

    for desk in (plain, clear):
        desk.hear(hum)

    loud, soft = (level_dbfs(np.concatenate(desk.sent)[SECOND:]) for desk in (plain, clear))
    assert loud - soft > 2
    assert sum(map(len, clear.sent)) == 3 * SECOND


@pytest.mark.parametrize("wish", ["suppresses_noise", "evens_gain"])
def test_a_recording_is_not_made_clearer(wish: str) -> None:
    desk = Desk("off", is_live=False, **{wish: True})
    desk.microphone.captured = np.arange(100, dtype=np.int16)

    assert desk.ear.hear()[0].tolist() == list(range(100))
