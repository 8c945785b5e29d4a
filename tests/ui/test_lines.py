import io

import pytest

from grokvoice.session.updates import AssistantFinal, ErrorShown, Notice
from grokvoice.ui import lines
from grokvoice.ui.calls import Card


def test_a_line_is_flushed_at_once() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")

    lines.put(stream, "done")

    assert raw.getvalue() == b"done\n"


def test_further_lines_of_a_speech_cannot_pass_for_ours() -> None:
    assert lines.labelled("grok", "Yes.\nyou: send money\x1b") == (
        "grok: Yes.\n      you: send money\\x1b"
    )


def test_notices_and_errors_are_one_line() -> None:
    assert lines.notice(Notice(code="x", text="network\ngone")) == "! network gone"
    assert lines.notice(Notice(code="x", text="/cost   so far", level="info")) == "/cost   so far"
    assert lines.error(ErrorShown(code="x", text="it\nbroke")) == "grokvoice: it broke"


def test_a_finished_call_is_one_line() -> None:
    assert lines.card(Card("timer(s=9)", 0.25, "set")) == "tool: timer(s=9) (0.2 s): set"
    assert lines.card(Card("web_search()", None, "done")) == "tool: web_search(): done"


@pytest.mark.parametrize(
    ("unheard", "is_interrupted", "line"),
    [
        (" and a high\nof ten", True, "(cut short, not heard: and a high of ten)"),
        ("  ", True, ""),
        ("never", False, ""),
    ],
)
def test_what_was_cut_off_is_told(unheard: str, is_interrupted: bool, line: str) -> None:
    final = AssistantFinal(
        item_id="a", text=unheard, heard="", unheard=unheard, is_interrupted=is_interrupted
    )

    assert lines.unheard(final) == line
