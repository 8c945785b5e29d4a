from collections.abc import Callable

import pytest

from grokvoice.journal.captions import Caption, captions, srt, vtt
from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import Entry
from grokvoice.journal.turn_clock import Mark, Span
from grokvoice.session.updates import AssistantFinal, Notice, UserFinal

NewTalk = Callable[..., Conversation]


def said(text: str, began_s: float, ended_s: float) -> Entry:
    span = Span(began_s=began_s, ended_s=ended_s)
    return Entry(ended_s, UserFinal(item_id="u", text=text), span)


def answered(text: str, began_s: float, ended_s: float, *marks: Mark, unheard: str = "") -> Entry:
    reply = AssistantFinal(
        item_id="a", text=text + unheard, heard=text, unheard=unheard, is_interrupted=False
    )
    return Entry(ended_s, reply, Span(began_s=began_s, ended_s=ended_s, marks=marks))


def test_a_turn_is_shown_while_it_sounds(talk: NewTalk) -> None:
    assert captions(talk(said("Hello there.", 1.0, 3.0))) == [
        Caption(began_s=1.0, ended_s=3.0, speaker="you", text="Hello there.")
    ]


def test_captions_come_in_the_order_of_time(talk: NewTalk) -> None:
    conversation = talk(answered("Well", 2.0, 4.0), said("Stop!", 3.0, 4.0), said("Hi.", 0.0, 1.0))

    assert [caption.text for caption in captions(conversation)] == ["Hi.", "Well", "Stop!"]


def test_what_was_not_heard_has_no_caption(talk: NewTalk) -> None:
    conversation = talk(
        answered("Only", 1.0, 2.5, unheard=" this much"),
        answered("", 3.0, 3.0, unheard="Nothing of it."),
        (4.0, Notice(code="c", text="t")),
    )

    assert [caption.text for caption in captions(conversation)] == ["Only"]


def test_typed_words_can_be_read_for_a_second(talk: NewTalk) -> None:
    [caption] = captions(talk(said("Hello.", 1.0, 1.0)))

    assert (caption.began_s, caption.ended_s) == (1.0, 2.0)


def test_a_long_turn_is_cut_between_words(talk: NewTalk) -> None:
    words = " ".join(["four"] * 40)  # 199 characters

    found = captions(talk(said(words, 0.0, 19.9)))

    assert " ".join(caption.text for caption in found) == words
    assert [len(caption.text) for caption in found] == [84, 84, 29]
    assert found[0].ended_s == pytest.approx(8.4)
    assert found[1].began_s == pytest.approx(8.5)
    assert found[2].ended_s == pytest.approx(19.9)


def test_a_word_that_is_too_long_is_cut_in_the_middle(talk: NewTalk) -> None:
    found = captions(talk(said("a" * 100, 0.0, 10.0)))

    assert [caption.text for caption in found] == ["a" * 84, "a" * 16]


def test_lines_of_a_turn_are_captions_of_their_own(talk: NewTalk) -> None:
    found = captions(talk(said("one\n\ntwo", 0.0, 8.0)))

    assert [(caption.text, caption.began_s) for caption in found] == [("one", 0.0), ("two", 5.0)]


def test_a_reply_follows_the_marks_of_its_words(talk: NewTalk) -> None:
    first, second = "a" * 84, "b" * 10
    marks = ((2.0, 84), (10.0, 85), (11.0, 95))

    found = captions(talk(answered(f"{first} {second}", 0.0, 11.0, *marks)))

    assert [(caption.began_s, caption.ended_s) for caption in found] == [(0.0, 2.0), (10.0, 11.0)]


def test_words_behind_the_last_mark_come_with_it(talk: NewTalk) -> None:
    found = captions(talk(answered("one two", 0.0, 5.0, (4.0, 3), (4.5, 3))))

    assert [(caption.began_s, caption.ended_s) for caption in found] == [(0.0, 4.5)]


def test_srt_numbers_its_blocks(talk: NewTalk) -> None:
    conversation = talk(said("Hello.", 1.0, 3.25), answered("Hi <you>.", 3723.5, 3725.0))

    assert srt(conversation) == (
        "1\n00:00:01,000 --> 00:00:03,250\nYou: Hello.\n\n"
        "2\n01:02:03,500 --> 01:02:05,000\nGrok: Hi <you>.\n"
    )


def test_vtt_names_the_voices_and_escapes(talk: NewTalk) -> None:
    conversation = talk(said("Hello.", 1.0, 3.25), answered("a < b --> c & d", 4.0, 5.5))

    assert vtt(conversation) == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:03.250\n<v You>Hello.\n\n"
        "00:00:04.000 --> 00:00:05.500\n<v Grok>a &lt; b --&gt; c &amp; d\n"
    )


def test_a_silent_conversation_has_no_captions(talk: NewTalk) -> None:
    assert (srt(talk()), vtt(talk())) == ("", "WEBVTT\n")
