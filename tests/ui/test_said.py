from typing import Final

import pytest

from grokvoice.session.updates import (
    AssistantDelta,
    AssistantFinal,
    Interrupted,
    ToolCalled,
    Update,
    UserFinal,
    UserPartial,
)
from grokvoice.ui.calls import Calls
from grokvoice.ui.dashboard import Dashboard
from grokvoice.ui.glyphs import UNICODE
from grokvoice.ui.ink import Ink, Layout
from grokvoice.ui.said import Said

USER: Final = UserPartial(item_id="u", text="And on Sunday")
REPLY: Final = AssistantDelta(item_id="a", text="Tomorrow looks better.")


def rows(*updates: Update, columns: int = 60, board: Dashboard | None = None) -> list[str]:
    calls = Calls()
    said = Said(UNICODE, Ink(has_color=False), calls)
    for update in updates:
        said.note(update)
        if isinstance(update, ToolCalled):
            calls.began(update, 0.0)
    return [row.plain for row in said.rows(Layout.of(columns), board or Dashboard(), 2.0)]


def test_the_user_is_shown_while_speaking_and_corrected_in_place() -> None:
    assert rows(
        UserPartial(item_id="u", text="sorry, I mend"),
        UserPartial(item_id="u", text="sorry, I meant in Ber"),
    ) == ["  you   sorry, I meant in Ber…"]


def test_the_reply_grows_phrase_by_phrase() -> None:
    more = AssistantDelta(item_id="a", text=" Sun from noon.")

    assert rows(REPLY, more) == ["  grok  Tomorrow looks better. Sun from noon."]


def test_a_long_reply_shows_its_last_two_lines() -> None:
    text = "".join(f"word{number:02d} " for number in range(40))

    assert rows(AssistantDelta(item_id="a", text=text)) == [
        "  grok  word28 word29 word30 word31 word32 word33 word34 ",
        "        word35 word36 word37 word38 word39",
    ]


def test_a_reply_of_an_hour_is_drawn_as_fast_as_a_short_one() -> None:
    endless = [AssistantDelta(item_id="a", text="word " * 1000) for _ in range(100)]

    assert len(rows(*endless)) == 2


def test_two_speakers_share_the_two_lines() -> None:
    assert rows(REPLY, USER) == ["  grok  Tomorrow looks better.", "  you   And on Sunday…"]


def test_what_is_finished_leaves() -> None:
    final = AssistantFinal(item_id="a", text="x", heard="x", unheard="", is_interrupted=False)
    cut = Interrupted(item_id="a", heard_ms=1)

    assert rows(REPLY, USER, UserFinal(item_id="u", text="And?"), cut, final) == []


def test_a_new_item_replaces_the_one_before() -> None:
    assert rows(REPLY, AssistantDelta(item_id="b", text="Two.")) == ["  grok  Two."]


def test_the_end_of_another_item_changes_nothing() -> None:
    other = AssistantFinal(item_id="b", text="x", heard="x", unheard="", is_interrupted=False)

    assert rows(REPLY, other, USER, UserFinal(item_id="v", text="x")) == [
        "  grok  Tomorrow looks better.",
        "  you   And on Sunday…",
    ]


def call(name: str) -> ToolCalled:
    return ToolCalled(call_id=name, name=name, arguments="{}", is_hosted=False)


def test_a_running_call_counts_its_seconds() -> None:
    assert rows(call("get_weather")) == ["  tool  get_weather()  2.0 s"]


def test_without_animations_its_seconds_stand_still() -> None:
    board = Dashboard(is_animated=False)

    assert rows(call("get_weather"), board=board) == ["  tool  get_weather()"]


def test_of_several_calls_the_last_is_shown_with_their_number() -> None:
    assert rows(call("one"), call("two")) == ["  tool  two()  2.0 s  (2 running)"]


def test_the_latest_two_voices_are_shown() -> None:
    assert rows(call("one"), REPLY, USER) == [
        "  grok  Tomorrow looks better.",
        "  you   And on Sunday…",
    ]


def test_the_line_being_typed_always_has_its_place() -> None:
    board = Dashboard(line="no, Berlin", cursor=10)

    assert rows(REPLY, USER, board=board) == ["  you   And on Sunday…", "  type  no, Berlin "]


@pytest.mark.parametrize(
    ("cursor", "shown"),
    [(0, "type  12345678901"), (20, "type  56789012345678901"), (31, "type  56789012345678901")],
)
def test_a_long_line_is_scrolled_to_its_cursor(cursor: int, shown: str) -> None:
    board = Dashboard(line="1234567890" * 3 + "1", cursor=cursor)

    (row,) = rows(columns=25, board=board)

    assert len(row) <= 24
    assert row.startswith("type ")
    assert shown


def test_a_question_has_a_row_of_its_own() -> None:
    asked = "run delete_all()? y/n"

    assert rows(REPLY, board=Dashboard(question=asked)) == [
        "  grok  Tomorrow looks better.",
        "  ?     run delete_all()? y/n",
    ]
    assert rows(REPLY, board=Dashboard(line="hello", question=asked)) == [
        "  ?     run delete_all()? y/n",
        "  type  hello",
    ]


def test_whatever_is_said_or_typed_is_harmless() -> None:
    evil = "\x1b]0;x\x9b2J\u202e"
    board = Dashboard(line=evil, cursor=3, question="")

    shown = rows(
        AssistantDelta(item_id="a", text=evil), UserPartial(item_id="u", text=evil), board=board
    )

    assert not set(evil[:1] + "\x9b\u202e") & set("".join(shown))
    assert "\x1b" not in "".join(rows(board=Dashboard(question=evil)))


def test_nothing_going_on_is_no_line() -> None:
    assert rows(UserPartial(item_id="u", text=" ")) == []
