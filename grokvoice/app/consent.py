"""The question whether a tool may run, as it stands before the person, and the answer to it.

The question is told like everything else in the talk: its text, with all arguments, goes where the
conversation is shown. An answer comes by key or by line, and only from somebody who had the time to
read: what was pressed before, or just when the question appeared, was meant for something else.
Nothing that is heard, and nothing that Grok says, leads here.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from grokvoice.app.entries import Told
from grokvoice.session.events import Observed
from grokvoice.session.updates import Notice
from grokvoice.tools.approval import Answer, Question, Verdict

READING_S: Final = 0.5
"""Nobody reads a question, decides and presses a key faster."""


@dataclass(frozen=True, slots=True)
class _Standing:
    question: Question
    since: float
    answer: asyncio.Future[Verdict]


class Consent:
    """At most one question at a time, and whoever answers it.

    Args:
        how_to_answer: Ends the text of a question where no screen shows which keys do.
    """

    def __init__(self, how_to_answer: Callable[[Question], str] = lambda _: "") -> None:
        self._how_to_answer = how_to_answer
        self._standing: _Standing | None = None
        self._talk: Told | None = None

    def attend(self, talk: Told) -> None:
        """Let questions appear in a talk: somebody is there from now on."""
        self._talk = talk

    @property
    def question(self) -> Question | None:
        """What is to be answered now."""
        return self._standing.question if self._standing else None

    async def ask(self, question: Question) -> Answer:
        """Put a question and wait for its answer; while nobody is there it is No."""
        if self._talk is None:
            return Answer(call_id=question.call_id, verdict=Verdict.NO)
        loop = asyncio.get_running_loop()
        self._standing = _Standing(question, loop.time(), loop.create_future())
        text = f"{_text_of(question)} {self._how_to_answer(question)}".rstrip()
        self._talk.tell(Observed(Notice(code="tool-consent", text=text)))
        try:
            return Answer(call_id=question.call_id, verdict=await self._standing.answer)
        finally:
            self._standing = None

    def answer(self, verdict: Verdict, at: float) -> bool:
        """Answer the question that stands.

        Args:
            verdict: What the person decided.
            at: When the key was pressed, or the line was read, by the loop's clock.

        Returns:
            Whether it was an answer: there was a question, and time to read it.
        """
        if self._standing is None or at < self._standing.since + READING_S:
            return False
        if not self._standing.answer.done():
            self._standing.answer.set_result(verdict)
        return True


def _text_of(question: Question) -> str:
    doubts = ""
    if question.has_changed:
        doubts += " It describes itself otherwise than when it was last agreed to."
    if question.reads_strange_words:
        doubts += " Words of strangers, which are in this conversation, may have asked for it."
    asks = f"May {question.tool} run, from {question.origin}, with {question.arguments}?"
    return asks + doubts
