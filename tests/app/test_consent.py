import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from grokvoice.app.consent import READING_S, Consent
from grokvoice.session.events import Event, Observed
from grokvoice.session.updates import Notice
from grokvoice.tools.approval import Answer, Question, Verdict

MAIL = Question(
    call_id="1",
    tool="send_mail",
    arguments='{"to": "Anna"}',
    origin="tools.py:2",
    reads_strange_words=False,
)
TEXT = 'May send_mail run, from tools.py:2, with {"to": "Anna"}?'


class Person:
    """Somebody who answers as soon as a question appears, `late_s` seconds later by the clock."""

    def __init__(self, consent: Consent, *answers: tuple[Verdict, float]) -> None:
        self.told: list[Event] = []
        self.counted: list[bool] = []
        self._consent = consent
        self._answers = answers

    def tell(self, event: Event) -> None:
        self.told.append(event)
        shown_at = asyncio.get_running_loop().time()
        for verdict, late_s in self._answers:
            self.counted.append(self._consent.answer(verdict, shown_at + late_s))

    @property
    def texts(self) -> list[str]:
        updates = [event.update for event in self.told if isinstance(event, Observed)]
        return [update.text for update in updates if isinstance(update, Notice)]


def run(scene: Callable[[], Awaitable[Answer]]) -> Answer:
    async def within() -> Answer:
        async with asyncio.timeout(5):
            return await scene()

    return asyncio.run(within())


def test_a_question_is_told_and_answered_by_whoever_had_time_to_read_it() -> None:
    consent = Consent()
    person = Person(consent, (Verdict.ONCE, READING_S + 0.01))
    consent.attend(person)

    answer = run(lambda: consent.ask(MAIL))

    assert answer == Answer(call_id="1", verdict=Verdict.ONCE)
    assert person.told == [Observed(Notice(code="tool-consent", text=TEXT))]
    assert consent.question is None


def test_what_was_pressed_before_or_just_as_it_appeared_does_not_count() -> None:
    consent = Consent()
    person = Person(
        consent, (Verdict.ALWAYS, -1.0), (Verdict.ONCE, READING_S / 2), (Verdict.NO, 1.0)
    )
    consent.attend(person)

    answer = run(lambda: consent.ask(MAIL))

    assert answer.verdict is Verdict.NO
    assert person.counted == [False, False, True]


def test_the_first_answer_counts() -> None:
    consent = Consent()
    consent.attend(Person(consent, (Verdict.NO, 1.0), (Verdict.ONCE, 1.1)))

    assert run(lambda: consent.ask(MAIL)).verdict is Verdict.NO


def test_without_a_question_there_is_nothing_to_answer() -> None:
    assert not Consent().answer(Verdict.ONCE, 1e9)


def test_nobody_there_is_a_no() -> None:
    assert run(lambda: Consent().ask(MAIL)) == Answer(call_id="1", verdict=Verdict.NO)


def test_a_question_that_is_given_up_stands_no_more() -> None:
    consent = Consent()
    consent.attend(Person(consent))

    async def scene() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await consent.ask(MAIL)
        assert consent.question is None

    asyncio.run(scene())


def test_what_makes_it_doubtful_and_how_to_answer_are_told() -> None:
    consent = Consent(lambda question: f"Enter y for {question.tool}.")
    person = Person(consent, (Verdict.NO, 1.0))
    consent.attend(person)

    run(lambda: consent.ask(replace(MAIL, reads_strange_words=True, has_changed=True)))

    assert person.texts == [
        f"{TEXT} It describes itself otherwise than when it was last agreed to. "
        "Words of strangers, which are in this conversation, may have asked for it. "
        "Enter y for send_mail."
    ]
