"""Talks in the middle of something, apart from any connection."""

from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.items import ContentPart, Item, Response
from grokvoice.session.commands import Command, Send
from grokvoice.session.events import UserText, VerbatimText
from grokvoice.session.options import Options
from grokvoice.session.talk import Talk
from tests.session.dialogue import sound, speech_started, speech_stopped


def asking() -> Talk:
    """The user said a turn in full and waits for the reply."""
    talk = Talk(Options(functions=frozenset({"weather"})))
    talk.speech_started(speech_started(), 0.0)
    talk.speech_stopped(speech_stopped(), 1.0)
    talk.settle(1.0, can_talk=True)
    return talk


def replying(ms: int = 1000) -> Talk:
    """The reply to a turn is open and some of its sound is queued."""
    talk = asking()
    talk.reply_created(Response(id="r1"), 1.5)
    talk.speaking.sound(sound(ms), 1.5)
    return talk


def typed_item(text: str) -> Send:
    part = ContentPart(type="input_text", text=text)
    return Send(ItemCreate(item=Item(type="message", role="user", content=(part,))))


def said(talk: Talk, *turns: UserText | VerbatimText, now: float = 5.0) -> list[Command]:
    talk.typed_turns.waiting.extend(turns)
    return talk.settle(now, can_talk=True)
