"""The sound processing of WebRTC: the only importer of pywebrtc-audio.

It knows 16, 32 and 48 kHz. Ours is 24 kHz, so each sample is given twice and every second one is
taken back: near and far go through the same, so nothing is lost by it (double talk 8.2 dB against
5.6 with a proper filter, and 4.4 when it is told 16 kHz; 0.9 s of CPU a minute).
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pywebrtc_audio

from grokvoice.audio.chunker import Chunker
from grokvoice.audio.pcm import Samples, ms_to_frames

FRAME: Final = ms_to_frames(10)
"""Frames its parts take at a time."""

DELAY_FRAMES: Final = 216
"""By how much what the canceller gives is later than what it was given: 9 ms."""

_LIBRARY_HZ: Final = 48_000
_NOISE_LEVEL: Final = 2
"""Of 0 to 3: 18 dB, at which a voice keeps its level; its `AudioProcessor` takes 6 dB at any."""


class EchoCanceller:
    """Takes the loudspeaker's sound out of the microphone's; what else is heard stays.

    It finds the delay between the two by itself, up to some 450 ms, and needs a second or so. What
    is played must be handed in no later than its echo arrives, and without holes.
    """

    def __init__(self) -> None:
        self._library = pywebrtc_audio.EchoCanceller(_LIBRARY_HZ, 1)

    def clean(self, near: Samples, far: Samples) -> Samples:
        """Give 10 ms of the microphone without the echo.

        Args:
            near: What the microphone heard, of shape `(FRAME,)`.
            far: What the loudspeaker was given shortly before, of the same shape; zeros if nothing.
        """
        cleaned: Samples = self._library.process(np.repeat(near, 2), np.repeat(far, 2))
        return cleaned[::2]


class Clarifier:
    """Makes a voice clearer on its way to the server.

    Args:
        suppresses_noise: Whether steady noise is made 18 dB softer; adds 7 ms of delay.
        evens_gain: Whether a soft voice is made as loud as others, by 6 dB a second.
    """

    def __init__(self, *, suppresses_noise: bool, evens_gain: bool) -> None:
        self._chunker = Chunker(FRAME)
        self._stages: list[Callable[[Samples], Samples]] = []
        if suppresses_noise:
            suppressor = pywebrtc_audio.NoiseSuppressor(_LIBRARY_HZ, 1, _NOISE_LEVEL)
            self._stages.append(suppressor.process)
        if evens_gain:
            self._stages.append(pywebrtc_audio.GainController(_LIBRARY_HZ, 1).process)

    def push(self, samples: Samples) -> Samples:
        """Take any amount of sound and give what is ready, in whole frames of 10 ms."""
        if not self._stages:
            return samples
        frames = [self._clarified(frame) for frame in self._chunker.push(samples)]
        return np.concatenate(frames) if frames else samples[:0]

    def _clarified(self, frame: Samples) -> Samples:
        doubled: Samples = np.repeat(frame, 2)
        for stage in self._stages:
            doubled = stage(doubled)
        return doubled[::2]
