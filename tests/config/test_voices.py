import pytest

from grokvoice.config.voices import DEFAULT_VOICE, VOICES, voice_id
from grokvoice.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ara", "ara"),
        ("Eve", "eve"),
        (" REX ", "rex"),
        ("xai_ara", "ara"),
        ("XAI_Luna", "luna"),
        ("a1b2c3d4", "a1b2c3d4"),
        ("A1B2C3D4", "a1b2c3d4"),
        ("XAI_Nova2", "xai_nova2"),
    ],
)
def test_a_voice_is_known_in_any_case_and_with_the_prefix(text: str, expected: str) -> None:
    assert voice_id(text) == expected


def test_a_near_miss_is_answered_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match=r"there is no voice 'auroa': did you mean aurora"):
        voice_id("auroa")


def test_a_far_miss_is_answered_with_the_list() -> None:
    with pytest.raises(UsageError, match=r"known are altair, ara, .* zenith\."):
        voice_id("???")


def test_the_list_is_canonical() -> None:
    assert DEFAULT_VOICE in VOICES
    assert list(VOICES) == sorted(voice.lower() for voice in VOICES)
    assert len(VOICES) == 28
