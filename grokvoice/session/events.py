"""What may happen to a conversation: facts in the past tense, told to `Session.handle`.

Counterpart of `commands`: a command that needs an answer is paired with the event that brings it
(`Connect` with `Connected` or `ConnectFailed`, `FlushPlayback` with `PlaybackFlushed`).
"""

from dataclasses import dataclass
from typing import TypeAlias

from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import Item
from grokvoice.protocol.settings import SessionSettings, Tool
from grokvoice.session.updates import EchoMeasured, GapsCounted, Notice


@dataclass(frozen=True, slots=True)
class Started:
    """The parts are in place and the conversation may begin."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The socket is open; nothing was said on it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectFailed:
    """No connection came about."""

    message: str
    exit_code: int
    status: int | None = None
    retry_after_s: float | None = None
    may_retry: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLost:
    """The socket closed, by the server or by the network."""

    code: int
    """The close code; 1006 if there was no close frame."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A frame came in."""

    event: FromServer


@dataclass(frozen=True, slots=True)
class MicrophoneChunk:
    """One chunk of microphone sound."""

    pcm: bytes
    """PCM16 little-endian mono at 24 kHz."""


@dataclass(frozen=True, slots=True)
class InputEnded:
    """Nothing more will come from the user: the file, the pipe or the one text is at its end."""


@dataclass(frozen=True, slots=True)
class UserText:
    """The user typed a turn."""

    text: str
    waits: bool = False
    """Whether it waits until all before it was answered and heard, instead of interrupting."""


@dataclass(frozen=True, slots=True)
class VerbatimText:
    """The user wants exactly these words spoken (`force_message`)."""

    text: str
    is_interruptible: bool = True
    """Whether speech may cut it short; a key always may."""


@dataclass(frozen=True, slots=True)
class TurnBegan:
    """Push to talk: the user pressed the key; a reply that sounds is cut short."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """Push to talk: the user let the key go, and wants to be answered."""


@dataclass(frozen=True, slots=True)
class TurnDiscarded:
    """Push to talk: what was said since the key was pressed, or just sent, is to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRequested:
    """A program wants a reply to the conversation as it stands."""

    request_id: str
    """The program's own name for it; comes back in `ReplyMatched` or `ReplyMissed`."""
    instructions: str = ""
    """In place of the session's, for this reply only."""


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """A program wants the session set up differently; only what differs is sent."""

    settings: SessionSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolsChanged:
    """Other tools are there than before: those that were slow to start have come."""

    tools: tuple[Tool, ...]
    """All that the model may use from now on."""
    functions: frozenset[str]
    """Names of those among them that the shell can run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOffered:
    """A program adds an item to the conversation."""

    item: Item
    after_item_id: str | None = None
    """Where to insert it; None appends."""


@dataclass(frozen=True, slots=True)
class ItemDropped:
    """A program removes an item from the conversation."""

    item_id: str


@dataclass(frozen=True, slots=True)
class UserMuted:
    """The user closed or opened the microphone."""

    is_muted: bool


@dataclass(frozen=True, slots=True)
class SpeechStopRequested:
    """The user asked, by key, that the speech stop now."""


@dataclass(frozen=True, slots=True)
class HangUpRequested:
    """The user, or a signal, asked that the conversation end now."""

    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class PlaybackProgressed:
    """The loudspeaker went on."""

    generation: int
    """How many flushes came before."""
    heard: int
    """Frames of this generation that were heard; 24 kHz, silence not counted."""


@dataclass(frozen=True, slots=True)
class PlaybackFlushed:
    """The loudspeaker obeyed a `FlushPlayback`: this generation will sound no more."""

    generation: int
    heard: int
    """Frames of it the loudspeaker took in all, its fade-out included."""


@dataclass(frozen=True, slots=True)
class SpeechSuspected:
    """The microphone may hold a voice while a reply sounds; confirmed or dismissed soon."""


@dataclass(frozen=True, slots=True)
class SpeechConfirmed:
    """What was suspected is a voice beyond doubt: some 150 ms of speech, told from noise."""


@dataclass(frozen=True, slots=True)
class SpeechDismissed:
    """What was suspected is over, and was no speech or too little of it."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The shell noticed something about microphone or speaker that people should know."""

    update: Notice | EchoMeasured | GapsCounted


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished:
    """A function of ours answered, failed, was refused or cut off; told exactly once a call."""

    call_id: str
    output: str
    """What the model is told."""
    is_error: bool = False
    wants_reply: bool = True
    """Whether the model should speak about it."""


@dataclass(frozen=True, slots=True)
class MicrophoneAcknowledged:
    """The other machine has this many of the frames sent on this connection.

    A pong is a receipt for everything sent before its ping: TCP keeps the order.
    """

    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneLeftOut:
    """A whole chunk of sound never went out, because the network was too slow for it."""

    at: int
    """Frames of this connection's sound that had gone out before it."""
    frames: int


@dataclass(frozen=True, slots=True)
class DeadlineReached:
    """The moment that `Session.deadline` named has come."""


Wish: TypeAlias = (
    UserText
    | VerbatimText
    | SpeechStopRequested
    | UserMuted
    | TurnBegan
    | TurnEnded
    | TurnDiscarded
    | ReplyRequested
    | SettingsChanged
    | ToolsChanged
    | ItemOffered
    | ItemDropped
)
"""What the person, or a program on their behalf, wants."""

VoiceHeard: TypeAlias = SpeechSuspected | SpeechConfirmed | SpeechDismissed
"""What this machine itself hears in the microphone while a reply sounds."""

Event: TypeAlias = (
    Started
    | Connected
    | ConnectFailed
    | ConnectionLost
    | Received
    | MicrophoneChunk
    | MicrophoneAcknowledged
    | MicrophoneLeftOut
    | InputEnded
    | HangUpRequested
    | PlaybackProgressed
    | PlaybackFlushed
    | ToolFinished
    | DeadlineReached
    | Observed
    | VoiceHeard
    | Wish
)
