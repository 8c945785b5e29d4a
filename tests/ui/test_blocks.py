import pytest

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    CostMeasured,
    ErrorShown,
    Interrupted,
    Notice,
    SessionEnded,
    SessionStarted,
    State,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
)
from grokvoice.ui.blocks import Block, Blocks, card_text
from grokvoice.ui.calls import Calls, Card
from grokvoice.ui.glyphs import UNICODE
from grokvoice.ui.ink import Ink, Layout
from grokvoice.ui.summary import Summary

EVIL = "\x1b]0;x\x07"


def made_of(*updates: Update) -> list[Block]:
    """The blocks of a talk in which something happens every 0.4 s."""
    blocks = Blocks(UNICODE, Calls(), Summary())
    made = [blocks.made_of(update, 0.4 * number) for number, update in enumerate(updates)]
    return [block for block in made if block]


def rows(*updates: Update) -> list[str]:
    ink = Ink(has_color=False)
    blocks = made_of(*updates)
    return [row.plain for block in blocks for row in block.rows(ink, Layout.of(60))]


def called(*, is_hosted: bool = False) -> ToolCalled:
    return ToolCalled(call_id="t", name="timer", arguments='{"s": 9}', is_hosted=is_hosted)


def reply(heard: str, unheard: str = "", *, is_interrupted: bool = False) -> AssistantFinal:
    return AssistantFinal(
        item_id="a",
        text=heard + unheard,
        heard=heard,
        unheard=unheard,
        is_interrupted=is_interrupted,
    )


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (UserFinal(item_id="u", text="And you?"), ["", "  you   And you?"]),
        (UserFinal(item_id="u", text=" "), []),
        (reply("Fine."), ["  grok  Fine."]),
        (reply(""), []),
        (
            reply("Fine, ", "thank you.", is_interrupted=True),
            ["  grok  Fine, ╌ thank you.  (cut short)"],
        ),
        (reply("", "Fine.", is_interrupted=True), ["  grok  ╌ Fine.  (cut short)"]),
        (reply("Fine.", "", is_interrupted=True), ["  grok  Fine. ╌  (cut short)"]),
        (reply("", "", is_interrupted=True), ["  grok  ╌  (cut short)"]),
        (Notice(code="x", text="network\ngone"), ["  !     network gone"]),
        (Notice(code="x", text="by the way", level="info"), ["        by the way"]),
        (ErrorShown(code="y", text="it broke"), ["  !     error: it broke"]),
        (
            SessionStarted(conversation_id="c", model="m", voice="ara"),
            ["        connected: m, voice ara"],
        ),
        (
            SessionEnded(exit_code=0, reason="hung up", elapsed_s=61.0, turns=2),
            ["", "        ended (hung up) after 1:01, 2 replies", "        no gaps"],
        ),
        (called(), []),
        (called(is_hosted=True), ["  tool  timer(s=9)  run by the server"]),
        (
            ToolReturned(call_id="t", name="timer", output="done", is_error=False),
            ["  tool  timer  done"],
        ),
        (StateChanged(State.MUTED), []),
        (AssistantDelta(item_id="a", text="Fi"), []),
    ],
)
def test_a_finished_update_is_a_block(update: Update, expected: list[str]) -> None:
    assert rows(update) == expected


@pytest.mark.parametrize(
    "update",
    [
        UserFinal(item_id="u", text=EVIL),
        reply(EVIL),
        reply(EVIL, EVIL, is_interrupted=True),
        Notice(code="x", text=EVIL),
        ErrorShown(code="y", text=EVIL),
        ToolCalled(call_id="t", name=EVIL, arguments=EVIL, is_hosted=False),
        ToolReturned(call_id="t", name=EVIL, output=EVIL, is_error=True),
        SessionStarted(conversation_id=EVIL, model=EVIL, voice=EVIL),
        SessionEnded(exit_code=0, reason=EVIL, elapsed_s=0.0, turns=0),
    ],
)
def test_a_block_is_harmless(update: Update) -> None:
    assert not set(EVIL[:1] + EVIL[-1:]) & set("".join(rows(update)))


def test_a_finished_call_tells_what_was_asked_how_long_it_took_and_what_came_of_it() -> None:
    returned = ToolReturned(call_id="t", name="timer", output="no bell", is_error=True)

    assert rows(called(), returned) == ["  tool  timer(s=9)  0.4 s  failed: no bell"]


def test_a_reply_the_user_cut_short_says_so() -> None:
    cut = Interrupted(item_id="a", heard_ms=900)

    assert rows(cut, reply("Fine, ", "thank you.", is_interrupted=True)) == [
        "  grok  Fine, ╌ thank you.  (cut by you)"
    ]


def test_the_end_tells_what_it_cost() -> None:
    cost = CostMeasured(audio_s=60.0, dollars=0.05, prices_as_of="2026-11-20")
    end = SessionEnded(exit_code=0, reason="hung up", elapsed_s=61.0, turns=2)

    assert rows(cost, end)[-1] == "        cost about $0.05 (prices of 2026-11-20); no gaps"


def test_the_unheard_rest_is_dim() -> None:
    (block,) = made_of(reply("Fine, ", "thank you.", is_interrupted=True))

    line = block.body
    dim = [line.plain[span.start : span.end] for span in line.spans if span.style == "dim"]
    assert dim == ["thank you."]


def test_time_and_outcome_of_a_call_are_dim() -> None:
    text = card_text(Card("timer()", 0.25, "done"))

    assert text.plain == "timer()  0.2 s  done"
    assert [text.plain[span.start : span.end] for span in text.spans] == ["  0.2 s  done"]
