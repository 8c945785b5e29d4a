from collections.abc import Callable
from typing import Any

import pytest

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
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
    UserPartial,
)
from grokvoice.ui.plain import PlainView

Make = Callable[..., Any]

TALK: list[Update] = [
    StateChanged(State.CONNECTING),
    SessionStarted(conversation_id="c", model="grok-voice-3.0", voice="ara"),
    StateChanged(State.HEARING),
    UserPartial(item_id="u", text="What's the"),
    UserFinal(item_id="u", text="What's the weather?"),
    AssistantDelta(item_id="a", text="It's "),
    Interrupted(item_id="a", heard_ms=900),
    AssistantFinal(
        item_id="a",
        text="It's nine\ndegrees.",
        heard="It's nine\n",
        unheard="degrees.",
        is_interrupted=True,
    ),
    ToolCalled(call_id="t", name="timer", arguments="{}", is_hosted=False),
    ToolReturned(call_id="t", name="timer", output="done", is_error=False),
    ToolCalled(call_id="s", name="web_search", arguments="{}", is_hosted=True),
    Notice(code="x", text="network gone for 4 s"),
    ErrorShown(code="y", text="it broke"),
    SessionEnded(exit_code=0, reason="hung up", elapsed_s=61.0, turns=1),
]

STATUS = """\
[connecting]
connected: grok-voice-3.0, voice ara
[hearing]
you: What's the weather?
(cut short, not heard: degrees.)
tool: timer() is running
tool: timer() (0.5 s): done
tool: web_search(): run by the server
! network gone for 4 s
grokvoice: it broke
ended (hung up) after 1:01, 1 reply
no gaps
"""


def test_replies_go_to_stdout_and_everything_else_to_stderr(written: Make) -> None:
    pair = written()
    view = PlainView(pair.streams)

    for number, update in enumerate(TALK):
        view.show(update, number / 2)
    view.meters(-20.0, -20.0)
    view.close()

    assert pair.texts == ("It's nine\n", STATUS)


def test_on_a_terminal_a_reply_is_labelled(written: Make) -> None:
    pair = written(is_stdout_terminal=True)

    view = PlainView(pair.streams)
    for number, update in enumerate(TALK):
        view.show(update, number / 2)

    assert pair.texts == ("grok: It's nine\n", STATUS)


@pytest.mark.parametrize(
    "update",
    [
        UserFinal(item_id="u", text=" "),
        AssistantFinal(item_id="a", text="", heard="", unheard="", is_interrupted=False),
    ],
)
def test_nothing_said_is_nothing_shown(written: Make, update: Update) -> None:
    pair = written()

    PlainView(pair.streams).show(update, 0.0)

    assert pair.texts == ("", "")


def test_no_escape_is_written_whatever_is_said(written: Make) -> None:
    evil = "\x1b]0;x\x07\r\x9b2J"
    pair = written()
    view = PlainView(pair.streams)

    for update in (
        SessionStarted(conversation_id=evil, model=evil, voice=evil),
        UserFinal(item_id="u", text=evil),
        AssistantFinal(item_id="a", text=evil, heard=evil, unheard=evil, is_interrupted=True),
        ToolCalled(call_id="t", name=evil, arguments=evil, is_hosted=False),
        ToolReturned(call_id="t", name=evil, output=evil, is_error=True),
        Notice(code="x", text=evil),
        ErrorShown(code="y", text=evil),
        SessionEnded(exit_code=0, reason=evil, elapsed_s=0.0, turns=0),
    ):
        view.show(update, 0.0)

    assert not set("\x1b\x07\r\x9b") & set("".join(pair.texts))
