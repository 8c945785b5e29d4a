"""A client on a terminal of its own, and what the system says it costs."""

import os
import pty
import signal
import subprocess
import sys
import threading
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class Client:
    """`grokvoice talk` with its live view, 100 columns wide; what it draws is thrown away.

    Args:
        arguments: What follows `grokvoice talk`.
        environment: Where the virtual card is.
    """

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "grokvoice", "talk", "--no-save", *arguments]
        around = environment | {
            "TERM": "xterm-256color",
            "COLUMNS": "100",
            "LINES": "30",
            "GROKVOICE_API_KEY": "bench",
            "PYTHONPATH": str(Path(__file__).parents[3]),
        }
        self._process = subprocess.Popen(
            command, env=around, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self._terminal = ours
        threading.Thread(target=self._drain, daemon=True).start()
        self.drawn = 0
        """Bytes it has written to its terminal."""

    @property
    def cpu_s(self) -> float:
        """Processor seconds used so far."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def memory_mb(self) -> tuple[float, float]:
        """Resident memory now, and at most so far."""
        sizes = dict(line.split(":", 1) for line in self._proc("status").splitlines())
        return tuple(int(sizes[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]

    @property
    def threads(self) -> int:
        """How many threads there are now."""
        return len(list(Path(f"/proc/{self._process.pid}/task").iterdir()))

    def stop(self) -> None:
        """End it."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text(encoding="utf-8")

    def _drain(self) -> None:
        try:
            while piece := os.read(self._terminal, 65_536):
                self.drawn += len(piece)
        except OSError:  # the other end is closed
            os.close(self._terminal)
