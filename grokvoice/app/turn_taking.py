"""Turns from a script: each is told when the one before has been sent, so that none pile up."""

import asyncio
from typing import Final, Protocol

from grokvoice.session.events import Event

_LOOK_S: Final = 0.05
"""How often it is looked whether the talk takes another turn."""


class Speaks(Protocol):
    """What a script needs of the conversation."""

    def tell(self, event: Event) -> None:
        """Put an event into the inbox."""
        ...

    @property
    def has_waiting_turns(self) -> bool:
        """Whether a turn that was told has not been sent yet."""
        ...


async def until_sent(talk: Speaks) -> None:
    """Wait until the talk takes another turn."""
    await asyncio.sleep(0)  # the inbox comes first
    while talk.has_waiting_turns:  # noqa: ASYNC110 - the core is looked at, it calls nobody
        await asyncio.sleep(_LOOK_S)
