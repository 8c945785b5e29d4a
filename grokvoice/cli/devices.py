"""`grokvoice devices`: the sound cards that can be chosen."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from grokvoice.cli.remembered import remember
from grokvoice.ui.sanitize import one_line

if TYPE_CHECKING:
    from grokvoice.adapters.devices import DeviceInfo, Direction

HELP: Final = """\
List the sound cards: what --mic and --speaker take, with the channels and the rate of each.
A star marks what the system would choose.

\b
Examples:
  grokvoice devices
  grokvoice talk --mic headset --speaker 3    a part of the name, or the number
  grokvoice devices --json                    one JSON object a line
"""


def devices(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> int:
    """Print a row for every card; returns the exit code."""
    # PortAudio is only loaded by commands that need it.
    from grokvoice.adapters.portaudio import list_devices

    found = list_devices()
    remember("mic", [(name, "") for name in names(found, "microphone")])
    remember("speaker", [(name, "") for name in names(found, "speaker")])
    show(found, as_json=as_json)
    return 0


def show(found: Sequence["DeviceInfo"], *, as_json: bool) -> None:
    """Print the devices on standard output; that there are none is told on standard error."""
    if not found:
        typer.echo("grokvoice: there is no sound card, or no sound server.", err=True)
    for row in [json_row(device) for device in found] if as_json else rows(found):
        typer.echo(row)


def rows(found: Sequence["DeviceInfo"]) -> list[str]:
    """Return a table of channels and rates, with `*` where the system would choose by itself."""
    if not found:
        return []
    head = f"{'#':>3}  {'mic':<7} {'speaker':<7} {'rate':>6}  name"
    return [head, *(_row(device) for device in found)]


def names(found: Sequence["DeviceInfo"], direction: "Direction") -> list[str]:
    """Return what each card that can do this is called, as `--mic` and `--speaker` take it."""
    able = [device for device in found if device.channels(direction)]
    short = [device.name for device in able]
    return [one.name if short.count(one.name) == 1 else one.full_name for one in able]


def json_row(device: "DeviceInfo") -> str:
    """Return a device as one JSON object; all that is not ASCII is escaped."""
    return json.dumps(asdict(device))


def _row(device: "DeviceInfo") -> str:
    mic = _mark(device.input_channels, is_default=device.is_default_input)
    speaker = _mark(device.output_channels, is_default=device.is_default_output)
    name = one_line(f"{device.name} ({device.host_api})")
    return f"{device.index:>3}  {mic:<7} {speaker:<7} {device.rate_hz:>6}  {name}"


def _mark(channels: int, *, is_default: bool) -> str:
    if not channels:
        return "-"
    return f"{channels} ch" + "*" * is_default
