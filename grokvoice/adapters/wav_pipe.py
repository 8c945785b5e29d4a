"""A WAV file down a pipe: `say -o - | aplay`."""

from grokvoice.adapters.sinks import PipeSink
from grokvoice.audio.wav_header import wav_header

_UNKNOWN_LENGTH = 0x7FFF_F000
"""What programs that stream WAV write for a length that nobody knows yet."""


class WavPipeSink(PipeSink):
    """Writes a WAV header of unknown length first, then sound as it comes."""

    def __init__(self, fd: int) -> None:
        super().__init__(fd)
        self._has_header = False

    def write(self, pcm: bytes) -> None:
        """Write a piece of sound in full."""
        if not self._has_header:
            self._has_header = True
            super().write(wav_header(_UNKNOWN_LENGTH))
        super().write(pcm)
