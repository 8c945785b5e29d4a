"""What a line that a person entered means: a turn, or a command if it begins with a slash."""

from typing import Protocol

from grokvoice.app.commands import Commands
from grokvoice.session.events import Event, Observed, UserText
from grokvoice.session.updates import Notice


class Told(Protocol):
    """What is told of it."""

    def tell(self, event: Event) -> None:
        """Put an event into the inbox."""
        ...


async def enter(line: str, talk: Told, commands: Commands) -> None:
    """Say a line as a turn, or obey it; two slashes begin a turn that begins with one."""
    text = line.strip()
    if text.startswith("//"):
        talk.tell(UserText(text[1:]))
    elif text.startswith("/"):
        show(await commands.run(text), talk)
    elif text:
        talk.tell(UserText(text))


def show(text: str, talk: Told) -> None:
    """Tell the person something, line by line."""
    for line in text.splitlines():
        talk.tell(Observed(Notice(code="command", text=line, level="info")))
