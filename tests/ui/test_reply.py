from collections.abc import Callable
from typing import Any

import pytest

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    ErrorShown,
    Notice,
    SessionEnded,
    State,
    StateChanged,
    ToolCalled,
    ToolReturned,
    Update,
    UserFinal,
)
from grokvoice.ui.reply import ReplyView

Make = Callable[..., Any]


def final(item_id: str, heard: str, unheard: str = "") -> AssistantFinal:
    return AssistantFinal(
        item_id=item_id,
        text=heard + unheard,
        heard=heard,
        unheard=unheard,
        is_interrupted=bool(unheard),
    )


def show(pair: Any, *updates: Update, is_quiet: bool = False) -> tuple[str, str]:
    return shown_by(ReplyView(pair.streams, is_quiet=is_quiet), pair, *updates)


def shown_by(view: ReplyView, pair: Any, *updates: Update) -> tuple[str, str]:
    for update in updates:
        view.show(update, 0.0)
    view.meters(-20.0, -20.0)
    view.close()
    texts: tuple[str, str] = pair.texts
    return texts


def test_what_it_costs_to_go_on_is_told(written: Make) -> None:
    text = "Going on with an earlier conversation: 2 items are told again, about $0.008."
    notice = Notice(code="continued", text=text, level="info")

    assert show(written(), notice) == ("", f"{text}\n")
    assert show(written(), notice, is_quiet=True) == ("", "")


CALLED = ToolCalled(call_id="c", name="mail", arguments='{"to": "Anna"}', is_hosted=False)


@pytest.mark.parametrize(
    ("is_error", "is_quiet", "told"),
    [
        (True, False, 'tool: mail(to="Anna") (0.0 s): failed: refused: no consent\n'),
        (True, True, ""),
        (False, False, ""),
    ],
)
def test_a_tool_that_failed_is_told(
    written: Make, *, is_error: bool, is_quiet: bool, told: str
) -> None:
    output = '{"error": "refused: no consent"}'
    returned = ToolReturned(call_id="c", name="mail", output=output, is_error=is_error)

    assert show(written(), CALLED, returned, is_quiet=is_quiet) == ("", told)


def test_only_the_reply_is_printed(written: Make) -> None:
    texts = show(
        written(),
        StateChanged(State.THINKING),
        UserFinal(item_id="u", text="What time is it?"),
        AssistantDelta(item_id="a", text="Half "),
        AssistantDelta(item_id="a", text="past\x1b "),
        final("a", "Half past\x1b nine."),
        Notice(code="x", text="All is well.", level="info"),
        SessionEnded(exit_code=0, reason="done", elapsed_s=1.0, turns=1),
    )

    assert texts == ("Half past\\x1b nine.\n", "")


def test_words_are_written_as_they_are_heard(written: Make) -> None:
    pair = written()

    ReplyView(pair.streams).show(AssistantDelta(item_id="a", text="Half "), 0.0)

    assert pair.texts == ("Half ", "")


def test_each_item_has_a_line_of_its_own(written: Make) -> None:
    texts = show(
        written(),
        AssistantDelta(item_id="a", text="One."),
        AssistantDelta(item_id="b", text="Two"),
        final("b", "Two."),
        final("c", "Three."),
    )

    assert texts == ("One.\nTwo.\nThree.\n", "")


def test_a_reply_that_is_cut_short_prints_what_was_heard(written: Make) -> None:
    texts = show(
        written(), AssistantDelta(item_id="a", text="Half past "), final("a", "Half ", "past nine.")
    )

    assert texts == ("Half past \n", "(cut short, not heard: past nine.)\n")


def test_a_reply_nobody_heard_prints_nothing(written: Make) -> None:
    assert show(written(), final("a", "")) == ("", "")


def test_an_open_line_is_ended_when_the_view_is_closed(written: Make) -> None:
    assert show(written(), AssistantDelta(item_id="a", text="Half ")) == ("Half \n", "")


@pytest.mark.parametrize(
    ("is_quiet", "stderr"),
    [
        (False, "! late\ngrokvoice: it broke\n(cut short, not heard: b)\n"),
        (True, "grokvoice: it broke\n"),
    ],
)
def test_quiet_tells_nothing_but_the_reason_of_a_failure(
    written: Make, is_quiet: bool, stderr: str
) -> None:
    texts = show(
        written(),
        Notice(code="x", text="late"),
        ErrorShown(code="y", text="it broke"),
        final("a", "a", "b"),
        is_quiet=is_quiet,
    )

    assert texts == ("a\n", stderr)


@pytest.mark.parametrize(
    ("is_terminal", "stdout"), [(False, "Half past.\n"), (True, "Half \npast.\n")]
)
def test_on_a_terminal_a_problem_does_not_land_inside_the_reply(
    written: Make, is_terminal: bool, stdout: str
) -> None:
    texts = show(
        written(is_stdout_terminal=is_terminal),
        AssistantDelta(item_id="a", text="Half "),
        Notice(code="x", text="late"),
        final("a", "Half past."),
    )

    assert texts == (stdout, "! late\n")


def test_even_the_quiet_are_told_why_a_turn_was_not_answered(written: Make) -> None:
    failure = Notice(code="reply-failed", text="The reply failed: too much.")

    texts = show(written(), Notice(code="x", text="Never mind."), failure, is_quiet=True)

    assert texts == ("", "! The reply failed: too much.\n")


def test_progress_is_taken_back_before_anything_else_is_written(written: Make) -> None:
    pair = written()

    texts = shown_by(
        ReplyView(pair.streams, has_progress=True),
        pair,
        StateChanged(State.THINKING),
        Notice(code="x", text="A warning."),
        StateChanged(State.THINKING),
        AssistantDelta(item_id="a", text="Nine."),
        StateChanged(State.THINKING),
        final("a", "Nine."),
        StateChanged(State.THINKING),
    )

    wait = "thinking ...\r            \r"
    assert texts == ("Nine.\n", f"{wait}! A warning.\n{wait}{wait}")


def test_quiet_there_is_no_progress(written: Make) -> None:
    pair = written()

    view = ReplyView(pair.streams, has_progress=True, is_quiet=True)

    assert shown_by(view, pair, StateChanged(State.THINKING)) == ("", "")
