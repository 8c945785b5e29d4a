"""What PulseAudio or PipeWire records for us, asked through `pactl` where there is one.

PortAudio sees one card called "default" there, and no change at all when the server moves a stream:
if the microphone is unplugged, it is moved to the *monitor* of the loudspeaker, and the assistant
hears itself. Only the server knows (audio lab, 1). Asking takes some 5 ms of another process.
"""

import json
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from grokvoice.child_environment import without_secrets

logger = logging.getLogger(__name__)

Row: TypeAlias = Mapping[str, object]
Ask: TypeAlias = Callable[[str], list[Row]]
"""Gives the rows of `pactl list WHAT`; none if nobody answers."""

_TIMEOUT_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Source:
    """Where the sound that is recorded comes from."""

    name: str
    is_monitor: bool = False
    """Whether it is what a loudspeaker plays, and no microphone."""
    is_bluetooth: bool = False
    description: str = ""
    """What the sound settings call it."""
    is_muted: bool = False
    """Whether it was muted there when it was looked at first."""


class Recording:
    """Follows this process's recording from source to source.

    Args:
        ask: Asks the server.
        process_id: Whose recording; as the server knows it.
    """

    def __init__(self, ask: Ask, process_id: int) -> None:
        self._ask = ask
        self._process_id = str(process_id)
        self._index: object = None
        self._source: Source | None = None

    def source(self) -> Source | None:
        """Return where the recording comes from now; None if that cannot be known."""
        ours = [row for row in self._ask("source-outputs") if self._is_ours(row)]
        index = ours[0].get("source") if ours else None
        if index != self._index:
            self._index = index
            self._source = None if index is None else self._described(index)
        return self._source

    def _is_ours(self, row: Row) -> bool:
        properties = row.get("properties")
        if not isinstance(properties, Mapping):
            return False
        return properties.get("application.process.id") == self._process_id

    def _described(self, index: object) -> Source | None:
        for row in self._ask("sources"):
            properties = row.get("properties")
            if row.get("index") == index and isinstance(properties, Mapping):
                return Source(
                    name=str(row.get("name", "")),
                    is_monitor=properties.get("device.class") == "monitor",
                    is_bluetooth=properties.get("device.bus") == "bluetooth",
                    description=str(row.get("description", "")),
                    is_muted=row.get("mute") is True,
                )
        return None


def own_recording() -> Recording | None:
    """Return a way to follow our recording; None where it is not known or not ours to judge.

    Whoever names a source in `PULSE_SOURCE` means it, be it a monitor.
    """
    program = shutil.which("pactl")
    if program is None or "PULSE_SOURCE" in os.environ:
        return None
    return Recording(lambda what: _ask_pactl(program, what), os.getpid())


def _ask_pactl(program: str, what: str) -> list[Row]:
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed question to the system's own program
            [program, "--format=json", "list", what],
            stdin=subprocess.DEVNULL,
            env=without_secrets(os.environ),
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
        )
        rows: object = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        logger.debug("pactl does not say: %s", error)  # too old for JSON, or there is no server
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
