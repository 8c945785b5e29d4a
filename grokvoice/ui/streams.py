"""The three standard streams and what is known about the terminal behind them."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, TextIO


def _columns() -> int:
    return shutil.get_terminal_size().columns


def replace_unsayable() -> None:
    """Have the process's own streams carry a question mark for what their encoding cannot say."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """Where text is read from and written to."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    is_stdin_terminal: bool = False
    is_stdout_terminal: bool = False
    is_stderr_terminal: bool = False
    environ: Mapping[str, str] = field(default_factory=dict)
    """Looked at for TERM, NO_COLOR, FORCE_COLOR and ACCESSIBLE."""
    columns: Callable[[], int] = _columns
    """Width of the terminal now."""

    @classmethod
    def of_process(cls) -> Self:
        """Take the process's own; a closed one becomes an empty or a bottomless stream.

        What an encoding cannot say becomes a question mark rather than an error.
        """
        replace_unsayable()
        stdin = sys.stdin or io.StringIO()
        stdout = sys.stdout or io.StringIO()
        stderr = sys.stderr or io.StringIO()
        return cls(
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            is_stdin_terminal=stdin.isatty(),
            is_stdout_terminal=stdout.isatty(),
            is_stderr_terminal=stderr.isatty(),
            environ=os.environ,
        )

    @property
    def can_live(self) -> bool:
        """Whether a part of the screen may be redrawn.

        Only on a terminal that can, for a person who did not ask for append-only lines
        (`ACCESSIBLE`: redrawn lines are read aloud endlessly by a screen reader).
        """
        return self.is_stdout_terminal and self.can_progress

    @property
    def can_progress(self) -> bool:
        """Whether a word may be shown on standard error and taken back; as for `can_live`."""
        is_plain = self.environ.get("TERM") in {"dumb", "unknown"} or self._is_set("ACCESSIBLE")
        return self.is_stderr_terminal and not is_plain

    @property
    def has_color(self) -> bool:
        """Whether colour is wanted: NO_COLOR, whatever it says, wins over FORCE_COLOR."""
        if self.environ.get("NO_COLOR"):
            return False
        return self._is_set("FORCE_COLOR") or self.can_live

    @property
    def has_unicode(self) -> bool:
        """Whether stdout can show more than ASCII."""
        return (self.stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf")

    def with_result_on_stderr(self) -> Self:
        """Return the streams for a command whose standard output carries sound."""
        return replace(
            self,
            stdout=self.stderr,
            is_stdout_terminal=self.is_stderr_terminal,
        )

    def _is_set(self, variable: str) -> bool:
        return self.environ.get(variable, "") not in ("", "0")
