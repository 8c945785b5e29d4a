"""A clock that is turned by hand, and a PortAudio without a sound card."""

import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grokvoice.adapters import portaudio
from grokvoice.adapters.block_clock import BLOCK_FRAMES

BLOCK_S = 0.02


class ManualClock:
    """A block clock whose time passes when it is told to, on the caller's own thread."""

    def __init__(self) -> None:
        self.time_s = 100.0
        self.is_running = False
        self._on_block: Callable[[float], None] | None = None

    def now(self) -> float:
        return self.time_s

    def start(self, on_block: Callable[[float], None]) -> None:
        self._on_block = on_block
        self.is_running = True

    def stop(self) -> None:
        self.is_running = False

    def tick(self, blocks: int = 1) -> None:
        for _ in range(blocks):
            assert self.is_running
            assert self._on_block is not None
            self._on_block(self.time_s)
            self.time_s += BLOCK_S


class FakeStream:
    """A stream of the fake library, whose card is the test."""

    def __init__(self, library: "FakeLibrary", options: dict[str, Any]) -> None:
        self.library = library
        self.options = options
        self.calls: list[str] = []
        self.latency = 0.25

    def start(self) -> None:
        self.calls.append("start")
        if self.library.start_error is not None:
            raise self.library.start_error

    def abort(self, *, ignore_errors: bool) -> None:
        assert ignore_errors
        self.library.may_abort.wait(5)
        self.calls.append("abort")
        self.options["finished_callback"]()

    def close(self, *, ignore_errors: bool) -> None:
        assert ignore_errors
        self.calls.append("close")

    def end(self) -> None:
        """Go away, as an unplugged card does."""
        self.options["finished_callback"]()

    def give(
        self, samples: NDArray[np.int16], *, overflow: bool = False, age_s: float = 0.03125
    ) -> None:
        """Capture a block, whose first frame is so old."""
        data = memoryview(samples.tobytes())
        flags = SimpleNamespace(input_overflow=overflow, output_underflow=False)
        time = SimpleNamespace(currentTime=1e9, inputBufferAdcTime=1e9 - age_s)
        self.options["callback"](data, len(data) // 2, time, flags)

    def ask(self, lead_s: float = 0.06, *, underflow: bool = False) -> NDArray[np.int16]:
        """Ask for a block, which is heard `lead_s` later."""
        frames = self.options["blocksize"]
        data = bytearray(b"\x11" * (2 * frames * self.options["channels"]))
        flags = SimpleNamespace(input_overflow=False, output_underflow=underflow)
        time = SimpleNamespace(currentTime=1e9, outputBufferDacTime=1e9 + lead_s)
        self.options["callback"](memoryview(data), frames, time, flags)
        return np.frombuffer(data, np.int16)


class FakeLibrary:
    """Stands in for sounddevice: as much of it as grokvoice uses."""

    class PortAudioError(Exception):
        """As sounddevice's: a text, and PortAudio's code."""

    def __init__(self) -> None:
        self.devices = [
            self.device("Laptop microphone", inputs=2),
            self.device("Laptop speaker", outputs=2),
        ]
        self.host_apis = [{"name": "ALSA"}, {"name": "Windows WASAPI"}]
        self.default = SimpleNamespace(device=[0, 1])
        self.streams: list[FakeStream] = []
        self.attempts: list[tuple[float, int]] = []
        self.accepts: Callable[[float, int], bool] = lambda _rate_hz, _channels: True
        self.open_errors: list[Exception] = []
        self.start_error: Exception | None = None
        self.may_abort = threading.Event()
        self.may_abort.set()
        self.scans = 1
        self._lib = object()

    @staticmethod
    def device(name: str, *, inputs: int = 0, outputs: int = 0, api: int = 0) -> dict[str, Any]:
        return {
            "name": name,
            "hostapi": api,
            "max_input_channels": inputs,
            "max_output_channels": outputs,
            "default_samplerate": 48_000.0,
        }

    def query_devices(self) -> list[dict[str, Any]]:
        return self.devices

    def get_portaudio_version(self) -> tuple[int, str]:
        return 1246976, "PortAudio V19.6.0-devel"

    def query_hostapis(self) -> list[dict[str, Any]]:
        return self.host_apis

    def RawInputStream(self, **options: Any) -> FakeStream:  # noqa: N802 - sounddevice's name
        return self._open(options)

    def RawOutputStream(self, **options: Any) -> FakeStream:  # noqa: N802
        return self._open(options)

    def WasapiSettings(self, *, auto_convert: bool) -> str:  # noqa: N802
        return f"auto_convert={auto_convert}"

    def _open(self, options: dict[str, Any]) -> FakeStream:
        rate_hz, channels = options["samplerate"], options["channels"]
        self.attempts.append((rate_hz, channels))
        if self.open_errors:
            raise self.open_errors.pop(0)
        if not self.accepts(rate_hz, channels):
            raise self.PortAudioError("Error opening: Invalid sample rate", -9997)
        self.streams.append(FakeStream(self, options))
        return self.streams[-1]

    def _terminate(self) -> None:
        assert self.scans

    def _initialize(self) -> None:
        self.scans += 1

    def _exit_handler(self) -> None:
        pytest.fail("not called by tests")


@pytest.fixture
def clock() -> ManualClock:
    """Give a clock that is turned by hand."""
    return ManualClock()


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLibrary]:
    """Put a PortAudio without a card in place of sounddevice."""
    fake = FakeLibrary()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    monkeypatch.setenv("PULSE_SOURCE", "named")  # so that no real sound server is asked
    _forget_streams()
    yield fake
    fake.may_abort.set()
    _forget_streams()


def _forget_streams() -> None:
    portaudio.audio_thread.cache_clear()
    portaudio._streams.clear()


@pytest.fixture
def sound() -> Callable[[int], NDArray[np.int16]]:
    """Give a maker of sound no sample of which is zero, so that silence can be told from it."""

    def make(frames: int = BLOCK_FRAMES) -> NDArray[np.int16]:
        return (np.arange(frames) % 9999 + 1).astype(np.int16)

    return make


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def certificate(tmp_path: Path) -> Callable[[str], ssl.SSLContext]:
    """Give a maker of servers' contexts, each with a fresh certificate that only it trusts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make certificates with")

    def make(subject: str) -> ssl.SSLContext:
        chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
        kind = ["-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        names = ["-subj", "/CN=grokvoice-test", "-addext", f"subjectAltName={subject}"]
        files = ["-days", "2", "-out", str(chain), "-keyout", str(key)]
        subprocess.run([openssl, "req", *kind, *names, *files], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        return context

    return make
