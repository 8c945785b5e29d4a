"""Words for talks under a conductor: who serves, what was said, what was told."""

from collections.abc import Awaitable, Callable

from grokvoice.app.conductor import Conductor
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.conversation_events import ItemAdded
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.response_events import FunctionArgumentsDone, OutputItemAdded
from grokvoice.session.events import UserText
from grokvoice.session.updates import AssistantFinal, ErrorShown, Notice, Update, UserFinal
from tests.app.stage import FakeView, FakeWire, obliging
from tests.session.dialogue import reply_created, reply_done

HELLO = UserText("Hello.", waits=True)
Act = Callable[[Conductor], Awaitable[None]]


def serving(*, reply: str = "one two", ms: int = 1000) -> FakeWire:
    return FakeWire(obliging(reply=reply, ms=ms))


def said(view: FakeView) -> list[str]:
    """The transcript, one line an item."""
    finals = [it for it in view.shown if isinstance(it, UserFinal | AssistantFinal)]
    return [it.text if isinstance(it, UserFinal) else it.heard for it in finals]


def codes(view: FakeView) -> list[str]:
    """The stable words of all notices and errors."""
    return [it.code for it in view.shown if isinstance(it, Notice | ErrorShown)]


def remembered(role: str, text: str) -> ItemAdded:
    """What a server says of an item when a conversation is taken up again."""
    part = ContentPart(type="input_text" if role == "user" else "output_text", text=text)
    return ItemAdded(item=Item(id=f"old-{role}", role=role, content=(part,), replayed=True))


def attempts_within(calls: list[tuple[float, str | None]], begin_s: float, end_s: float) -> int:
    first = calls[0][0]
    return sum(begin_s <= at - first < end_s for at, _ in calls)


def has(*kinds: type[Update]) -> Callable[[list[Update]], bool]:
    return lambda shown: any(isinstance(update, kinds) for update in shown)


def call_of(name: str) -> list[FromServer]:
    """A reply that is nothing but a call of a function."""
    item = Item(id="f1", type="function_call", role="assistant", call_id="k1", name=name)
    call = FunctionArgumentsDone(
        item_id="f1", response_id="r1", call_id="k1", name=name, arguments="{}"
    )
    return [reply_created(), OutputItemAdded(item=item, response_id="r1"), call, reply_done()]
