"""How this computer is doing.

    grokvoice talk --tools system

Only what a person at the screen could see as well; nothing is changed.
"""

import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

import grokvoice

_GIB = 2**30
_POWER = Path("/sys/class/power_supply")
_MEMORY = Path("/proc/meminfo")
_UPTIME = Path("/proc/uptime")


@dataclass
class Disk:
    """Room on a disk, in GiB."""

    total: float
    free: float


@dataclass
class Computer:
    """What it is, and how busy."""

    system: str
    processors: int | None
    load_of_last_minute: float | None
    memory_gib: float | None
    memory_free_gib: float | None
    hours_since_start: float | None


@grokvoice.tool(safe=True)
def computer() -> Computer:
    """Tell what kind of computer this is, and how busy it is."""
    memory = _memory()
    return Computer(
        system=platform.platform(terse=True),
        processors=os.cpu_count(),
        load_of_last_minute=round(os.getloadavg()[0], 2) if os.name == "posix" else None,
        memory_gib=memory.get("MemTotal"),
        memory_free_gib=memory.get("MemAvailable"),
        hours_since_start=_hours_up(),
    )


@grokvoice.tool(safe=True)
def disk_space(folder: str = "~") -> Disk:
    """Tell how much room there is on the disk of a folder.

    Args:
        folder: Any folder on it; ~ is the user's own.
    """
    try:
        usage = shutil.disk_usage(Path(folder).expanduser())
    except (OSError, RuntimeError) as error:
        raise grokvoice.ToolError(f"There is no folder {folder!r}.") from error
    return Disk(total=round(usage.total / _GIB, 1), free=round(usage.free / _GIB, 1))


@grokvoice.tool(safe=True)
def battery() -> str:
    """Tell how full the battery is, and whether it is being charged."""
    for supply in sorted(_POWER.glob("BAT*")):
        percent = (supply / "capacity").read_text(encoding="ascii").strip()
        status = (supply / "status").read_text(encoding="ascii").strip().lower()
        return f"{percent} percent, {status}"
    raise grokvoice.ToolError("This computer has no battery that could be asked.")


def _memory() -> dict[str, float]:
    """Read the kernel's own table, in GiB; empty where there is none."""
    if not _MEMORY.exists():
        return {}
    rows = [line.split() for line in _MEMORY.read_text(encoding="ascii").splitlines()]
    return {row[0].rstrip(":"): round(int(row[1]) / 2**20, 1) for row in rows}


def _hours_up() -> float | None:
    if not _UPTIME.exists():
        return None
    return round(float(_UPTIME.read_text(encoding="ascii").split()[0]) / 3600, 1)
