"""Probing whether there is sound on this machine: cards, a sound server, and where we really are.

What the environment says is only where to look: a sound server counts if it answers, and a login
from elsewhere is seen in the processes above ours, where sudo and tmux cannot hide it.
"""

import os
import re
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from grokvoice.adapters.devices import DeviceInfo
from grokvoice.app.doctor.judgement.sound_system import Surroundings

_PATIENCE_S: Final = 0.5
_PULSE_PORT: Final = 4713
_FAMILIES: Final = {
    "debian": "debian",
    "ubuntu": "debian",
    "fedora": "fedora",
    "rhel": "fedora",
    "arch": "arch",
    "alpine": "alpine",
    "suse": "suse",
}
_CONTAINERS: Final = re.compile(r"docker|kubepods|libpod|lxc|containerd")
_STAT: Final = re.compile(r"\d+ \((?P<name>.*)\) \S+ (?P<parent>\d+)", re.DOTALL)


def probe_surroundings(
    cards: Sequence[DeviceInfo], environ: Mapping[str, str], root: Path = Path("/")
) -> Surroundings:
    """Find out what there is of sound; takes at most some 0.5 s for each place to look.

    Args:
        cards: As PortAudio lists them.
        environ: The environment.
        root: Where the file system begins.
    """
    places = list(_places(environ, root))
    alive = next((place for place in places if _answers(place)), "")
    return Surroundings(
        platform=sys.platform,
        inputs=sum(card.input_channels > 0 for card in cards),
        outputs=sum(card.output_channels > 0 for card in cards),
        server=alive,
        dead_server="" if alive or not places else places[0],
        has_kernel_sound=any(root.glob("dev/snd/pcm*")),
        is_remote="SSH_CONNECTION" in environ or _is_login_from_elsewhere(root),
        is_wsl="microsoft" in _text(root / "proc/sys/kernel/osrelease").lower(),
        is_container=is_container(root),
        distribution=distribution(root),
    )


def distribution(root: Path = Path("/")) -> str:
    """Return the family of the Linux distribution, or ""."""
    words = " ".join(
        line.partition("=")[2].strip("\"'")
        for line in _text(root / "etc/os-release").splitlines()
        if line.startswith(("ID=", "ID_LIKE="))
    )
    return next((_FAMILIES[word] for word in words.split() if word in _FAMILIES), "")


def is_container(root: Path = Path("/")) -> bool:
    """Return whether the processes of this machine are those of a container."""
    marks = (root / ".dockerenv", root / "run/.containerenv")
    is_marked = any(mark.exists() for mark in marks)
    return is_marked or bool(_CONTAINERS.search(_text(root / "proc/1/cgroup")))


def _places(environ: Mapping[str, str], root: Path) -> Iterator[str]:
    """Give where a sound server may be reached: where it is said to be, and where it usually is."""
    named = environ.get("PULSE_SERVER", "").split()
    yield from (word.rpartition("}")[2] for word in named)
    folders = (environ.get("PULSE_RUNTIME_PATH"), _inside(environ.get("XDG_RUNTIME_DIR"), "pulse"))
    usual = [Path(folder, "native") for folder in folders if folder]
    if sys.platform != "win32":
        usual.append(root / f"run/user/{os.getuid()}/pulse/native")
    usual.append(root / "mnt/wslg/PulseServer")
    yield from (f"unix:{path}" for path in dict.fromkeys(usual) if path.exists())


def _inside(folder: str | None, name: str) -> str | None:
    return f"{folder}/{name}" if folder else None


def _answers(place: str) -> bool:
    """Return whether somebody takes a connection there."""
    try:
        _connect(place).close()
    except OSError:
        return False
    return True


def _connect(place: str) -> socket.socket:
    path = place.removeprefix("unix:")
    if path.startswith("/"):
        found = socket.socket(socket.AF_UNIX)
        try:
            found.settimeout(_PATIENCE_S)
            found.connect(path)
        except OSError:
            found.close()
            raise
        return found
    host, _, port = re.sub(r"^tcp[46]?:", "", place).partition(":")
    number = int(port) if port.isdecimal() else _PULSE_PORT
    return socket.create_connection((host, number), _PATIENCE_S)


def _is_login_from_elsewhere(root: Path) -> bool:
    """Return whether an SSH server is among the processes above ours, as far as they are seen."""
    process_id = os.getpid()
    while match := _STAT.match(_text(root / f"proc/{process_id}/stat")):
        if match["name"].startswith("sshd"):
            return True
        process_id = int(match["parent"])
    return False


def _text(path: Path) -> str:
    """Return what a file says; "" if it is not there or not for us."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
