"""Judging whether there is sound at all on this machine, and how to get it there if not."""

from dataclasses import dataclass
from typing import Final

from grokvoice.app.doctor.judgement.finding import Figure, Finding, State, failed

_INSTALL: Final = {
    "debian": "sudo apt-get install {}",
    "fedora": "sudo dnf install {}",
    "arch": "sudo pacman -S {}",
    "alpine": "sudo apk add {}",
    "suse": "sudo zypper install {}",
}
_PORTAUDIO: Final = {"debian": "libportaudio2", "suse": "libportaudio2"}
_BRIDGE: Final = {
    "debian": "libasound2-plugins",
    "fedora": "alsa-plugins-pulseaudio",
    "arch": "alsa-plugins",
    "alpine": "alsa-plugins-pulse",
    "suse": "alsa-plugins-pulse",
}
_WITHOUT: Final = "talk without sound: --text, or WAV files as --mic and --speaker"
_WSL: Final = (
    "In Windows: wsl --update and wsl --shutdown, for WSLg brings the sound; or run grokvoice there"
)
_FORWARDING: Final = (
    "Bring the sound of the machine you sit at: there, pactl load-module "
    "module-native-protocol-tcp listen=127.0.0.1, and ssh -R 4713:127.0.0.1:4713 HOST; here, "
    "export PULSE_SERVER=tcp:127.0.0.1:4713"
)
_CONTAINER: Final = (
    "Give the container the sound server's socket: -v $XDG_RUNTIME_DIR/pulse/native:/run/pulse "
    "-e PULSE_SERVER=unix:/run/pulse, or the cards: --device /dev/snd"
)


@dataclass(frozen=True, slots=True)
class Library:
    """PortAudio."""

    version: str = ""
    failure: str = ""
    """Why it cannot be used; "" if it can."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was found of sound on the machine, and of what kind the machine is."""

    platform: str
    """As `sys.platform`."""
    inputs: int
    """Cards that record."""
    outputs: int
    """Cards that play."""
    server: str = ""
    """Where a sound server answers; "" if none does."""
    dead_server: str = ""
    """Where one is named, or has left its socket, and does not answer."""
    has_kernel_sound: bool = False
    """Whether the kernel offers cards: `/dev/snd` holds some."""
    is_remote: bool = False
    """Whether we were started by a login from another machine."""
    is_wsl: bool = False
    is_container: bool = False
    distribution: str = ""
    """Family of the Linux distribution: debian, fedora, arch, alpine, suse, or ""."""


def judge_library(
    library: Library, platform: str, distribution: str, *, is_wanted: bool
) -> Finding:
    """Judge PortAudio.

    Args:
        library: What was found of it.
        platform: As `sys.platform`.
        distribution: As in `Surroundings`.
        is_wanted: Whether a card is to be used at all, and not files or pipes.
    """
    if not library.failure:
        name, _, _ = library.version.partition(",")
        return Finding("audio-library", "ok", name, measured={"version": library.version})
    broken = failed("audio-library", library.failure)
    install, remedy = _INSTALL.get(distribution), broken.remedy
    if "missing" in broken.text and platform == "linux" and install:
        remedy = f"{install.format(_PORTAUDIO.get(distribution, 'portaudio'))}, or {_WITHOUT}"
    return Finding("audio-library", "fail" if is_wanted else "skipped", broken.text, remedy)


def judge_surroundings(found: Surroundings, *, is_wanted: bool) -> Finding:
    """Judge whether there are cards, and where this machine's sound would be.

    Args:
        found: What there is.
        is_wanted: Whether a card is to be used at all, and not files or pipes.
    """
    measured: dict[str, Figure] = {
        "inputs": found.inputs,
        "outputs": found.outputs,
        "server": found.server or None,
        "kernel_sound": found.has_kernel_sound,
        "remote": found.is_remote,
        "wsl": found.is_wsl,
        "container": found.is_container,
    }
    text = f"Cards: {found.inputs} to record with, {found.outputs} to play on"
    if found.server:
        text += f"; a sound server answers at {found.server}"
    elif found.dead_server:
        text += f"; no sound server answers at {found.dead_server}"
    if not found.inputs or not found.outputs:
        state: State = "fail" if is_wanted else "skipped"
        return Finding("sound-system", state, text, _way_to_sound(found), measured)
    if found.is_remote and found.has_kernel_sound and not found.server.startswith("tcp:"):
        text += "; you came from another machine, and these cards are not beside you"
        return Finding("sound-system", "warn", text, _FORWARDING, measured)
    return Finding("sound-system", "ok", text, measured=measured)


def _way_to_sound(found: Surroundings) -> str:
    """Say how sound could get here, by what is there and what is not."""
    has_unused_server = bool(found.server) and not found.inputs + found.outputs
    ways = (
        (found.platform != "linux", f"Plug in a microphone and a loudspeaker, or {_WITHOUT}"),
        (has_unused_server, _bridge(found.distribution)),
        (found.is_wsl, _WSL),
        (found.is_remote, _FORWARDING),
        (found.is_container, _CONTAINER),
        (found.has_kernel_sound, "Join the group audio (sudo usermod -aG audio $USER)"),
    )
    otherwise = f"Plug in a card and start PipeWire or PulseAudio, or {_WITHOUT}"
    return next((way for is_so, way in ways if is_so), otherwise)


def _bridge(distribution: str) -> str:
    package = _BRIDGE.get(distribution, "the ALSA plugin for PulseAudio")
    install = _INSTALL.get(distribution, "Install {}").format(package)
    return f"{install}, so that PortAudio reaches the sound server"
