"""The words of one reply, collected from what a conversation shows."""

import asyncio
from typing import Final

from grokvoice.errors import ReplyFailedError, ServerError
from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Notice,
    SessionEnded,
    State,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
)

_DONE: Final = (State.LISTENING, State.MUTED, State.ENDED)


async def words_of_reply(shown: "asyncio.Queue[Update]") -> str:
    """Collect a reply's words until nobody speaks any more, and no tool runs.

    All that the core shows of one event is in the queue at once, so only an empty queue tells how
    things stand: the reply to a tool's result begins in the event that brings the result.

    Raises:
        ServerError: the conversation ended, or nothing was answered.
        ReplyFailedError: the server failed at it.
    """
    words: list[str] = []
    running: set[str] = set()
    has_begun = is_quiet = False
    while not (has_begun and is_quiet and not running and shown.empty()):
        match await shown.get():
            case AssistantFinal(heard=heard):
                words.append(heard)
            case ToolCalled(call_id=call_id, is_hosted=False):
                running.add(call_id)
            case ToolReturned(call_id=call_id):
                running.discard(call_id)
            case StateChanged(state=state):
                is_quiet = state in _DONE
                has_begun = has_begun or state in {State.THINKING, State.SPEAKING}
            case update:
                _check(update)
    return " ".join(words)


def _check(update: Update) -> None:
    """Raise if there will be no reply any more."""
    match update:
        case ErrorShown(text=text) | Notice(code="no-reply", text=text):
            raise ServerError(text)
        case Notice(code="reply-failed", text=text):
            raise ReplyFailedError(text)
        case SessionEnded(reason=reason):
            raise ServerError(f"the conversation ended before a reply came: {reason}.")
        case _:
            pass
