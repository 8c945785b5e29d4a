"""Which sound card is meant: a choice from a list, without touching any."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from grokvoice.errors import AudioDeviceError

Direction: TypeAlias = Literal["microphone", "speaker"]

LIST_THEM = "`grokvoice devices` lists what there is"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A sound card as PortAudio sees it."""

    index: int
    name: str
    host_api: str
    input_channels: int
    """The most it can record; 0 if it is no microphone."""
    output_channels: int
    """The most it can play; 0 if it is no loudspeaker."""
    rate_hz: int
    """The rate it prefers."""
    is_default_input: bool
    is_default_output: bool

    @property
    def full_name(self) -> str:
        """What it alone is called, as `choose_device` understands it."""
        return f"{self.name}, {self.host_api}"

    def channels(self, direction: Direction) -> int:
        """Return the most channels it has in a direction."""
        return self.input_channels if direction == "microphone" else self.output_channels

    def is_default(self, direction: Direction) -> bool:
        """Return whether the system would choose it."""
        return self.is_default_input if direction == "microphone" else self.is_default_output


def choose_device(
    devices: Sequence[DeviceInfo], wanted: str | int | None, direction: Direction
) -> DeviceInfo:
    """Return the one device that is meant.

    Args:
        devices: All there are.
        wanted: None for the default, an index, or a part of the name or of "name, host API" in any
            case. Among several, one whose whole name it is wins, then one of the default's host
            API: Windows lists every card once for each of its four.
        direction: What it must be able to do.

    Raises:
        AudioDeviceError: None or several are meant.
    """
    able = [device for device in devices if device.channels(direction)]
    if wanted is None:
        return _default(able, direction)
    if isinstance(wanted, int) or wanted.isdecimal():
        matches = [device for device in able if device.index == int(wanted)]
    else:
        matches = _named(able, wanted, direction)
    match matches:
        case [device]:
            return device
        case []:
            found = f"There is: {_names(able)}" if able else f"There is no {direction} at all"
            raise AudioDeviceError(f"No {direction} is called {wanted!r}. {found}; {LIST_THEM}.")
        case _:
            raise AudioDeviceError(
                f"Several {direction}s are called {wanted!r}: {_names(matches)}. Use the number."
            )


def _default(able: Sequence[DeviceInfo], direction: Direction) -> DeviceInfo:
    for device in able:
        if device.is_default(direction):
            return device
    if able:
        raise AudioDeviceError(
            f"The system names no default {direction}. Choose one of: {_names(able)}."
        )
    raise AudioDeviceError(
        f"There is no {direction}. Plug one in, allow this terminal to use it, or talk through "
        "files: --mic FILE.wav --speaker FILE.wav."
    )


def _named(able: Sequence[DeviceInfo], part: str, direction: Direction) -> list[DeviceInfo]:
    wanted = part.casefold()
    matches = [device for device in able if wanted in device.full_name.casefold()]
    exact = [d for d in matches if wanted in {d.name.casefold(), d.full_name.casefold()}]
    matches = exact or matches
    apis = {device.host_api for device in able if device.is_default(direction)}
    preferred = [device for device in matches if device.host_api in apis]
    return preferred if len(preferred) == 1 else matches


def _names(devices: Sequence[DeviceInfo]) -> str:
    return ", ".join(f"[{d.index}] {d.name} ({d.host_api})" for d in devices)
