"""A tool that this machine runs, whatever is behind it, in the shape in which calls are made."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from grokvoice.protocol.settings import Tool
from grokvoice.protocol.values import JsonObject
from grokvoice.tools.declaring import DEFAULT_TIMEOUT_S
from grokvoice.tools.results import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTool:
    """Something the model may call."""

    name: str
    description: str
    parameters: JsonObject
    """The JSON Schema of its arguments."""
    origin: str
    """Where it comes from, for people."""
    run: Callable[[JsonObject], Awaitable[Outcome]]
    """Runs it with arguments that the schema accepts, away from the event loop."""
    timeout_s: float = DEFAULT_TIMEOUT_S
    is_safe: bool = False
    """Whether its owner says that it may run without asking; strangers have no say in this."""
    is_strange: bool = False
    """Whether its answers are words of strangers, which may tell the model to do things."""
    pin: str = ""
    """A fingerprint of what it says it is; empty for the user's own code."""

    @property
    def spec(self) -> Tool:
        """What the service is told of it."""
        return Tool(
            type="function",
            name=self.name,
            description=self.description,
            parameters=self.parameters,
        )
