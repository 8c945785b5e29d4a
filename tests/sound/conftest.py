"""A virtual sound card: a private PulseAudio with one microphone and one loudspeaker.

Nothing of the system is touched: no file, no daemon, no kernel module; several may run at once. The
code under test runs in a process of its own, because ALSA reads its environment when it is loaded.
`norewinds=1` is essential: without it the first 1.5 s of every sound are lost.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from ctypes.util import find_library
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

PATIENCE_S = 20
PROBE = Path(__file__).with_name("probe.py")
NEEDED = ("pulseaudio", "pactl", "paplay", "parec")

SERVER = """\
load-module module-native-protocol-unix auth-anonymous=1 socket={folder}/native
load-module module-null-sink sink_name=spk rate=24000 channels=1 norewinds=1
load-module module-null-sink sink_name=mic_feed rate=24000 channels=1 norewinds=1
load-module module-remap-source master=mic_feed.monitor source_name=mic
set-default-sink spk
set-default-source mic
"""

ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


@dataclass
class Recording:
    """What the loudspeaker plays, from now until `stop`."""

    process: subprocess.Popen[bytes]
    heard: bytearray = field(default_factory=bytearray)
    has_begun: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._collect)
        self.thread.start()
        assert self.has_begun.wait(PATIENCE_S)

    def stop(self) -> NDArray[np.int16]:
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self.thread.join(PATIENCE_S)
        return np.frombuffer(bytes(self.heard[: len(self.heard) // 2 * 2]), np.int16)

    def _collect(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as pipe:
            while piece := os.read(pipe.fileno(), 65_536):
                self.heard += piece
                self.has_begun.set()


class VirtualSound:
    """A sound server, and what a person could do with its cables."""

    def __init__(self, folder: Path) -> None:
        for name in ("pulse", "state"):
            (folder / name).mkdir(mode=0o700)
        self._script = folder / "server.pa"
        self._script.write_text(SERVER.format(folder=folder), encoding="utf-8")
        (folder / "asound.conf").write_text(ALSA, encoding="utf-8")
        self.environment = {
            **{name: value for name, value in os.environ.items() if "PULSE_" not in name},
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_SERVER": f"unix:{folder}/native",
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._children = contextlib.ExitStack()

    def start(self) -> None:
        """Start the server and wait until it has its microphone."""
        # A server must not outlive a test run that is killed.
        command = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        command += ["pulseaudio", "-n", "-F", str(self._script), "--daemonize=no"]
        command += ["--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
        command += ["--high-priority=yes", "--realtime=yes", "--log-level=error"]
        self._server = subprocess.Popen(command, env=self.environment)
        for _ in range(500):
            answer = self._run("pactl", "get-default-source", check=False)
            if answer.stdout.strip() == b"mic":
                return
        pytest.fail("the virtual sound server did not start")

    def send_signal(self, number: signal.Signals) -> None:
        """Stall, wake or kill the server."""
        assert self._server is not None
        self._server.send_signal(number)

    def stop(self) -> None:
        """Kill the server."""
        self.send_signal(signal.SIGKILL)
        assert self._server is not None
        self._server.wait(PATIENCE_S)

    def close(self) -> None:
        """End everything that was started."""
        self.stop()
        self._children.close()

    def control(self, *words: str) -> str:
        """Do what the sound server's own program can do."""
        return self._run("pactl", *words, check=True).stdout.decode().strip()

    def echo(self, delay_ms: int, by_db: int) -> None:
        """Let the microphone hear the loudspeaker, later and softer.

        A room does not change its size: `adjust_time=0` keeps the server from doing that.
        """
        ends = ("source=spk.monitor", "sink=mic_feed", f"latency_msec={delay_ms}")
        self.control("load-module", "module-loopback", *ends, "adjust_time=0")
        streams = json.loads(self.control("--format=json", "list", "sink-inputs"))
        (index,) = [one["index"] for one in streams if one["driver"] == "module-loopback.c"]
        self.control("set-sink-input-volume", str(index), f"-{by_db}dB")

    def speak(self, path: Path) -> None:
        """Play a WAV file into the microphone, to its end."""
        self._run("paplay", "--device=mic_feed", str(path), check=True)

    def record(self, device: str = "spk.monitor") -> Recording:
        """Begin to listen to the loudspeaker, or to another device."""
        command = ["parec", f"--device={device}", "--raw", "--latency-msec=20"]
        command += ["--format=s16le", "--rate=24000", "--channels=1"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE)
        self._children.enter_context(process)
        self._children.callback(process.kill)
        return Recording(process)

    def probe(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the program that uses the sound card; it reports line by line."""
        process = subprocess.Popen(
            [sys.executable, "-W", "error", str(PROBE), *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._children.enter_context(process)
        self._children.callback(process.kill)
        return process

    def _run(self, *command: str, check: bool) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command, env=self.environment, capture_output=True, check=check, timeout=PATIENCE_S
        )


@contextlib.contextmanager
def _running(folder: Path) -> Iterator[VirtualSound]:
    sound = VirtualSound(folder)
    sound.start()
    try:
        yield sound
    finally:
        sound.close()


def _need_sound() -> None:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    missing += [] if find_library("portaudio") else ["libportaudio2"]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")


@pytest.fixture(scope="session")
def virtual_sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualSound]:
    """Give the sound card that all tests share."""
    _need_sound()
    with _running(tmp_path_factory.mktemp("sound")) as sound:
        yield sound


@pytest.fixture
def fragile_sound(tmp_path: Path) -> Iterator[VirtualSound]:
    """Give a sound card of one's own, to be broken."""
    _need_sound()
    with _running(tmp_path) as sound:
        yield sound
