"""The sound processing of WebRTC: the only importer of pywebrtc-audio.

It knows 16, 32 and 48 kHz. Ours is 24 kHz, so each sample is given twice and every second one is
taken back: near and far go through the same, so nothing is lost by it (double talk 8.2 dB against
5.6 with a proper filter, and 4.4 when it is told 16 kHz; 0.9 s of CPU a minute).
"""

from typing import Final

import numpy as np
import pywebrtc_audio

from grokvoice.audio.pcm import Samples, ms_to_frames

FRAME: Final = ms_to_frames(10)
"""Frames it takes at a time."""

DELAY_FRAMES: Final = 216
"""By how much what it gives is later than what it was given: 9 ms."""

_LIBRARY_HZ: Final = 48_000


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
