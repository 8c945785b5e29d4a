"""What the brain is told, and what it asks its shell to do.

Sound is PCM16 little-endian mono in `bytes`, so that messages compare as whole values; each field
says at which rate.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from grokvoice.protocol.codec import FromClient
from grokvoice.protocol.server_events import AnyServerEvent
from grokvoice.protocol.unreadable import UnknownEvent
from grokvoice.simulator.brain.phrases import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A client opened a socket; always the first event, and the only one of its kind."""

    wall: datetime
    """The local wall clock at this moment, with its time zone."""
    model: str = ""
    """As asked for in the address; "" if the client left it out."""
    conversation_id: str = ""
    """The conversation to take up again; "" for a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A frame of the client, decoded."""

    event: FromClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed:
    """What the recogniser makes of the speech of one job so far."""

    job: str
    text: str
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesized:
    """The sound of a whole text, and where in it each phrase lies."""

    job: str
    pcm: bytes
    """24 kHz."""
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFailed:
    """A text could not be spoken."""

    job: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReached:
    """The time that `Brain.deadline` named has come."""


Event: TypeAlias = Connected | Received | Transcribed | Synthesized | VoiceFailed | DeadlineReached


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvent:
    """Encode the event and send it as one text frame."""

    event: AnyServerEvent | UnknownEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFrame:
    """Send the frame as it is: bare audio, or something no codec would write."""

    frame: str | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribe:
    """Listen to more of a job's speech; answer with `Transcribed`, in the order asked."""

    job: str
    pcm: bytes
    """What was said since the last command of this job, at 16 kHz; may be empty."""
    is_final: bool
    """Nothing more will come: give the final text and forget the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesize:
    """Speak a text; answer with `Synthesized`."""

    job: str
    text: str
    voice: str
    speed: float
    """1.0 is normal; 0.7-1.5."""
    replace: tuple[tuple[str, str], ...] = ()
    """How words are to be pronounced: (as written, as spoken)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSocket:
    """Close the connection; nothing is sent after it."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """Neither read nor write any more, and do not close either: a network that died quietly."""


Command: TypeAlias = SendEvent | SendFrame | Transcribe | Synthesize | CloseSocket | Stall
