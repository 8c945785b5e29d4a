"""Every error the simulator answers with, in one table.

The service's codes are unreliable; clients know the harmless races by the message, so the texts of
`no active response`, `already has an active response` and `truncat` matter (reference, 5.9).
"""

from grokvoice.protocol.items import ErrorInfo


def unknown_event(wire_type: str) -> ErrorInfo:
    """The type of a client event is not in the list."""
    return _error("invalid_event", f"Unknown event type: {wire_type}", param="type")


def malformed_event(problem: str) -> ErrorInfo:
    """A client frame broke a rule of the wire."""
    return _error("invalid_request_error", f"Invalid event: {problem}")


def invalid_setting(param: str, message: str) -> ErrorInfo:
    """A `session.update` asked for something that cannot be; the old settings stay in force."""
    return _error("invalid_request_error", message, param=param)


def invalid_audio_format(param: str) -> ErrorInfo:
    """A codec or rate that is not supported."""
    return _error(
        "invalid_request_error",
        "unsupported audio format",
        code="invalid_audio_format",
        param=param,
    )


def item_not_found(item_id: str) -> ErrorInfo:
    """The conversation has no item of this id."""
    return _error("invalid_request_error", f"Item not found: {item_id}", param="item_id")


def item_exists(item_id: str) -> ErrorInfo:
    """A client chose an id that is taken."""
    return _error("invalid_request_error", f"Item already exists: {item_id}", param="item.id")


def cannot_truncate(reason: str) -> ErrorInfo:
    """An item could not be cut."""
    return _error("invalid_request_error", f"Failed to truncate item: {reason}", param="item_id")


def already_active() -> ErrorInfo:
    """`response.create` while a reply runs."""
    return _error("invalid_request_error", "Conversation already has an active response")


def nothing_to_cancel() -> ErrorInfo:
    """`response.cancel` while no reply runs."""
    return _error("invalid_request_error", "Cancellation failed: no active response found")


def reserved_tool_name() -> ErrorInfo:
    """A function tool is named like one of an enabled server tool's own (reference, 4.3)."""
    return _error("server_error", "Internal server error", code="internal_error")


def no_voice(problem: str) -> ErrorInfo:
    """A reply could not be spoken."""
    return _error("internal_error", problem)


def empty_commit() -> ErrorInfo:
    """OpenAI's answer to committing nothing; xAI stays silent."""
    return _error(
        "invalid_request_error",
        "Error committing input audio buffer: buffer too small.",
        code="input_audio_buffer_commit_empty",
    )


def session_timeout() -> ErrorInfo:
    """Nothing happened for too long; the socket closes."""
    return _error("timeout", "Session timed out due to inactivity")


def session_too_long() -> ErrorInfo:
    """The longest session is over; the socket closes."""
    return _error("max_duration", "Maximum session duration reached")


def _error(
    kind: str, message: str, *, code: str | None = None, param: str | None = None
) -> ErrorInfo:
    return ErrorInfo(type=kind, code=code or kind, message=message, param=param)
