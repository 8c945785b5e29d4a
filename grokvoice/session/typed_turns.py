"""Turns that are typed instead of spoken, in the order they were typed.

One that interrupts does so when it is its turn: it overtakes none that waits before it.
"""

from collections import deque
from collections.abc import Callable

from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.items import ContentPart, Item
from grokvoice.protocol.values import UNSET
from grokvoice.session.calling import Calling
from grokvoice.session.commands import Command, Send
from grokvoice.session.events import UserText, VerbatimText
from grokvoice.session.listening import Listening
from grokvoice.session.speaking import Speaking
from grokvoice.session.transcript import Transcript


class TypedTurns:
    """Says them when nothing stands in their way.

    Args:
        transcript: Where they are written down.
        speaking: What they interrupt.
        listening: What waits for their replies.
        calling: What they leave unspoken of.
        is_quiet: Whether all that was said before was answered and heard.
    """

    def __init__(
        self,
        transcript: Transcript,
        speaking: Speaking,
        listening: Listening,
        calling: Calling,
        is_quiet: Callable[[], bool],
    ) -> None:
        self.waiting: deque[UserText | VerbatimText] = deque()
        """Turns that were not sent yet."""
        self._transcript = transcript
        self._speaking = speaking
        self._listening = listening
        self._calling = calling
        self._is_quiet = is_quiet
        self._count = 0

    def say(self, now: float) -> list[Command]:
        """Say what is waiting, unless it is to wait for what came before."""
        commands: list[Command] = []
        while self.waiting and not self._must_wait(self.waiting[0]):
            turn = self.waiting.popleft()
            if isinstance(turn, UserText):
                commands += self._typed(turn.text, now)
            else:
                commands += self._verbatim(turn, now)
        return commands

    def _must_wait(self, turn: UserText | VerbatimText) -> bool:
        """Whether a turn would lose its reply among those that are under way."""
        if isinstance(turn, UserText):
            return turn.waits and not self._is_quiet()
        replies = self._speaking.replies
        is_awaited = self._listening.awaiting_since is not None or replies.is_expected
        return is_awaited or replies.open_id is not None

    def _typed(self, text: str, now: float) -> list[Command]:
        """A turn interrupts, and is answered."""
        part = ContentPart(type="input_text", text=text)
        item = Item(type="message", role="user", content=(part,))
        commands = self._speaking.interrupt(now)
        self._count += 1
        self._transcript.user_spoke(f"typed-{self._count}", text, is_final=True)
        self._calling.user_turn()
        self._speaking.replies.want()
        self._listening.expect_reply(now, now)
        return [*commands, Send(ItemCreate(item=item)), *self._speaking.ask(now)]

    def _verbatim(self, turn: VerbatimText, now: float) -> list[Command]:
        """Words to be spoken as they are; the server opens a reply for them by itself."""
        part = ContentPart(type="output_text", text=turn.text)
        item = Item(
            type="force_message",
            role="assistant",
            content=(part,),
            interruptible=UNSET if turn.is_interruptible else False,
        )
        if not turn.is_interruptible:
            self._speaking.protect_next()
        self._listening.expect_reply(now, now)
        return [Send(ItemCreate(item=item))]
