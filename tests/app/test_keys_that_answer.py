"""Keys while a tool waits for consent."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from grokvoice.adapters.key_events import Key, typed
from grokvoice.app.consent import READING_S
from grokvoice.config.settings import Settings
from grokvoice.session.events import HangUpRequested, Observed, TurnBegan, TurnDiscarded, UserMuted
from grokvoice.tools.approval import Question, Verdict
from tests.app.test_consent import MAIL
from tests.app.test_keys import ENTER, ESCAPE, PTT, TALK, TYPED, Pressed

READ_S = READING_S + 0.01
ALONE_S = 0.25
STRANGE = replace(MAIL, reads_strange_words=True)


@dataclass
class Answered:
    """What became of keys that were pressed."""

    pressed: Pressed
    verdict: Verdict | None
    """None if the question still stood."""

    @property
    def told(self) -> list[object]:
        return [event for event in self.pressed.told if not isinstance(event, Observed)]


def answered(
    *keys: Key | str,
    settings: Settings = TALK,
    question: Question = MAIL,
    before: tuple[Key | str, ...] = (),
    after_s: float = READ_S,
    apart_s: float = ALONE_S,
) -> Answered:
    """Press keys while a question stands, the first of them `after_s` after it appeared."""
    pressed = Pressed(settings)

    async def press(keys: tuple[Key | str, ...], at: float) -> float:
        for key in keys:
            await pressed.keys.press(typed(key) if isinstance(key, str) else key, at)
            at += apart_s
            await pressed.keys.due(at)
        return at

    async def scene() -> Verdict | None:
        consent = pressed.consent
        consent.attend(pressed.talk)
        asked_at = asyncio.get_running_loop().time()
        await press(before, asked_at)
        async with asyncio.TaskGroup() as tasks:
            asking = tasks.create_task(consent.ask(question))
            await asyncio.sleep(0)
            end = await press(keys, asyncio.get_running_loop().time() + after_s)
            await pressed.keys.due(end + ALONE_S)
            await asyncio.sleep(0)
            is_answered = asking.done()
            asking.cancel()
        return asking.result().verdict if is_answered else None

    return Answered(pressed, asyncio.run(scene()))


@pytest.mark.parametrize("settings", [TALK, PTT, TYPED])
@pytest.mark.parametrize(
    ("key", "verdict"),
    [
        ("y", Verdict.ONCE),
        ("Y", Verdict.ONCE),
        ("a", Verdict.ALWAYS),
        ("n", Verdict.NO),
        (ENTER, Verdict.NO),
        (ESCAPE, Verdict.NO),
    ],
)
def test_a_key_answers_the_question_that_stands(
    settings: Settings, key: Key | str, verdict: Verdict
) -> None:
    it = answered(key, settings=settings)

    assert (it.verdict, it.told) == (verdict, [])
    assert not it.pressed.board.line


def test_a_key_pressed_before_the_question_was_read_is_no_answer() -> None:
    assert answered("y", after_s=READING_S - 0.01).verdict is None
    assert answered(before=("y",)).verdict is None


def test_a_word_is_no_answer_whatever_its_letters_are() -> None:
    it = answered("y", "e", "a", "h", apart_s=0.1)

    assert (it.verdict, it.pressed.board.line) == (None, "yeah")


def test_a_line_in_progress_keeps_its_keys_and_the_question_waits() -> None:
    it = answered("a", "y", ENTER, before=("t", "x"))
    assert (it.verdict, it.told) == (None, ["entered xay"])

    assert answered("a", ENTER, "y", before=("t", "x")).verdict is Verdict.ONCE


def test_other_keys_do_what_they_always_do() -> None:
    it = answered("m", " ", "?", "q")

    assert it.verdict is None
    assert it.told == [UserMuted(is_muted=True), HangUpRequested(), "entered /help"]


def test_a_typed_talk_goes_on_beside_the_question() -> None:
    it = answered("h", "i", ENTER, settings=TYPED)

    assert (it.verdict, it.told) == (None, ["entered hi"])


def test_escape_discards_a_turn_that_is_being_spoken_first() -> None:
    it = answered(ESCAPE, settings=PTT, before=(" ",))
    assert (it.verdict, it.told) == (None, [TurnBegan(), TurnDiscarded()])

    assert answered(ESCAPE, ESCAPE, settings=PTT, before=(" ",)).verdict is Verdict.NO


def test_after_words_of_strangers_nothing_is_agreed_to_for_good() -> None:
    assert answered("a", question=STRANGE).verdict is None


def test_the_screen_asks_what_a_key_can_answer() -> None:
    async def asked(question: Question) -> str:
        pressed = Pressed()
        pressed.consent.attend(pressed.talk)
        async with asyncio.TaskGroup() as tasks:
            asking = tasks.create_task(pressed.consent.ask(question))
            await asyncio.sleep(0)
            shown = pressed.board.question
            asking.cancel()
        return shown

    assert asyncio.run(asked(MAIL)) == "may send_mail run? y yes, a always, n no"
    assert asyncio.run(asked(STRANGE)) == "may send_mail run? y yes, n no"
    assert Pressed().board.question == ""
