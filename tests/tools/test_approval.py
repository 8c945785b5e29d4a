"""Who may run without asking, who asks, and what an answer is worth."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grokvoice.tools import approval
from grokvoice.tools.approval import Answer, Ask, Gate, Question, Rules, Verdict, visible

MAIL = Question(
    call_id="1", tool="send_mail", arguments="{}", origin="tools.py:1", reads_strange_words=False
)
STRANGE = Question(
    call_id="1", tool="send_mail", arguments="{}", origin="tools.py:1", reads_strange_words=True
)
CHANGED = Question(
    call_id="1",
    tool="send_mail",
    arguments="{}",
    origin="MCP server mail",
    reads_strange_words=False,
    has_changed=True,
)
ALLOWED = Rules(allow=frozenset({"send_*"}))
NOT_AGREED = "the user did not agree to send_mail"


class Person:
    """Somebody at the keyboard, who always gives the same answer."""

    def __init__(self, verdict: Verdict, call_id: str = "1") -> None:
        self.asked: list[Question] = []
        self.answer = Answer(call_id=call_id, verdict=verdict)

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.answer


def refusals(
    rules: Rules, ask: Ask | None, *questions: Question, is_safe: bool = False
) -> tuple[list[str], list[str]]:
    """Put questions to a gate, one after the other; returns what it said and remembered."""
    remembered: list[str] = []

    async def remember(name: str) -> None:
        remembered.append(name)

    async def scenario() -> list[str]:
        gate = Gate(rules, ask, remember)
        async with asyncio.timeout(5):
            return [await gate.refusal(one, is_safe=is_safe) for one in questions]

    return asyncio.run(scenario()), remembered


def test_what_is_safe_runs_without_asking() -> None:
    person = Person(Verdict.NO)

    assert refusals(Rules(), person, MAIL, STRANGE, is_safe=True) == (["", ""], [])
    assert person.asked == []


def test_what_a_rule_allows_runs_without_asking() -> None:
    assert refusals(ALLOWED, None, MAIL) == ([""], [])


def test_what_a_rule_denies_never_runs_not_even_if_safe_or_allowed() -> None:
    rules = Rules(allow=frozenset({"send_mail"}), deny=frozenset({"*mail"}))
    person = Person(Verdict.ALWAYS)

    told = refusals(rules, person, MAIL, is_safe=True)

    assert told == (["send_mail is denied by a rule of the user's"], [])
    assert person.asked == []


def test_everything_else_asks() -> None:
    person = Person(Verdict.ONCE)

    assert refusals(Rules(), person, MAIL, MAIL) == (["", ""], [])
    assert person.asked == [MAIL, MAIL]


def test_a_no_is_a_no() -> None:
    assert refusals(Rules(), Person(Verdict.NO), MAIL) == ([NOT_AGREED], [])


def test_always_is_remembered_and_asks_no_more() -> None:
    person = Person(Verdict.ALWAYS)

    assert refusals(Rules(), person, MAIL, MAIL) == (["", ""], ["send_mail"])
    assert person.asked == [MAIL]


def test_always_counts_for_calls_that_wait_for_their_turn() -> None:
    person = Person(Verdict.ALWAYS)

    async def remember(_name: str) -> None: ...

    async def scenario() -> list[str]:
        gate = Gate(Rules(), person, remember)
        async with asyncio.timeout(5):
            return await asyncio.gather(*(gate.refusal(MAIL, is_safe=False) for _ in range(3)))

    assert asyncio.run(scenario()) == ["", "", ""]
    assert person.asked == [MAIL]


def test_after_words_of_strangers_always_means_once() -> None:
    person = Person(Verdict.ALWAYS)

    assert refusals(Rules(), person, STRANGE, STRANGE) == (["", ""], [])
    assert person.asked == [STRANGE, STRANGE]


def test_nobody_is_asked_to_agree_to_what_nobody_can_read() -> None:
    person = Person(Verdict.ONCE)
    long = replace(MAIL, arguments="x" * 8_001)

    assert refusals(Rules(), person, long) == (
        ["the arguments are too long for the user to read, over 8000 characters"],
        [],
    )
    assert person.asked == []


def test_after_words_of_strangers_even_what_is_allowed_asks() -> None:
    person = Person(Verdict.NO)

    assert refusals(ALLOWED, person, STRANGE) == ([NOT_AGREED], [])
    assert person.asked == [STRANGE]


def test_what_changed_asks_even_if_it_is_allowed_or_safe() -> None:
    person = Person(Verdict.NO)

    assert refusals(ALLOWED, person, CHANGED) == ([NOT_AGREED], [])
    assert refusals(ALLOWED, person, CHANGED, is_safe=True) == ([NOT_AGREED], [])
    assert person.asked == [CHANGED, CHANGED]


@pytest.mark.parametrize(
    ("rules", "question", "told"),
    [
        (Rules(), MAIL, "send_mail needs the user's consent: --allow-tool send_mail"),
        (
            ALLOWED,
            STRANGE,
            "send_mail needs consent at a keyboard: words of strangers are in the conversation",
        ),
        (
            ALLOWED,
            CHANGED,
            "send_mail needs consent at a keyboard: it changed since it was allowed",
        ),
    ],
)
def test_without_a_keyboard_what_would_ask_is_refused(
    rules: Rules, question: Question, told: str
) -> None:
    assert refusals(rules, None, question) == ([told], [])


def test_an_answer_to_another_call_is_a_no() -> None:
    person = Person(Verdict.ALWAYS, call_id="2")

    assert refusals(Rules(), person, MAIL) == ([NOT_AGREED], [])


def test_no_answer_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "PATIENCE_S", 0.01)

    async def nobody(_question: Question) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    assert refusals(Rules(), nobody, MAIL) == (
        ["the user was asked about send_mail and did not answer within 0.01 s"],
        [],
    )


def test_questions_are_put_one_at_a_time() -> None:
    open_questions: list[int] = []

    async def scenario() -> list[str]:
        asked = asyncio.Event()
        answers: asyncio.Queue[Verdict] = asyncio.Queue()
        waiting = 0

        async def ask(question: Question) -> Answer:
            nonlocal waiting
            waiting += 1
            open_questions.append(waiting)
            asked.set()
            verdict = await answers.get()
            waiting -= 1
            return Answer(call_id=question.call_id, verdict=verdict)

        async def remember(_name: str) -> None: ...

        gate = Gate(Rules(), ask, remember)
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            calls = [tasks.create_task(gate.refusal(MAIL, is_safe=False)) for _ in range(2)]
            await asked.wait()
            answers.put_nowait(Verdict.NO)
            answers.put_nowait(Verdict.ONCE)
        return [call.result() for call in calls]

    assert asyncio.run(scenario()) == [NOT_AGREED, ""]
    assert open_questions == [1, 1]


def test_rules_that_match_nothing_are_found() -> None:
    rules = Rules(allow=frozenset({"a*", "z"}), deny=frozenset({"b", "y"}))

    assert rules.idle(["abc", "b"]) == ("y", "z")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bodø 東京", "Bodø 東京"),
        ("a\nb\x1b[2J", r"a\nb\x1b[2J"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u200bb\u00a0c", r"a\u200bb\xa0c"),
        ("\U000e0041", r"\U000e0041"),
        ("rm   -r", r"rm \x20\x20-r"),
    ],
)
def test_what_does_not_show_is_written_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_invisible_is_shown(text: str) -> None:
    assert visible(text).isprintable()


names = st.text(alphabet="abc_", min_size=1, max_size=6)


@given(names, st.frozensets(names), st.frozensets(names))
def test_every_tool_without_a_rule_asks_and_none_that_is_denied_runs(
    name: str, allow: frozenset[str], deny: frozenset[str]
) -> None:
    person = Person(Verdict.ONCE)
    question = Question(
        call_id="1", tool=name, arguments="{}", origin="x", reads_strange_words=False
    )

    told, _ = refusals(Rules(allow=allow, deny=deny), person, question)

    assert bool(person.asked) == (name not in allow | deny)
    assert bool(told[0]) == (name in deny)
