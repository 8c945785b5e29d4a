from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.config import readers
from grokvoice.errors import UsageError


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (readers.switch, "True", True),
        (readers.switch, " on ", True),
        (readers.switch, "0", False),
        (readers.switch, "No", False),
        (readers.number_from(0.7, 1.5), "0.7", 0.7),
        (readers.number_from(0.7, 1.5), "1.5", 1.5),
        (readers.integer_from(20, 200), "20", 20),
        (readers.integer_from(20, 200), " 200 ", 200),
        (readers.choice("high", "none"), "High", "high"),
        (readers.patience, "short", 250),
        (readers.patience, "normal", 500),
        (readers.patience, "LONG", 900),
        (readers.model, "grok-voice-3.0", "grok-voice-3.0"),
        (readers.language, "en", "en"),
        (readers.language, "pt-BR", "pt-BR"),
        (readers.language, "Auto", None),
        (readers.path, "~/trace.jsonl", Path.home() / "trace.jsonl"),
        (readers.folder, "~/talks", Path.home() / "talks"),
        (readers.folder, " None ", None),
        (readers.folder, "", None),
    ],
)
def test_a_text_is_read(read: Callable[[str], object], text: str, expected: object) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (readers.switch, "maybe", "'maybe' is neither true nor false."),
        (
            readers.number_from(0.7, 1.5),
            "2",
            "'2' is out of range: give a number from 0.7 to 1.5.",
        ),
        (
            readers.number_from(0.7, 1.5),
            "nan",
            "'nan' is out of range: give a number from 0.7 to 1.5.",
        ),
        (
            readers.number_from(0.7, 1.5),
            "fast",
            "'fast' is out of range: give a number from 0.7 to 1.5.",
        ),
        (
            readers.integer_from(20, 200),
            "19",
            "'19' is out of range: give a whole number from 20 to 200.",
        ),
        (
            readers.integer_from(20, 200),
            "20.5",
            "'20.5' is out of range: give a whole number from 20 to 200.",
        ),
        (readers.choice("high", "none"), "low", "'low' is not one of high, none."),
        (readers.patience, "endless", "'endless' is not one of short, normal, long."),
        (
            readers.model,
            "grok voice",
            "'grok voice' is not a model: give one word, e.g. grok-voice-latest.",
        ),
        (readers.language, "es", "'es' needs a region: es-ES or es-MX."),
        (
            readers.path,
            "~nobody-of-that-name/x",
            "'~nobody-of-that-name/x' begins with the home of an unknown user.",
        ),
        (
            readers.language,
            "english!",
            "'english!' is not a language: give a code such as en, nb or pt-BR.",
        ),
    ],
)
def test_a_wrong_text_is_answered_with_what_is_wanted(
    read: Callable[[str], object], text: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)

    assert str(caught.value) == message
