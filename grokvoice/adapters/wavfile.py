"""WAV files as microphone and loudspeaker."""

import contextlib
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from grokvoice.adapters import riff
from grokvoice.adapters.block_clock import BlockClock
from grokvoice.adapters.paced import PacedMicrophone, PacedSpeaker
from grokvoice.audio.pcm import RATE_HZ, Samples, frames_to_bytes
from grokvoice.audio.resampler import Resampler
from grokvoice.audio.wav_header import wav_header
from grokvoice.errors import UsageError

_READ_BYTES: Final = 16_384
_PATCH_BYTES: Final = frames_to_bytes(RATE_HZ)
"""The header is made valid after each second of sound, so that a killed run leaves a good file."""


class WavSource:
    """Reads a PCM WAV file of any rate and width as 24 kHz mono, a little at a time.

    Raises:
        UsageError: The file cannot be read, is no PCM WAV file, or holds no sound.
    """

    def __init__(self, path: Path) -> None:
        self._file, self._format = _open(path)
        self._left_bytes = self._format.data_bytes
        self._resampler = Resampler(self._format.rate_hz, RATE_HZ)
        self._ready: Samples = np.empty(0, np.int16)
        self._fill(1)
        if not len(self._ready):
            raise UsageError(f"Cannot use {path}: it holds no sound. Record it again.")

    @property
    def has_ended(self) -> bool:
        """Whether every frame was given."""
        return self._file.closed and not len(self._ready)

    def read(self, frames: int) -> Samples:
        """Give the next `frames` frames, fewer at the end."""
        self._fill(frames + 1)  # one ahead: the end is known with the last frame
        samples, self._ready = self._ready[:frames], self._ready[frames:]
        return samples

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _fill(self, frames: int) -> None:
        while len(self._ready) < frames and not self._file.closed:
            self._ready = np.concatenate((self._ready, self._next()))

    def _next(self) -> Samples:
        """Return what the next few bytes of the file come to, or the resampler's rest."""
        size = min(self._left_bytes, _READ_BYTES)
        data = self._file.read(size - size % self._format.frame_bytes)
        data = data[: len(data) - len(data) % self._format.frame_bytes]
        if not data:
            self._file.close()
            return self._resampler.flush()
        self._left_bytes -= len(data)
        return self._resampler.push(self._format.decode(data))


class WavSink:
    """Writes a PCM16, 24 kHz, mono file that can be read at any time while it grows.

    Raises:
        UsageError: The file cannot be created.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file: BinaryIO = path.open("wb")
        except OSError as error:
            raise UsageError(f"Cannot write {path}: {error.strerror}.") from error
        self._data_bytes = 0
        self._patched_bytes = 0
        self._patch()

    def write(self, pcm: bytes) -> None:
        """Append sound."""
        self._file.write(pcm)
        self._data_bytes += len(pcm)
        if self._data_bytes >= self._patched_bytes + _PATCH_BYTES:
            self._patch()

    def close(self) -> None:
        """Complete the header."""
        if not self._file.closed:
            with self._file:
                self._patch()

    def _patch(self) -> None:
        self._file.seek(0)
        self._file.write(wav_header(self._data_bytes))
        self._file.seek(0, 2)
        self._file.flush()
        self._patched_bytes = self._data_bytes


class WavMicrophone(PacedMicrophone):
    """Says what a WAV file holds, in real time, and then is silent.

    Args:
        path: A PCM WAV file of any rate, width and number of channels.
        clock: When a block is due.

    Raises:
        UsageError: As for `WavSource`.
    """

    def __init__(self, path: Path, clock: BlockClock) -> None:
        super().__init__(path.name, WavSource(path), clock)


class WavSpeaker(PacedSpeaker):
    """Keeps in a WAV file what a loudspeaker would have played, silence included, in real time.

    Args:
        path: Is overwritten.
        clock: When a block is due.

    Raises:
        UsageError: As for `WavSink`.
    """

    def __init__(self, path: Path, clock: BlockClock) -> None:
        super().__init__(path.name, WavSink(path), clock)


def write_wav(path: Path, pcm: bytes) -> None:
    """Write a whole PCM16, 24 kHz, mono file.

    Raises:
        UsageError: As for `WavSink`.
    """
    sink = WavSink(path)
    sink.write(pcm)
    sink.close()


def _open(path: Path) -> tuple[BinaryIO, riff.WavFormat]:
    try:
        with contextlib.ExitStack() as undo:
            file = undo.enter_context(path.open("rb"))
            sound_format = riff.read_format(file)
            undo.pop_all()  # it stays open
            return file, sound_format
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror}.") from error
    except riff.NotPcmWavError as error:
        raise UsageError(
            f"Cannot use {path}: {error}. "
            f"Convert it: ffmpeg -i {path} -ar {RATE_HZ} -ac 1 {path.stem}_24k.wav"
        ) from error
