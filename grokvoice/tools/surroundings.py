"""What tools need of the world around them, given by whoever puts the talk together."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grokvoice.session.updates import Notice
from grokvoice.tools.approval import Ask
from grokvoice.tools.results import Redact


def _as_it_is(text: str) -> str:
    return text


def _to_nobody(_notice: Notice) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The person, the screen, the disk and the clock."""

    ask: Ask | None = None
    """Puts a question to the person; None where nobody can answer on a keyboard."""
    tell: Callable[[Notice], None] = _to_nobody
    """Shows a notice; called on the event loop's thread."""
    redact: Redact = _as_it_is
    """Takes secrets out of what the model is told; called on any thread."""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Our environment, of which others get what they are named."""
    memory: Path | None = None
    """The file of what was agreed to for good; None forgets it with the talk."""
    logs: Path | None = None
    """A folder for what MCP servers write to standard error; None drops it."""
    now: Callable[[], float] = time.monotonic
    """Seconds of a clock that never goes back."""
