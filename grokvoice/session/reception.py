"""What each server event does to the talk: the dispatch table, one line an event.

Events not named here change nothing a client must act on: acknowledgements, announcements that
others repeat, keep-alives, and everything unknown.
"""

from typing import Final

from grokvoice.protocol import server_events as server
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import ErrorInfo, Item
from grokvoice.protocol.values import Unset
from grokvoice.session.commands import Command, Show
from grokvoice.session.faults import Fault, classify
from grokvoice.session.talk import Talk
from grokvoice.session.updates import Notice

_SERVER_FAILED: Final = frozenset({"server_error", "internal_error"})


def receive(talk: Talk, event: FromServer, now: float) -> list[Command]:  # noqa: C901, PLR0911, PLR0912, PLR0915 - table
    """Let a server event change the talk; returns what must be done about it."""
    speaking = talk.speaking
    match event:
        case server.SpeechStarted():
            return talk.speech_started(event, now)
        case server.OutputAudioDelta():
            return speaking.sound(event, now)
        case server.OutputAudioDone():
            return speaking.sound_done(event, now)
        case server.ResponseCreated():
            return talk.reply_created(event.response, now)
        case server.ResponseDone():
            return _calls(talk, event) + _done(talk, event)
        case server.OutputItemDone():
            return _called(talk, event.item, event.response_id or None, now)
        case server.FunctionArgumentsDone():
            return _called(talk, _as_item(event), event.response_id or None, now)
        case server.McpArgumentsDone():
            return talk.calling.hosted(event)
        case server.McpListToolsFailed():
            return _mcp_failed("mcp-tools-failed", "The tools of an MCP server", event.error)
        case server.McpCallFailed():
            return _mcp_failed("mcp-call-failed", "A call of an MCP server's tool", event.error)
        case server.ResponseCancelled():
            return speaking.cancelled(_reply_id(event))
        case server.ErrorReceived():
            return _error(talk, event.error, now)
        case server.SpeechStopped():
            talk.speech_stopped(event, now)
        case server.InputAudioCommitted():
            talk.listening.committed(event)
        case server.InputTranscriptUpdated():
            talk.transcript.user_spoke(event.item_id, event.transcript)
        case server.InputTranscriptCompleted():
            is_final = event.status != "in_progress"
            talk.transcript.user_spoke(event.item_id, event.transcript, is_final=is_final)
        case server.ItemAdded() | server.ItemCreated():
            _announced(talk, event.item)
        case server.OutputItemAdded():
            speaking.item(event.item, event.response_id or None, now)
        case server.OutputTranscriptDelta():
            speaking.phrase(event, now)
        case server.OutputTranscriptDone():
            speaking.words(event, now)
        case _:
            pass
    return []


def _announced(talk: Talk, item: Item) -> None:
    """Speech may be announced with its words, even where no transcription was asked for (5.2)."""
    if item.type == "function_call_output":
        talk.calling.landed(item.call_id or "")
    kinds = {part.type for part in item.content or ()}
    if item.role == "user" and item.id and "input_audio" in kinds:
        talk.transcript.user_spoke(item.id, item.text)


def _called(talk: Talk, item: Item, response_id: str | None, now: float) -> list[Command]:
    """A call is complete; it opens its reply if nothing else has."""
    speaking = talk.speaking
    if item.type == "function_call" and response_id and speaking.replies.accepts(response_id):
        speaking.last_frame_at = now
    return talk.calling.announced(item, response_id or speaking.replies.open_id or "")


def _as_item(event: server.FunctionArgumentsDone) -> Item:
    return Item(
        type="function_call",
        id=event.item_id,
        call_id=event.call_id,
        name=event.name,
        arguments=event.arguments,
    )


def _reply_id(event: server.ResponseDone | server.ResponseCancelled) -> str | None:
    """Which reply it is about, whether the id stands in the response or beside it."""
    inside = event.response.id if event.response else None
    return inside or event.response_id or None


def _calls(talk: Talk, event: server.ResponseDone) -> list[Command]:
    response_id = _reply_id(event) or talk.speaking.replies.open_id or ""
    items = event.response.output or ()
    return [c for item in items for c in talk.calling.announced(item, response_id)]


def _done(talk: Talk, event: server.ResponseDone) -> list[Command]:
    response_id = _reply_id(event)
    status = event.response.status or "completed"
    if status == "cancelled":
        return talk.speaking.cancelled(response_id)
    commands = talk.speaking.done(response_id)
    if status in {"failed", "incomplete"}:
        if commands:
            talk.reply_went_wrong()
        what = "failed" if status == "failed" else "is incomplete"
        text = f"The reply {what}: {_reason(event.response.status_details)}."
        commands.append(Show(Notice(code=f"reply-{status}", text=text)))
    return commands


def _reason(details: object) -> str:
    """The reason OpenAI's dialect nests in `status_details`; xAI's says nothing."""
    match details:
        case {"error": {"message": str(reason)}} | {"error": {"code": str(reason)}}:
            return reason
        case {"reason": str(reason)}:
            return reason
        case _:
            return "the server gives no reason"


def _mcp_failed(code: str, what: str, error: ErrorInfo | Unset) -> list[Command]:
    reason = (error.message if error else "") or "xAI gives no reason"
    return [Show(Notice(code=code, text=f"{what} failed: {reason}"))]


def _error(talk: Talk, error: ErrorInfo, now: float) -> list[Command]:
    replies = talk.speaking.replies
    match classify(error):
        case Fault.NOTHING_TO_CANCEL:
            replies.acknowledge_cancel()
            return []
        case Fault.REPLY_RUNNING:
            talk.request_refused(now)
            return []
        case Fault.NOT_TRUNCATED:
            return []
        case _:
            has_failed = error.type in _SERVER_FAILED and replies.open_id is None
            code, text = error.code or error.type, error.message or "the server gives no reason"
            shown = talk.complaints.show(code or "error", text, now)
            return [*shown, *(talk.reply_failed() if has_failed else [])]
