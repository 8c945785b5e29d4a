"""A microphone that is listened to and a speaker that plays one sound, each with its times."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import Final, TypeAlias

import numpy as np

from grokvoice.adapters.devices import DeviceInfo
from grokvoice.adapters.microphone import unheard
from grokvoice.adapters.portaudio_microphone import PortAudioMicrophone
from grokvoice.adapters.portaudio_speaker import PortAudioSpeaker
from grokvoice.app.doctor.judgement.cards import OpenedCard
from grokvoice.audio.echo import EchoGuard
from grokvoice.audio.far_end import FarEnd
from grokvoice.audio.pcm import RATE_HZ, Samples, ms_to_frames, to_bytes
from grokvoice.audio.ring import Ring

_BEAT_S: Final = 0.02
_PATIENCE_S: Final = 1.5
"""By how much a card may be later than its frames say."""
_NEAR: Final = ms_to_frames(250)

Clock: TypeAlias = Callable[[], float]
Beat: TypeAlias = Callable[[], Awaitable[None]]


async def _wait() -> None:
    await asyncio.sleep(_BEAT_S)


class Listener:
    """All that a microphone hears, with the echo taken off it as in a talk.

    Args:
        microphone: Not started yet.
        played: What the speaker plays; None if there is no speaker.
        clock: The monotonic clock the microphone goes by, in seconds.
        beat: Waits until it is time to look at it again.
    """

    def __init__(
        self,
        microphone: PortAudioMicrophone,
        played: Ring | None,
        clock: Clock = time.monotonic,
        beat: Beat = _wait,
    ) -> None:
        self._microphone = microphone
        self._guard = EchoGuard("aec", FarEnd(played)) if played else None
        self._clock = clock
        self._beat = beat
        self._pieces: list[Samples] = [np.empty(0, np.int16)]
        self._times: list[tuple[int, float]] = []
        self.frames = 0
        """Frames heard so far, at 24 kHz."""

    @property
    def samples(self) -> Samples:
        """What was heard, of shape `(frames,)`."""
        return np.concatenate(self._pieces)

    @property
    def removed_db(self) -> float | None:
        """What the canceller took off the echo; None if it was too soft to be told."""
        return self._guard.removed_db if self._guard else None

    @property
    def losses(self) -> tuple[int, int]:
        """Times its sound was not fetched in time, and times the card reported a loss."""
        stats = self._microphone.stats()
        return stats.overruns, stats.xruns

    def open(self, info: DeviceInfo) -> OpenedCard:
        """Open the microphone; takes up to some 100 ms, so not on the event loop.

        Raises:
            AudioDeviceError: it cannot be opened.
        """
        self._microphone.start(unheard)
        opened = _opened(info, self._microphone, is_default=info.is_default_input)
        source = self._microphone.source
        if source is None:
            return opened
        return replace(opened, behind=source.description, is_muted=source.is_muted)

    def close(self) -> None:
        """Close it; may be called twice."""
        self._microphone.stop()

    def made_at_s(self, frame: int) -> float:
        """Return when the room made a frame of `samples`, by the clock."""
        return _passed_at_s(self._times, frame)

    async def hear(self, until: int) -> bool:
        """Listen until so many frames were heard; returns False if they never come."""
        deadline_s = self._clock() + (until - self.frames) / RATE_HZ + _PATIENCE_S
        while self.frames < until:
            if self._microphone.failure or self._clock() > deadline_s:
                return False
            await self._beat()
            self._take()
        return True

    def _take(self) -> None:
        samples = self._microphone.read()
        self._pieces.append(samples)
        self.frames += len(samples)
        self._times.append((self.frames, self._microphone.captured_at_s))
        if self._guard:
            self._guard.clean(samples)


class Player:
    """A speaker that plays one sound, and when each part of it is heard.

    Args:
        speaker: Not started yet.
        clock: The monotonic clock the speaker goes by, in seconds.
        beat: Waits until it is time to look at it again.
    """

    def __init__(
        self,
        speaker: PortAudioSpeaker,
        clock: Clock = time.monotonic,
        beat: Beat = _wait,
    ) -> None:
        self._speaker = speaker
        self._clock = clock
        self._beat = beat
        self._times: list[tuple[int, float]] = []
        self._frames = 0
        self._began: int | None = None
        """Frames of silence before the sound."""
        speaker.overhear(self._note)

    @property
    def played(self) -> Ring:
        """What is played, silence included, for one reader."""
        return self._speaker.played

    @property
    def losses(self) -> tuple[int, int]:
        """Times it ran dry in the middle of a sound, and times the card reported a gap."""
        return self._speaker.gaps

    def open(self, info: DeviceInfo) -> OpenedCard:
        """Open the speaker, which plays silence; takes up to some 100 ms.

        Raises:
            AudioDeviceError: it cannot be opened.
        """
        self._speaker.start(unheard)
        return _opened(info, self._speaker, is_default=info.is_default_output)

    def close(self) -> None:
        """Close it; may be called twice."""
        self._speaker.stop()

    def heard_at_s(self, frame: int) -> float:
        """Return when a frame of the sound that was played is heard, by the clock."""
        return _passed_at_s(self._times, (self._began or 0) + frame)

    async def play(self, sound: Samples) -> bool:
        """Play a sound to its end; returns False if the speaker does not take it."""
        self._speaker.play(to_bytes(sound))
        self._speaker.finish()
        deadline_s = self._clock() + len(sound) / RATE_HZ + _PATIENCE_S
        while self._speaker.pending_frames:
            if self._speaker.failure or self._clock() > deadline_s:
                return False
            await self._beat()
        return True

    def _note(self, samples: Samples, at_s: float) -> None:
        """Note when a block is heard; on the card's thread."""
        if self._began is None and samples.any():
            self._began = self._frames + int(np.flatnonzero(samples)[0])
        self._times.append((self._frames, at_s))
        self._frames += len(samples)


def _passed_at_s(times: Sequence[tuple[int, float]], frame: int) -> float:
    """Return when a frame passed, as most of its neighbourhood has it.

    Args:
        times: Frames, and when each passed, in seconds; on a busy machine some are wrong.
        frame: One of which a time was noted within a quarter of a second.
    """
    near = ((at, at_s) for at, at_s in times if abs(at - frame) <= _NEAR)
    return median(at_s + (frame - at) / RATE_HZ for at, at_s in near)


def _opened(
    info: DeviceInfo, card: PortAudioMicrophone | PortAudioSpeaker, *, is_default: bool
) -> OpenedCard:
    return OpenedCard(
        name=info.name,
        host_api=info.host_api,
        is_default=is_default,
        own_rate_hz=info.rate_hz,
        most_channels=info.channels(card.shape.direction),
        rate_hz=card.shape.rate_hz,
        channels=card.shape.channels,
        advice=card.advice,
    )
