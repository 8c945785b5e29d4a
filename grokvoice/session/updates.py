"""What a conversation shows: plain values that every view draws, in the order they happened.

`--json` writes the same values as objects; the names there are those of `design/interface`:
`UserPartial` is `user.partial`, `AssistantFinal` is `assistant.final`, and so on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

from grokvoice.protocol.items import Item


class State(Enum):
    """What the conversation is doing, in one word."""

    CONNECTING = "connecting"
    LISTENING = "listening"
    HEARING = "hearing"
    THINKING = "thinking"
    SPEAKING = "speaking"
    MUTED = "muted"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The conversation does something else now."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted:
    """The server took our settings; the microphone is open from here on.

    Comes again in a talk that had to go on in another conversation, with that one's id.
    """

    conversation_id: str
    model: str
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPartial:
    """The user's words so far; replaces what was shown for the same item."""

    item_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFinal:
    """The user's words; comes once for each item."""

    item_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantDelta:
    """More of the reply's words, as they are heard; append to what was shown for the item."""

    item_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantFinal:
    """A finished item of a reply; comes once for each item, `heard + unheard == text`."""

    item_id: str
    text: str
    heard: str
    unheard: str
    is_interrupted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """The reply was cut short at this many milliseconds of the item."""

    item_id: str
    heard_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the user should know; the talk goes on."""

    code: str
    """A stable word for programs, e.g. "model-substituted"."""
    text: str
    level: Literal["info", "warning"] = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShown:
    """Something that ends the talk, or that the server calls an error."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled:
    """The model called a function."""

    call_id: str
    name: str
    arguments: str
    """A JSON object as text."""
    is_hosted: bool
    """Whether the server runs it; then no `ToolReturned` follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReturned:
    """A function of ours answered, or was refused."""

    call_id: str
    name: str
    output: str
    is_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CostMeasured:
    """What the talk has cost so far, as an estimate."""

    audio_s: float
    """Billable seconds, as far as can be known."""
    dollars: float
    """US dollars by the price table of `prices_as_of`."""
    prices_as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoMeasured:
    """How Grok is kept from hearing itself now, and how well that works."""

    step: Literal["aec", "gate", "half", "off"]
    """Cancelled, let through only where clearly louder, microphone closed while it speaks, none."""
    removed_db: float | None
    """Decibels taken off the speaker's sound; None if none of it has reached the microphone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsCounted:
    """Gaps in the sound of replies so far; comes again whenever there is one more."""

    network: int
    """Times a reply ran dry before it was finished."""
    device: int
    """Times the sound card itself reported a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMatched:
    """The reply that a program asked for began."""

    request_id: str
    response_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMissed:
    """The reply that a program asked for did not begin in time, or failed."""

    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTold:
    """The server was told an item that a program adds to the conversation."""

    item: Item
    after_item_id: str | None = None
    """Where it was inserted; None if last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemForgotten:
    """The server was asked to forget an item that a program removes from the conversation."""

    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SumsCounted:
    """Where every frame went; both equations hold exactly (24 kHz frames).

    captured == acknowledged + in_flight + waiting + sum(dropped) + muted
    received == played + flushed + stale + buffered
    """

    captured: int
    acknowledged: int
    in_flight: int
    waiting: int
    dropped: Mapping[str, int]
    """Frames by cause: "overflow" (too much waited), "offline" (lost with a connection), "slow"
    (the network was)."""
    muted: int
    received: int
    played: int
    flushed: int
    stale: int
    """Sound of replies that were dead when it came."""
    buffered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyMeasured:
    """End of the user's turn to the first sound of the reply leaving the loudspeaker."""

    response_id: str
    seconds: float
    network_s: float = 0.0
    """The network's and the model's share: until the first sound had arrived."""
    own_s: float = 0.0
    """Our share: from there until it left the loudspeaker; the two make up the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """The last update of every conversation."""

    exit_code: int
    reason: str
    elapsed_s: float
    turns: int
    """How many replies were heard, in full or in part."""
    latency_p50_s: float | None = None
    """The wait that half of all answers did not exceed; None if nothing was answered."""
    latency_p95_s: float | None = None


Update: TypeAlias = (
    StateChanged
    | SessionStarted
    | UserPartial
    | UserFinal
    | AssistantDelta
    | AssistantFinal
    | Interrupted
    | Notice
    | ErrorShown
    | LatencyMeasured
    | ToolCalled
    | ToolReturned
    | CostMeasured
    | EchoMeasured
    | GapsCounted
    | ReplyMatched
    | ReplyMissed
    | ItemTold
    | ItemForgotten
    | SumsCounted
    | SessionEnded
)
