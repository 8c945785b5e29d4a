"""A small process between us and an MCP server that we start; nothing of grokvoice is imported.

    grokvoice ──stdin──────────────────────────► server
              ◄─stdout── warden ◄─stdout──────────┤   only lines that can be messages
                         warden ◄─stderr──────────┘   into a log file, 1 MiB at most

It keeps a server that floods or babbles from taking our interpreter's time, and it ends the server
and all its children when they are told to go, or when we are gone in whatever way: a signal that
cannot be caught leaves no orphans either (faults T9, T15). On Windows a job object does the latter.

    python warden.py LOG PARENT-PID COMMAND [ARGUMENT...]
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO

LONGEST_LINE = 4 * 2**20
"""Of a message, in bytes; a server that says more in one breath is ended."""
LONGEST_LOG = 2**20
GRACE_S = 2.0
"""From the request to end until the end."""
_LOOK_S = 0.25
_PIECE = 65_536
_STDOUT = 1
_NOT_FOUND = 127


class Log:
    """A file that takes at most 1 MiB in a run; the rest is dropped, after a note."""

    def __init__(self, path: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        if sys.platform != "win32":
            flags |= os.O_NOFOLLOW
        self._file = os.open(path, flags, 0o600)
        self._left = LONGEST_LOG
        self._lock = threading.Lock()

    def write(self, piece: bytes) -> None:
        """Keep a piece, as long as there is room."""
        with self._lock, contextlib.suppress(OSError):  # a full disk must not end a server
            if self._left > 0:
                os.write(self._file, piece[: self._left])
                if len(piece) >= self._left:
                    os.write(self._file, b"\n[the log is full: the rest is dropped]\n")
            self._left -= len(piece)


def main(arguments: Sequence[str]) -> int:
    """Start the server, and stay until it and its children have ended."""
    log, parent, command = Log(arguments[0]), int(arguments[1]), arguments[2:]
    program = shutil.which(command[0])
    if program is None:
        log.write(f"{command[0]}: not found on PATH\n".encode())
        return _NOT_FOUND
    _lead_a_group()
    is_told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: is_told.set())
    server = subprocess.Popen(  # noqa: S603 - what the user configured, and no shell
        [program, *command[1:]], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )
    messages = _start(lambda: _pass_messages(_descriptor(server.stdout), log, server))
    _start(lambda: _pass_log(_descriptor(server.stderr), log))
    _start(lambda: _watch(server, parent, is_told))
    code = server.wait()
    messages.join(_LOOK_S)
    _kill(server)
    return code


def _watch(server: "subprocess.Popen[bytes]", parent: int, is_told: threading.Event) -> None:
    """Ask the server to end when we are told to, or are alone; and see to it."""
    while not is_told.wait(_LOOK_S) and os.getppid() == parent:
        pass
    _ask_to_end(server)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(GRACE_S)
    _kill(server)


def _pass_messages(descriptor: int, log: Log, server: "subprocess.Popen[bytes]") -> None:
    """Hand on what may be a message: an object of JSON on a line."""
    held = bytearray()
    while piece := os.read(descriptor, _PIECE):
        held += piece
        *lines, held = held.split(b"\n")
        if max(map(len, (*lines, held))) > LONGEST_LINE:
            log.write(f"[a line of more than {LONGEST_LINE} bytes: ended]\n".encode())
            _kill(server)
        for line in lines:
            if line.lstrip().startswith(b"{"):
                _write(bytes(line) + b"\n")
            elif line.strip():
                log.write(b"[on stdout] " + line + b"\n")


def _pass_log(descriptor: int, log: Log) -> None:
    while piece := os.read(descriptor, _PIECE):
        log.write(piece)


def _write(line: bytes) -> None:
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(_STDOUT, rest) :]


def _start(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _descriptor(pipe: IO[bytes] | None) -> int:
    return pipe.fileno() if pipe else -1


if sys.platform == "win32":

    def _lead_a_group() -> None:
        """Do nothing: whoever started us put us into a job, which ends as one."""

    def _ask_to_end(server: "subprocess.Popen[bytes]") -> None:
        server.terminate()

    def _kill(server: "subprocess.Popen[bytes]") -> None:
        server.kill()

else:

    def _lead_a_group() -> None:
        with contextlib.suppress(PermissionError):  # we lead a session already
            os.setpgid(0, 0)

    def _ask_to_end(_server: "subprocess.Popen[bytes]") -> None:
        os.killpg(0, signal.SIGTERM)

    def _kill(_server: "subprocess.Popen[bytes]") -> None:
        """End the whole group, ourselves included."""
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
