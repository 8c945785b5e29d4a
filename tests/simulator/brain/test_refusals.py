import pytest

from grokvoice.protocol.items import ErrorInfo
from grokvoice.simulator.brain import refusals


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (refusals.nothing_to_cancel(), "Cancellation failed: no active response found"),
        (refusals.already_active(), "already has an active response"),
        (refusals.cannot_truncate("gone"), "truncat"),
        (refusals.item_not_found("a"), "Item not found"),
    ],
)
def test_harmless_races_are_known_by_their_words(error: ErrorInfo, words: str) -> None:
    assert words in error.message


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (refusals.unknown_event("foo"), "invalid_event", "invalid_event"),
        (refusals.malformed_event("no"), "invalid_request_error", "invalid_request_error"),
        (refusals.item_exists("a"), "invalid_request_error", "invalid_request_error"),
        (refusals.reserved_tool_name(), "server_error", "internal_error"),
        (refusals.no_voice("mute"), "internal_error", "internal_error"),
        (
            refusals.empty_commit(),
            "invalid_request_error",
            "input_audio_buffer_commit_empty",
        ),
        (refusals.session_timeout(), "timeout", "timeout"),
        (refusals.session_too_long(), "max_duration", "max_duration"),
        (refusals.invalid_audio_format("p"), "invalid_request_error", "invalid_audio_format"),
        (refusals.invalid_setting("p", "no"), "invalid_request_error", "invalid_request_error"),
    ],
)
def test_errors_have_the_documented_types(error: ErrorInfo, kind: str, code: str) -> None:
    assert (error.type, error.code) == (kind, code)


def test_reserved_names_fail_without_a_parameter() -> None:
    assert refusals.reserved_tool_name().param is None
