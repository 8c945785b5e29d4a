"""What a planner is asked, and what it answers: the steps of one reply."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from grokvoice.protocol.settings import Tool
from grokvoice.simulator.brain.memory import Remembered

Cause: TypeAlias = Literal["user", "idle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a reply may depend on."""

    memory: tuple[Remembered, ...]
    """The conversation as the model sees it, the newest item last."""
    instructions: str
    """The system prompt; "" if none was given."""
    request: str = ""
    """What `response.create` asks of this reply alone; "" for nothing."""
    tools: tuple[Tool, ...]
    """Function tools in their flat form, and server tools as they were sent."""
    wall: datetime
    """The local time."""
    cause: Cause = "user"
    """`idle`: nobody spoke for a while, and the server checks in."""


@dataclass(frozen=True, slots=True)
class Speak:
    """Say a text."""

    text: str


@dataclass(frozen=True, slots=True)
class CallFunction:
    """Ask the client to run one of its functions."""

    name: str
    arguments: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class CallMcp:
    """Run a tool of a remote MCP server; the client only watches (reference, 5.8)."""

    name: str
    arguments: str
    """JSON."""
    problem: str = ""
    """Why it fails; "" if it does not."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Fail:
    """Send an `error` event."""

    kind: str
    message: str
    code: str = ""
    """Like `kind` if empty."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Close the socket in the middle of the reply."""

    code: int = 1011
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GoSilent:
    """Neither read nor write any more, without closing."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Stop the reply without ending it: no `response.done` (reference, 6.4)."""


@dataclass(frozen=True, slots=True)
class Finish:
    """End the reply with another status than `completed`."""

    status: Literal["cancelled", "failed", "incomplete"]


Step: TypeAlias = (
    Speak | CallFunction | CallMcp | Wait | Fail | Disconnect | GoSilent | Abandon | Finish
)


class Planner(Protocol):
    """The mind behind the voice."""

    def plan(self, situation: Situation) -> tuple[Step, ...]:
        """Return the steps of the reply, in order; an empty plan is a reply without output."""
        ...
