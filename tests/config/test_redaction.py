import pytest

from grokvoice.config.redaction import redactor
from grokvoice.config.secret import Secret

CANARY = "xai-canary-0123456789abcdef"


def test_a_known_key_is_masked_wherever_it_turns_up() -> None:
    redact = redactor([Secret("open sesame, please!")])

    assert redact("say 'open sesame, please!' twice: open sesame, please!") == (
        "say '…ase!' twice: …ase!"
    )


def test_a_key_that_begins_another_does_not_betray_its_rest() -> None:
    redact = redactor([Secret("token-1234"), Secret("token-1234-and-more-of-it")])

    assert redact("token-1234-and-more-of-it token-1234") == "…f-it …"


def test_a_short_key_is_masked_whole() -> None:
    assert redactor([Secret("abc")])("abc") == "…"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"key={CANARY}", "key=xai-…"),
        (f'{{"k": "{CANARY}"}}', '{"k": "xai-…"}'),
        ("Authorization: Bearer abcdef0123456789abc", "Authorization: Bearer …"),
        ("'authorization': 'bearer abcdef.0123456789.abc'", "'authorization': 'bearer …'"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZDEyMw==", "Authorization: Basic …"),
    ],
)
def test_what_looks_like_a_credential_is_masked_as_well(text: str, masked: str) -> None:
    assert redactor([])(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the bearer of responsibilitiesandsuch",
        "a basic understanding",
        "Bearer of 12 letters",
        "xai-voice",
        "taxai-0123456789abc",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert redactor([])(text) == text
