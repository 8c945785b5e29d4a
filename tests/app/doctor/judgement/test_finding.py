import pytest

from grokvoice.app.doctor.judgement.finding import (
    NAMES,
    Finding,
    State,
    exit_code,
    failed,
    in_order,
    skipped,
)


def test_findings_are_told_in_one_order() -> None:
    shuffled = [skipped(name, "why") for name in sorted(NAMES)]

    assert [finding.name for finding in in_order(shuffled)] == list(NAMES)


@pytest.mark.parametrize(
    ("states", "code"),
    [((), 0), (("ok", "skipped", "warn"), 0), (("ok", "fail", "warn"), 8)],
)
def test_only_what_is_broken_is_a_failure(states: tuple[State, ...], code: int) -> None:
    assert exit_code(Finding("key", state, "text") for state in states) == code


@pytest.mark.parametrize(
    ("message", "text", "remedy"),
    [
        ("PortAudio is missing. Install it.", "PortAudio is missing", "Install it"),
        ("a (401: No. Way). Check it.", "A (401: No. Way)", "Check it"),
        ("X_KEY is not set: export it. Or not.", "X_KEY is not set", "Export it. Or not"),
        ("there is no key: keep one.", "There is no key", "Keep one"),
        ("ws://a.b is away. Wait.", "ws://a.b is away", "Wait"),
        ("Broken", "Broken", ""),
    ],
)
def test_the_last_sentence_of_an_error_is_the_remedy(message: str, text: str, remedy: str) -> None:
    assert failed("key", message) == Finding("key", "fail", text, remedy)
