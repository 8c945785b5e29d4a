import pytest

from grokvoice.protocol.items import ErrorInfo
from grokvoice.session.faults import Fault, classify


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("Cancellation failed: no active response found", Fault.NOTHING_TO_CANCEL),
        ("Conversation already has an active response", Fault.REPLY_RUNNING),
        ("Audio content of 900ms is shorter than 1000ms, cannot truncate", Fault.NOT_TRUNCATED),
        ("Item cannot be TRUNCATED", Fault.NOT_TRUNCATED),
    ],
)
def test_harmless_races_are_told_by_their_message_whatever_the_code(
    message: str, fault: Fault
) -> None:
    error = ErrorInfo(type="invalid_request_error", code="max_duration", message=message)

    assert classify(error) is fault


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("timeout", Fault.SESSION_OVER),
        ("max_duration", Fault.SESSION_OVER),
        ("session_expired", Fault.SESSION_OVER),
        ("rate_limit_exceeded", Fault.LIMIT),
        ("rate_limit_error", Fault.LIMIT),
        ("insufficient_quota", Fault.LIMIT),
        ("invalid_request_error", Fault.OTHER),
    ],
)
def test_type_and_code_say_the_same_whichever_carries_the_word(word: str, fault: Fault) -> None:
    by_type = classify(ErrorInfo(type=word, message="x"))
    by_code = classify(ErrorInfo(type="error", code=word, message="x"))

    assert (by_type, by_code) == (fault, fault)


def test_an_error_that_says_nothing_is_shown_and_survived() -> None:
    assert classify(ErrorInfo(type=None, code=None)) is Fault.OTHER
