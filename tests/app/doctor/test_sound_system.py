import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grokvoice.adapters.devices import DeviceInfo
from grokvoice.app.doctor.sound_system import distribution, is_container, probe_surroundings

if sys.platform == "win32":
    pytest.skip("there are no such sockets", allow_module_level=True)

CARDS = [
    DeviceInfo(0, "Microphone", "ALSA", 1, 0, 48_000, True, False),
    DeviceInfo(1, "Headset", "ALSA", 1, 2, 48_000, False, True),
    DeviceInfo(2, "Screen", "ALSA", 0, 2, 48_000, False, False),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine with nothing on it."""
    return tmp_path


@pytest.fixture
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A socket at which somebody answers."""
    folder = tmp_path_factory.mktemp("pulse")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "native"))
        server.listen()
        yield folder


def put(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_cards_are_counted_by_what_they_can(root: Path) -> None:
    found = probe_surroundings(CARDS, {}, root)

    assert (found.inputs, found.outputs) == (2, 2)
    assert (found.server, found.dead_server, found.has_kernel_sound) == ("", "", False)


@pytest.mark.parametrize("form", ["unix:{}/native", "{}/native", "{{machine}}unix:{}/native"])
def test_a_sound_server_counts_if_it_answers(root: Path, sound_server: Path, form: str) -> None:
    found = probe_surroundings([], {"PULSE_SERVER": form.format(sound_server)}, root)

    assert found.server.endswith(f"{sound_server}/native")
    assert found.dead_server == ""


def test_a_sound_server_is_found_where_it_usually_is(root: Path, sound_server: Path) -> None:
    there = {"PULSE_RUNTIME_PATH": str(sound_server)}

    assert probe_surroundings([], there, root).server == f"unix:{sound_server}/native"


def test_a_socket_at_which_nobody_answers_is_dead(root: Path) -> None:
    place = root / f"run/user/{os.getuid()}/pulse/native"
    place.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))

    found = probe_surroundings([], {"XDG_RUNTIME_DIR": str(root / "nowhere")}, root)

    assert (found.server, found.dead_server) == ("", f"unix:{place}")


def test_a_sound_server_may_be_on_another_machine(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"tcp:127.0.0.1:{server.getsockname()[1]}"
        alive = probe_surroundings([], {"PULSE_SERVER": place}, root)
    dead = probe_surroundings([], {"PULSE_SERVER": place}, root)

    assert (alive.server, dead.dead_server) == (place, place)


@pytest.mark.parametrize(
    ("kernel", "is_wsl"), [("5.15.1-microsoft-standard-WSL2", True), ("6.1.0-amd64", False)]
)
def test_linux_inside_windows_is_known_by_its_kernel(root: Path, kernel: str, is_wsl: bool) -> None:
    put(root / "proc/sys/kernel/osrelease", kernel)

    assert probe_surroundings([], {}, root).is_wsl is is_wsl


def test_the_kernel_s_cards_are_seen(root: Path) -> None:
    put(root / "dev/snd/pcmC0D0p")

    assert probe_surroundings([], {}, root).has_kernel_sound


@pytest.mark.parametrize(
    ("above", "environ", "is_remote"),
    [
        ("bash", {}, False),
        ("sshd", {}, True),
        ("sshd-session", {}, True),
        ("bash", {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}, True),
    ],
)
def test_a_login_from_elsewhere_is_seen_in_the_processes_above(
    root: Path, above: str, environ: dict[str, str], is_remote: bool
) -> None:
    put(root / f"proc/{os.getpid()}/stat", "9 (a) b) S 71 0")
    put(root / "proc/71/stat", f"71 ({above}) S 1 0")
    put(root / "proc/1/stat", "1 (init) S 0 0")

    assert probe_surroundings([], environ, root).is_remote is is_remote


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (".dockerenv", "", True),
        ("run/.containerenv", "", True),
        ("proc/1/cgroup", "0::/system.slice/docker-1f.scope", True),
        ("proc/1/cgroup", "0::/init.scope", False),
        ("etc/hostname", "", False),
    ],
)
def test_a_container_is_known_by_its_marks(
    root: Path, file: str, text: str, expected: bool
) -> None:
    put(root / file, text)

    assert is_container(root) is expected


@pytest.mark.parametrize(
    ("release", "family"),
    [
        ("ID=debian\nVERSION_ID=12", "debian"),
        ("NAME=Mint\nID=linuxmint\nID_LIKE='ubuntu debian'", "debian"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"', "fedora"),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"', "suse"),
        ("ID=arch", "arch"),
        ("ID=alpine", "alpine"),
        ("ID=nixos", ""),
        ("", ""),
    ],
)
def test_the_distribution_is_known_by_its_family(root: Path, release: str, family: str) -> None:
    put(root / "etc/os-release", release)

    assert distribution(root) == family
