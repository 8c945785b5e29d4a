"""The sound card: the only importer of sounddevice.

PortAudio is loaded when it is first needed, so that files, pipes and typed talk work without it.
All its errors become `AudioDeviceError` here.
"""

import functools
import sys
import weakref
from collections.abc import Iterator
from types import ModuleType
from typing import Final

from grokvoice.adapters.audio_thread import AudioThread
from grokvoice.adapters.device_stream import DeviceStream, Shape, our_errors
from grokvoice.adapters.devices import DeviceInfo, Direction, choose_device
from grokvoice.audio.pcm import RATE_HZ
from grokvoice.errors import AudioDeviceError

_REFUSALS: Final = {-9997, -9998}
"""PortAudio's codes for a rate, and for a number of channels, that a card does not do."""

_streams: Final[weakref.WeakSet[DeviceStream]] = weakref.WeakSet()
"""Every stream that was opened; touched on the audio thread only."""


@functools.cache
def audio_thread() -> AudioThread:
    """Return the one thread on which PortAudio may be called; it is started by the first call."""
    return AudioThread()


def library_version() -> str:
    """Return what PortAudio calls itself.

    Raises:
        AudioDeviceError: PortAudio is missing, or does not answer within 5 s.
    """
    return audio_thread().ask(
        lambda: str(_library().get_portaudio_version()[1]), "say which version it is"
    )


def list_devices() -> list[DeviceInfo]:
    """Return every card there is, in PortAudio's order; none without a card or a sound server.

    Raises:
        AudioDeviceError: PortAudio is missing, or does not answer within 5 s.
    """
    return audio_thread().ask(lambda: _devices(_library()), "list devices")


def open_stream(wanted: str | int | None, direction: Direction) -> DeviceStream:
    """Open a card: at 24 kHz mono if it can, else at its own rate and as few channels as it takes.

    A second try is made with a fresh list of cards: the first may find a bridge that is still cold
    (PulseAudio, Bluetooth), or a list from before the card was plugged in.

    Args:
        wanted: None for the default, an index, or a part of the name; see `choose_device`.
        direction: What for.

    Raises:
        AudioDeviceError: It is not there, is in use, does not answer within 5 s, or PortAudio is
            missing.
    """
    return audio_thread().ask(lambda: _open(wanted, direction), f"open the {direction}")


def _library() -> ModuleType:
    try:
        import sounddevice
    except OSError as error:  # the wheels for macOS and Windows carry PortAudio, Linux's does not
        remedy = (
            "Install it: sudo apt-get install libportaudio2"
            if sys.platform == "linux"
            else "Reinstall sounddevice"
        )
        raise AudioDeviceError(
            f"PortAudio is missing. {remedy}, or talk through files: "
            "--mic FILE.wav --speaker FILE.wav."
        ) from error
    except ImportError as error:
        raise AudioDeviceError(
            "The package sounddevice cannot be loaded. Reinstall it: pip install --force-reinstall "
            "sounddevice."
        ) from error
    library: ModuleType = sounddevice
    return library


def _devices(library: ModuleType) -> list[DeviceInfo]:
    with our_errors(library, "Cannot list the sound devices"):
        host_apis = library.query_hostapis()
        default_input, default_output = library.default.device
        return [
            DeviceInfo(
                index=index,
                name=found["name"],
                host_api=host_apis[found["hostapi"]]["name"],
                input_channels=found["max_input_channels"],
                output_channels=found["max_output_channels"],
                rate_hz=round(found["default_samplerate"]),
                is_default_input=index == default_input,
                is_default_output=index == default_output,
            )
            for index, found in enumerate(library.query_devices())
        ]


def _open(wanted: str | int | None, direction: Direction) -> DeviceStream:
    library = _library()
    try:
        stream = _open_once(library, wanted, direction)
    except AudioDeviceError:
        _rescan(library)
        stream = _open_once(library, wanted, direction)
    _streams.add(stream)
    return stream


def _rescan(library: ModuleType) -> None:
    """Have PortAudio look for cards again, which it does only when it is initialised."""
    if any(stream.is_open for stream in _streams):
        return  # it would end them all
    with our_errors(library, "Cannot look for sound devices"):
        library._terminate()  # noqa: SLF001 - there is no public way, python-sounddevice issue 125
        library._initialize()  # noqa: SLF001


def _open_once(library: ModuleType, wanted: str | int | None, direction: Direction) -> DeviceStream:
    device = choose_device(_devices(library), wanted, direction)
    *shapes, last = _shapes(device, direction)
    with our_errors(library, f"Cannot open the {direction} {device.name}"):
        for shape in shapes:
            try:
                return DeviceStream(library, audio_thread(), device, shape)
            except library.PortAudioError as error:
                if not _REFUSALS & set(error.args):
                    raise
        return DeviceStream(library, audio_thread(), device, last)


def _shapes(device: DeviceInfo, direction: Direction) -> Iterator[Shape]:
    """Yield the ways to open a card, the best first."""
    yield Shape(direction, RATE_HZ, 1)
    most = device.channels(direction)
    for channels in sorted({1, min(2, most), most}):
        yield Shape(direction, device.rate_hz, channels)
