"""What a wire trace means: how its session was set up, where it broke off, who wished what."""

from collections.abc import Sequence
from math import inf

from grokvoice.journal.trace_file import Heard, Line, Said
from grokvoice.protocol import client_events as client
from grokvoice.protocol.codec import FromClient
from grokvoice.protocol.conversation_events import ConversationCreated, SessionCreated
from grokvoice.protocol.items import Item
from grokvoice.protocol.settings import SessionSettings
from grokvoice.session import events
from grokvoice.session.options import Options


def options_of(lines: Sequence[Line]) -> Options:
    """Set the core up as it was then, as far as the trace knows."""
    said = (line.event for line in lines if isinstance(line, Said))
    heard = (line.event for line in lines if isinstance(line, Heard))
    updates = (event.session for event in said if isinstance(event, client.SessionUpdate))
    greetings = (event.session for event in heard if isinstance(event, SessionCreated))
    settings = next(updates, SessionSettings())
    greeting = next(greetings, SessionSettings())
    tools = [tool for tool in settings.tools or () if tool.type == "function"]
    return Options(
        model=greeting.model or "",
        settings=settings,
        renew_after_s=inf,  # the trace decides when
        functions=frozenset(tool.name for tool in tools if tool.name),
    )


def last_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Find the last line of every connection but the last one.

    Our first words on a connection may stand before the server's.
    """
    found: set[int] = set()
    last, has_greeted, is_greeting = 0, False, False
    for number, line in enumerate(lines):
        match line:
            case Heard(event=SessionCreated() | ConversationCreated()):
                if has_greeted and not is_greeting:
                    found.add(last)
                has_greeted = is_greeting = True
            case Said(event=client.SessionUpdate()):
                pass
            case _:
                last, is_greeting = number, False
    return frozenset(found)


def turns_of(lines: Sequence[Line]) -> frozenset[int]:
    """Find the items behind which we asked for a reply; others were told, not said."""
    found: set[int] = set()
    last: int | None = None
    for number, line in enumerate(lines):
        match line:
            case Said(event=client.ItemCreate()):
                last = number
            case Said(event=client.ResponseCreate()) if last is not None:
                found.add(last)
                last = None
            case _:
                pass
    return frozenset(found)


def wish_of(  # noqa: PLR0911 - a table
    event: FromClient, *, is_turn: bool
) -> events.Event | None:
    """Tell what must have happened that this was said; None if it followed from all the rest.

    Args:
        event: What we said, and the core does not by itself.
        is_turn: Whether it is an item that asked for a reply.
    """
    match event:
        case client.InputAudioAppend(audio=pcm):
            return events.MicrophoneChunk(pcm)
        case client.InputAudioCommit():
            return events.TurnEnded()
        case client.InputAudioClear():
            return events.TurnDiscarded()
        case client.ResponseCancel():
            return events.SpeechStopRequested()
        case client.SessionUpdate(session=settings):
            return events.SettingsChanged(settings)
        case client.ItemDelete(item_id=item_id):
            return events.ItemDropped(item_id)
        case client.ItemCreate(item=item):
            return _item_wish(item, is_turn=is_turn)
        case _:  # truncations and requests for replies
            return None


def _item_wish(item: Item, *, is_turn: bool) -> events.Event:
    match item:
        case Item(type="force_message"):
            return events.VerbatimText(item.text, is_interruptible=item.interruptible is not False)
        case Item(type="function_call_output"):
            output = item.output or ""
            is_error = output.startswith('{"error"')
            return events.ToolFinished(call_id=item.call_id or "", output=output, is_error=is_error)
        case Item(type="message", role="user") if is_turn:
            return events.UserText(item.text)
        case _:
            return events.ItemOffered(item=item)
