import json
from collections.abc import Callable

import pytest

from grokvoice.journal.captions import srt, vtt
from grokvoice.journal.conversation import Conversation
from grokvoice.journal.entry import Entry
from grokvoice.journal.export import FORMS, as_json, clock, markdown, plain_text
from grokvoice.journal.turn_clock import Span
from grokvoice.session.updates import (
    AssistantFinal,
    CostMeasured,
    ToolCalled,
    ToolReturned,
    UserFinal,
)

NewTalk = Callable[..., Conversation]


@pytest.fixture
def conversation(talk: NewTalk) -> Conversation:
    """A question, a tool, an answer that was cut short."""
    return talk(
        Entry(3.0, UserFinal(item_id="u", text="How is Oslo?"), Span(began_s=1.0, ended_s=3.0)),
        (4.0, ToolCalled(call_id="1", name="rain", arguments='{"in": 1}', is_hosted=False)),
        (5.0, ToolReturned(call_id="1", name="rain", output="much", is_error=False)),
        Entry(
            161.0,
            AssistantFinal(
                item_id="a",
                text="Rainy, I fear.",
                heard="Rainy,",
                unheard=" I fear.",
                is_interrupted=True,
            ),
            Span(began_s=65.0, ended_s=66.0),
        ),
        (161.0, CostMeasured(audio_s=161.0, dollars=0.2147, prices_as_of="2026-11-20")),
        model="grok-voice-latest",
        voice="ara",
        command="talk",
    )


def test_markdown_is_a_heading_and_paragraphs(conversation: Conversation) -> None:
    assert markdown(conversation) == (
        "# Conversation of 2026-11-21 13:45\n\n"
        "grok-voice-latest, voice ara, 2:41, about $0.21\n\n"
        "**You** (0:01)  \nHow is Oslo?\n\n"
        '*rain is called with {"in": 1}*\n\n'
        "*rain said: much*\n\n"
        "**Grok** (1:05)  \nRainy, ~~I fear.~~\n"
    )


def test_plain_text_is_blocks_of_lines(conversation: Conversation) -> None:
    assert plain_text(conversation) == (
        "Conversation of 2026-11-21 13:45\n"
        "grok-voice-latest, voice ara, 2:41, about $0.21\n\n"
        "You (0:01):\nHow is Oslo?\n\n"
        '[rain is called with {"in": 1}]\n\n'
        "[rain said: much]\n\n"
        "Grok (1:05):\nRainy,\n(cut short, not heard: I fear.)\n"
    )


def test_json_is_one_object(conversation: Conversation) -> None:
    assert json.loads(as_json(conversation)) == {
        "v": 1,
        "id": "20261121-134501-7f3a9c",
        "started": "2026-11-21T13:45:01+00:00",
        "command": "talk",
        "model": "grok-voice-latest",
        "voice": "ara",
        "continues": "",
        "length_s": 161.0,
        "dollars": 0.2147,
        "turns": [
            {
                "speaker": "you",
                "began_s": 1.0,
                "ended_s": 3.0,
                "heard": "How is Oslo?",
                "unheard": "",
            },
            {
                "speaker": "grok",
                "began_s": 65.0,
                "ended_s": 66.0,
                "heard": "Rainy,",
                "unheard": " I fear.",
            },
        ],
        "tools": [
            {"call_id": "1", "name": "rain", "arguments": '{"in": 1}'},
            {"call_id": "1", "output": "much", "error": False},
        ],
    }


def test_what_is_not_known_is_left_out(talk: NewTalk) -> None:
    bare = talk((1.0, UserFinal(item_id="u", text="Hello.")))

    assert plain_text(bare) == "Conversation of 2026-11-21 13:45\n0:01\n\nYou (0:01):\nHello.\n"


def test_a_tool_that_failed_says_so(talk: NewTalk) -> None:
    failed = talk((1.0, ToolReturned(call_id="1", name="rain", output="none", is_error=True)))

    assert "*rain failed: none*" in markdown(failed)
    assert "[rain failed: none]" in plain_text(failed)


def test_a_reply_of_which_nothing_was_heard_is_all_struck_out(talk: NewTalk) -> None:
    reply = AssistantFinal(item_id="a", text="Hi.", heard="", unheard="Hi.", is_interrupted=True)

    assert markdown(talk((1.0, reply))).endswith("**Grok** (0:01)  \n~~Hi.~~\n")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("*a* [b](c) `d` <e>", r"\*a\* \[b\](c) \`d\` \<e\>"),
        ("# no heading", r"\# no heading"),
        ("- no list\n1. nor this\n12) nor this", "\\- no list  \n1\\. nor this  \n12\\) nor this"),
        ("C# and 3.5 - or so", "C# and 3.5 - or so"),
    ],
)
def test_words_that_look_like_markdown_stay_words(talk: NewTalk, said: str, written: str) -> None:
    exported = markdown(talk((1.0, UserFinal(item_id="u", text=said))))

    assert exported.endswith(f"**You** (0:01)  \n{written}\n")


@pytest.mark.parametrize(
    ("seconds", "written"), [(0.9, "0:00"), (61.0, "1:01"), (3599.9, "59:59"), (3723.0, "1:02:03")]
)
def test_a_length_is_written_as_clocks_do(seconds: float, written: str) -> None:
    assert clock(seconds) == written


def test_every_form_is_known_by_its_ending() -> None:
    assert dict(FORMS) == {
        "md": markdown,
        "txt": plain_text,
        "json": as_json,
        "srt": srt,
        "vtt": vtt,
    }
