import pytest

from grokvoice.simulator.voices import VOICES, VoiceStyle, style_of


@pytest.mark.parametrize("name", ["leo", "Leo", "xai_leo"])
def test_a_voice_is_known_by_any_form_of_its_name(name: str) -> None:
    assert style_of(name) is VOICES["leo"]


@pytest.mark.parametrize("name", ["", "nobody"])
def test_an_unknown_voice_is_the_default_without_a_word(name: str) -> None:
    assert style_of(name) is VOICES["ara"]


def test_all_voices_sound_different() -> None:
    assert len(set(VOICES.values())) == len(VOICES) == 28


def test_women_and_men_are_told_apart() -> None:
    assert (VoiceStyle("f1", 50).is_female, VoiceStyle("m1", 50).is_female) == (True, False)
