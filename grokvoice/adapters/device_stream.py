"""One card opened in one direction. Callbacks copy, count and wake, and nothing else."""

import atexit
import ctypes
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Final, Protocol, TypeAlias

import numpy as np

from grokvoice.adapters.audio_thread import AudioThread
from grokvoice.adapters.devices import LIST_THEM, DeviceInfo, Direction
from grokvoice.audio.pcm import Samples, ms_to_frames
from grokvoice.errors import AudioDeviceError

OnBlock: TypeAlias = Callable[[Samples, float, bool], None]
"""Gets a view of the card's buffer (interleaved), the seconds until its first frame is heard (for a
microphone less than 0: since it was made), and whether the card reports lost sound. On the card's
thread; must not wait."""

_BLOCK_MS: Final = 20
_CLOSE_TIMEOUT_S: Final = 1.8
_OLDEST_S: Final = 10.0
"""No card keeps what it captured for longer."""

_logger = logging.getLogger(__name__)


class _Time(Protocol):
    currentTime: float  # noqa: N815 - PortAudio's names
    inputBufferAdcTime: float  # noqa: N815
    outputBufferDacTime: float  # noqa: N815


class _Flags(Protocol):
    input_overflow: bool
    output_underflow: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """How a card is opened."""

    direction: Direction
    rate_hz: int
    channels: int


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is called back, on the card's thread."""

    on_block: OnBlock
    on_end: Callable[[], None]
    """The stream ended although nobody closed it: the card went away."""


class DeviceStream:
    """A card that has been opened; to be made on the audio thread.

    Args:
        library: The sounddevice module.
        thread: Where PortAudio may be called.
        device: Which card.
        shape: At which rate, in which direction.

    Raises:
        sounddevice.PortAudioError: The card cannot be opened like this.
    """

    def __init__(
        self, library: ModuleType, thread: AudioThread, device: DeviceInfo, shape: Shape
    ) -> None:
        self.name = device.name
        self.full_name = device.full_name
        self.shape = shape
        self._library = library
        self._thread = thread
        self._listener: Listener | None = None
        is_input = shape.direction == "microphone"
        open_raw = library.RawInputStream if is_input else library.RawOutputStream
        # Shared WASAPI refuses every rate but the system's, unless it is asked to convert.
        convert = {"extra_settings": library.WasapiSettings(auto_convert=True)}
        self._stream = open_raw(
            samplerate=shape.rate_hz,
            blocksize=ms_to_frames(_BLOCK_MS, shape.rate_hz),
            device=device.index,
            channels=shape.channels,
            dtype="int16",
            latency="low",
            callback=self._on_input if is_input else self._on_output,
            finished_callback=self._on_finished,
            **(convert if "WASAPI" in device.host_api else {}),
        )
        self._is_restarting = False
        self.has_times = False
        """Whether the card has said when its blocks are heard."""
        self.is_open = True
        """Whether it was not closed yet; for the audio thread."""

    def start(self, listener: Listener) -> None:
        """Begin to call back.

        Raises:
            AudioDeviceError: The card cannot be started.
        """
        self._listener = listener
        self._thread.ask(self._start, f"start {self.name}")

    def restart(self, meanwhile: Callable[[], None]) -> None:
        """Drop what the card was given and is not heard yet, and go on; soon, on another thread.

        Args:
            meanwhile: Called when nothing sounds and no callback can run. Not if the card was
                closed before.
        """
        self._thread.post(lambda: self._restart(meanwhile))

    def close(self) -> None:
        """End for good; a card that hangs is abandoned after 2 s."""
        self._listener = None
        try:
            self._thread.call(self._close, _CLOSE_TIMEOUT_S)
        except TimeoutError:
            self._abandon()

    def _abandon(self) -> None:
        """Leave a stream that hangs in C to itself, so that the program can still end.

        sounddevice's own clean-up would hang in the same place; and were the callback freed or the
        library unloaded at exit, PortAudio's threads would crash as soon as the server wakes up.
        """
        _logger.warning("%s does not close and is abandoned", self.name)
        atexit.unregister(self._library._exit_handler)  # noqa: SLF001 - it has no public name
        for kept in (self._stream, self._library._lib):  # noqa: SLF001
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))

    def _start(self) -> None:
        with our_errors(self._library, f"Cannot start the {self.shape.direction} {self.name}"):
            self._stream.start()

    def _restart(self, meanwhile: Callable[[], None]) -> None:
        self._is_restarting = True
        self._stream.abort(ignore_errors=True)
        listener = self._listener
        if listener is None:  # closed while the card was not answering
            return
        meanwhile()
        self._is_restarting = False
        try:
            self._stream.start()
        except self._library.PortAudioError:
            listener.on_end()

    def _close(self) -> None:
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)
        self.is_open = False

    def _on_input(self, data: memoryview, _frames: int, time: _Time, flags: _Flags) -> None:
        if self._listener is None:
            return
        age_s = time.currentTime - time.inputBufferAdcTime
        if not 0 < age_s < _OLDEST_S:  # as below; those that do not fill it leave it at zero
            age_s = self._stream.latency
        self._listener.on_block(np.frombuffer(data, np.int16), -age_s, flags.input_overflow)

    def _on_output(self, data: memoryview, _frames: int, time: _Time, flags: _Flags) -> None:
        out = np.frombuffer(data, np.int16)
        if self._listener is None:
            out.fill(0)
            return
        # Only the difference: PortAudio's clock is the wall clock on Linux and may jump. Some host
        # APIs do not fill these fields; then the stream's own estimate must do.
        # Right after a start 0 is the truth.
        lead_s = time.outputBufferDacTime - time.currentTime
        self.has_times = self.has_times or lead_s > 0
        if not self.has_times:
            lead_s = self._stream.latency
        self._listener.on_block(out, lead_s, flags.output_underflow)

    def _on_finished(self) -> None:
        if self._listener is not None and not self._is_restarting:
            self._listener.on_end()


@contextmanager
def our_errors(library: ModuleType, what: str) -> Iterator[None]:
    """Turn PortAudio's errors into ours.

    Args:
        library: The sounddevice module.
        what: What failed, as the beginning of a sentence.

    Raises:
        AudioDeviceError: PortAudio raised one of its own.
    """
    try:
        yield
    except (library.PortAudioError, ValueError) as error:
        reason = error.args[0] if error.args else "no reason given"
        raise AudioDeviceError(f"{what}: {reason}. {LIST_THEM.capitalize()}.") from error
