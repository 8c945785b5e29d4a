"""The microphone on its way to the conversation: without echo, listened to, and watched.

Where both ends are cards in a room, what the speaker plays is kept out of what is sent, and a voice
over it is heard here before the server hears it. Files and pipes pass as they are.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from grokvoice.app.permission import silence_remedy
from grokvoice.app.ports import Microphone, Speaker
from grokvoice.audio.echo import CleanFrame, EchoGuard, Step
from grokvoice.audio.far_end import FarEnd
from grokvoice.audio.pcm import Samples
from grokvoice.audio.silero import SileroDetector, has_silero
from grokvoice.audio.voice import Verdict, VoiceWatch
from grokvoice.audio.webrtc import Clarifier
from grokvoice.audio.zeros import Silence, ZeroWatch
from grokvoice.session.events import (
    Event,
    Observed,
    SpeechConfirmed,
    SpeechDismissed,
    SpeechSuspected,
)
from grokvoice.session.updates import EchoMeasured, Notice

_REPORT_EVERY: Final = 100
"""Frames of 10 ms from one report on the echo to the next."""
_STEPS_DOWN: Final[dict[Step, str]] = {
    "gate": (
        "Grok's echo cannot be cancelled here: while it speaks, only what is clearly louder gets "
        "through. Headphones help."
    ),
    "half": (
        "Grok's echo is too loud here: the microphone is closed while it speaks, and only a key "
        "interrupts. Headphones help."
    ),
}
_VOICES: Final[dict[Verdict, Event]] = {
    Verdict.SUSPECTED: SpeechSuspected(),
    Verdict.CONFIRMED: SpeechConfirmed(),
    Verdict.DISMISSED: SpeechDismissed(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """What is done to the sound of a microphone that hears a room."""

    echo: Step = "off"
    """The step of the echo ladder to start with, where the speaker is in the same room."""
    suppresses_noise: bool = False
    evens_gain: bool = False


class Ear:
    """Reads the microphone; used on the event loop's thread.

    Args:
        microphone: Read here and nowhere else.
        speaker: Whose sound is to be kept out.
        cleaning: What is done to the sound.
    """

    def __init__(self, microphone: Microphone, speaker: Speaker, cleaning: Cleaning) -> None:
        is_live = microphone.is_live
        self._microphone = microphone
        played = speaker.played if is_live else None
        self._room = None if played is None else _Room(cleaning.echo, FarEnd(played), speaker)
        self._zeros = ZeroWatch() if is_live else None
        self._clarifier = Clarifier(
            suppresses_noise=is_live and cleaning.suppresses_noise,
            evens_gain=is_live and cleaning.evens_gain,
        )

    def hear(self) -> tuple[Samples, list[Event]]:
        """Give the sound since the last call, and what was noticed in it."""
        near = self._microphone.read()
        events: list[Event] = []
        if self._zeros and (silence := self._zeros.push(near)):
            events.append(Observed(_silent(self._microphone.name, silence)))
        if self._room:
            near, noticed = self._room.hear(near)
            events += noticed
        return self._clarifier.push(near), events


class _Room:
    """What is between a loudspeaker and a microphone."""

    def __init__(self, step: Step, far_end: FarEnd, speaker: Speaker) -> None:
        self._speaker = speaker
        self._losses = 0
        self._guard = EchoGuard(step, far_end)
        self._voice: VoiceWatch | None = None
        self._frames = 0
        self._told: EchoMeasured | None = None

    def hear(self, near: Samples) -> tuple[Samples, list[Event]]:
        """Clean more of the microphone's sound, and listen to it."""
        if self._voice is None:  # loaded late, while the connection is being made
            self._voice = VoiceWatch(SileroDetector.load() if has_silero() else None)
        losses, self._losses = self._losses, self._speaker.gaps[1]
        if self._losses > losses:
            self._guard.shake()
        frames = self._guard.clean(near)
        events = [event for frame in frames for event in self._listen(self._voice, frame)]
        samples = [frame.samples for frame in frames]
        return np.concatenate(samples) if samples else near[:0], events

    def _listen(self, voice: VoiceWatch, frame: CleanFrame) -> Iterator[Event]:
        verdict = voice.push(frame.samples, is_voiced=frame.is_voiced)
        if verdict is not None:
            yield _VOICES[verdict]
        if self._frames % _REPORT_EVERY == 0:
            yield from self._report()
        self._frames += 1

    def _report(self) -> Iterator[Event]:
        step, removed_db, before = self._guard.step, self._guard.removed_db, self._told
        rounded = None if removed_db is None else round(removed_db)
        measured = EchoMeasured(step=step, removed_db=rounded)
        if measured == before:
            return
        self._told = measured
        if before is not None and step != before.step:
            yield Observed(Notice(code=f"echo-{step}", text=_STEPS_DOWN[step]))
        yield Observed(measured)


def _silent(name: str, silence: Silence) -> Notice:
    remedy = silence_remedy(sys.platform)
    if silence is Silence.IN_BETWEEN:
        text = f"The microphone {name} has fallen silent: is it switched off?"
        return Notice(code="microphone-silent", text=text)
    text = (
        f"The microphone {name} gives nothing but zeros, not even noise. Unless it is virtual "
        f"and waits, it is muted or not allowed: {remedy}."
    )
    return Notice(code="microphone-silent", text=text)
