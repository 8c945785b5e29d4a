"""Where sound comes from and goes to: a device, a WAV file, a standard stream, or nowhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from grokvoice.config import readers


@dataclass(frozen=True, slots=True)
class DefaultDevice:
    """The device the system would choose."""


@dataclass(frozen=True, slots=True)
class DeviceNamed:
    """The device whose name contains this text, in any case."""

    part: str


@dataclass(frozen=True, slots=True)
class DeviceNumbered:
    """The device with this number in `grokvoice devices`."""

    index: int


@dataclass(frozen=True, slots=True)
class WavFile:
    """A WAV file instead of a device."""

    path: Path


@dataclass(frozen=True, slots=True)
class StandardStream:
    """Raw PCM16 at 24 kHz, mono, on standard input or output instead of a device."""


@dataclass(frozen=True, slots=True)
class NoSound:
    """Nothing: silence in, nothing out, and no sound card is touched."""


Endpoint: TypeAlias = (
    DefaultDevice | DeviceNamed | DeviceNumbered | WavFile | StandardStream | NoSound
)


def endpoint(text: str) -> Endpoint:
    """Read `NAME-PART|INDEX|FILE.wav|-|none`; `default` is the system's choice."""
    match text.strip():
        case "" | "default":
            return DefaultDevice()
        case "none":
            return NoSound()
        case "-":
            return StandardStream()
        case number if number.isascii() and number.isdigit():
            return DeviceNumbered(int(number))
        case name if name.lower().endswith(".wav"):
            return WavFile(readers.path(name))
        case name:
            return DeviceNamed(name)


def is_file(text: str) -> bool:
    """Tell whether `endpoint` reads this as the name of a file."""
    return isinstance(endpoint(text), WavFile)
