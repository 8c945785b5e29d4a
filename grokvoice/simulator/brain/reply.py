"""One reply while it is being given: its items, its words and its sound so far."""

from dataclasses import dataclass, field, replace

from grokvoice.protocol.items import ContentPart, Item, Response, Usage
from grokvoice.protocol.values import UNSET, JsonValue, Unset
from grokvoice.simulator.brain.memory import Entry
from grokvoice.simulator.brain.plans import Cause, Step


@dataclass(slots=True)
class Utterance:
    """A message item of a reply that is being spoken."""

    entry: Entry
    said: str = ""
    """The words sent so far."""

    @property
    def id(self) -> str:
        """The item's id."""
        return self.entry.id

    def finish(self, status: str) -> Item:
        """Give the item its words, unless a client has cut it by now, and return it with them."""
        spoken = replace(
            opened_item(self.id),
            status=status,
            content=(ContentPart(type="audio", transcript=self.said),),
        )
        if not self.entry.is_cut:
            self.entry.item = spoken
        return spoken


@dataclass(slots=True)
class Reply:
    """The state of one response."""

    id: str
    began_at: float
    """When the turn ended that it answers; `latency` counts from here."""
    metadata: dict[str, JsonValue] | Unset | None = UNSET
    instructions: str | Unset = UNSET
    """Instead of the session's, for this reply alone."""
    cause: Cause = "user"
    is_interruptible: bool = True
    is_planned: bool = False
    steps: list[Step] = field(default_factory=list)
    """What is still to be done."""
    output: list[Item] = field(default_factory=list)
    """Finished items, as `response.done` lists them."""
    utterance: Utterance | None = None
    """What is being spoken now."""
    said: str = ""
    """All words sent."""
    frames: int = 0
    """Sound sent, at 24 kHz."""
    calls: int = 0
    """Functions called."""

    def created(self) -> Response:
        """Tell the reply as `response.created` does."""
        return self._envelope(status="in_progress", output=())

    def ended(self, status: str) -> Response:
        """Tell the reply as `response.done` does; an unfinished item is listed as incomplete."""
        if self.utterance:
            self.output.append(self.utterance.finish("incomplete"))
        return self._envelope(status=status, output=tuple(self.output))

    def _envelope(self, *, status: str, output: tuple[Item, ...]) -> Response:
        return Response(
            id=self.id,
            object="realtime.response",
            output=output,
            status=status,
            status_details="unimplemented",
            usage=Usage(),
            metadata=self.metadata,
        )


def opened_item(item_id: str) -> Item:
    """Tell an assistant message that has no content yet, as `response.output_item.added` does."""
    return Item(
        id=item_id, object="realtime.item", type="message", status="in_progress", role="assistant"
    )
