"""What the person, or a program on their behalf, may wish; the world's events are the machine's."""

from typing import assert_never

from grokvoice.protocol.client_events import ItemCreate, ItemDelete
from grokvoice.protocol.settings import SessionSettings
from grokvoice.protocol.values import UNSET
from grokvoice.session import events
from grokvoice.session.commands import Command, Send
from grokvoice.session.continuity import Continuity
from grokvoice.session.microphone import FRAMES_PER_MS
from grokvoice.session.talk import Talk


def fulfil(  # noqa: C901, PLR0911, PLR0912 - a table
    wish: events.Wish, talk: Talk, continuity: Continuity, now: float
) -> list[Command]:
    """Do what can be done at once; what needs a wire waits until there is one."""
    match wish:
        case events.UserText() | events.VerbatimText():
            talk.typed_turns.waiting.append(wish)
        case events.SpeechStopRequested():
            return talk.speaking.interrupt(now)
        case events.UserMuted():
            return _mute(wish, talk, continuity)
        case events.TurnBegan():
            return talk.push_to_talk.began(now)
        case events.TurnEnded():
            return talk.push_to_talk.ended(now)
        case events.TurnDiscarded():
            return talk.push_to_talk.discarded()
        case events.ReplyRequested():
            talk.requests.add(wish)
        case events.SettingsChanged():
            return continuity.change(wish.settings)
        case events.ToolsChanged():
            talk.calling.functions = wish.functions
            return continuity.change(SessionSettings(tools=wish.tools))
        case events.ItemOffered():
            after = wish.after_item_id or UNSET
            talk.waiting_events.append(ItemCreate(item=wish.item, previous_item_id=after))
        case events.ItemDropped():
            talk.waiting_events.append(ItemDelete(item_id=wish.item_id))
        case _:
            assert_never(wish)
    return []


def _mute(wish: events.UserMuted, talk: Talk, continuity: Continuity) -> list[Command]:
    if wish.is_muted:
        silence_ms = continuity.tuning.turn_silence_ms
        return [Send(append) for append in talk.gate.mute(silence_ms * FRAMES_PER_MS)]
    talk.gate.is_muted = False
    return []
