"""What a conversation may ask for: imperatives, returned by `Session.handle` and obeyed in order.

Counterpart of `events`. The shell obeys all commands of one event before it tells the next event,
and none of them may wait for anything slow.
"""

from dataclasses import dataclass
from typing import TypeAlias

from grokvoice.protocol.client_events import AnyClientEvent
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import Update


@dataclass(frozen=True, slots=True)
class Connect:
    """Open the socket; answered by `Connected` or `ConnectFailed`."""

    conversation_id: str | None = None
    """The conversation to resume, if any."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Close the socket with a normal close; what was sent before is still delivered."""


@dataclass(frozen=True, slots=True)
class Send:
    """Put an event on the wire."""

    event: AnyClientEvent


@dataclass(frozen=True, slots=True)
class Play:
    """Queue sound behind all that is queued."""

    pcm: bytes
    """PCM16 little-endian mono at 24 kHz, whole samples."""


@dataclass(frozen=True, slots=True)
class FinishPlayback:
    """Nothing follows for now: let the queued sound begin even if there is little of it."""


@dataclass(frozen=True, slots=True)
class FlushPlayback:
    """Stop the sound with a short fade and forget the rest; answered by `PlaybackFlushed`."""

    generation: int
    """The generation that ends; sound queued from now on belongs to the next."""


@dataclass(frozen=True, slots=True)
class Duck:
    """Make the sound quieter at once: somebody may have begun to speak over it."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring the sound back to its full level."""


@dataclass(frozen=True, slots=True)
class RunTool:
    """Run a function of ours; answered by `ToolFinished`, whatever happens."""

    call: Call


@dataclass(frozen=True, slots=True)
class Show:
    """Tell every view."""

    update: Update


@dataclass(frozen=True, slots=True)
class End:
    """The conversation is over: close everything and leave with this code."""

    exit_code: int


Command: TypeAlias = (
    Connect
    | Disconnect
    | Send
    | Play
    | FinishPlayback
    | FlushPlayback
    | Duck
    | Restore
    | RunTool
    | Show
    | End
)
