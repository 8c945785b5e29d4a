import pytest

from grokvoice.audio.pcm import RATE_HZ
from grokvoice.simulator.speech import pronounced, synthesise


def test_phrases_lie_in_the_sound_one_behind_the_other() -> None:
    speech = synthesise("Hello there! How are you?")
    first, second = speech.phrases

    assert (first.text, second.text) == ("Hello there!", " How are you?")
    assert (first.start, second.start) == (0, first.frames)
    assert len(speech.pcm) == 2 * (second.start + second.frames)
    assert 1 < len(speech.pcm) / 2 / RATE_HZ < 6


def test_nothing_is_said_of_nothing() -> None:
    speech = synthesise("  ")

    assert (speech.pcm, speech.phrases) == (b"", ())


def test_a_sentence_ends_in_a_longer_pause_than_a_clause() -> None:
    clause, sentence = (synthesise(text) for text in ("One two three,", "One two three."))

    silent = [len(s.pcm) - len(s.pcm.rstrip(b"\0")) for s in (clause, sentence)]
    assert silent[0] < silent[1]


def test_the_phrases_keep_the_written_form() -> None:
    speech = synthesise("Use kubectl.", replace=[("kubectl", "cube control, the tool")])

    assert [phrase.text for phrase in speech.phrases] == ["Use kubectl."]
    assert len(speech.pcm) > len(synthesise("Use kubectl.").pcm)


def test_tags_that_say_how_to_speak_are_not_read_out() -> None:
    plain, tagged = synthesise("Hello there."), synthesise("<whisper>Hello</whisper> [sigh] there.")

    assert abs(len(plain.pcm) - len(tagged.pcm)) < RATE_HZ // 2


@pytest.mark.parametrize(
    ("text", "replace", "spoken"),
    [
        ("Use Kubectl now", [("kubectl", "cube control")], "Use cube control now"),
        ("kubectls", [("kubectl", "cube control")], "kubectls"),
        ("New York City", [("New York", "A"), ("new york city", "B")], "B"),
        ("a.b", [("a.b", "c")], "c"),
        ("unchanged", [], "unchanged"),
        ("unchanged", [("", "x")], "unchanged"),
    ],
)
def test_whole_words_are_replaced_the_longest_first(
    text: str, replace: list[tuple[str, str]], spoken: str
) -> None:
    assert pronounced(text, replace) == spoken
