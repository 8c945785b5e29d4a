"""A toolbox of four functions, a person who may be asked, and what is told around them."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable

from grokvoice.session.events import ToolFinished
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import Notice
from grokvoice.tools.approval import Answer, Question, Verdict
from grokvoice.tools.declaring import StopResponse, tool
from grokvoice.tools.functions import function_from
from grokvoice.tools.surroundings import Surroundings
from grokvoice.tools.toolbox import Toolbox
from grokvoice.tools.wishes import ToolWishes

KEY = "xai-canary-0123456789"


@tool(safe=True)
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


@tool(safe=True)
async def leak() -> dict[str, str]:
    """Tell what should not be told."""
    return {"key": KEY}


def send(text: str) -> str:
    """Send something to somebody."""
    return f"sent {text}"


@tool(safe=True)
def switch_off() -> None:
    """Switch off."""
    raise StopResponse("off")


class Person:
    """Somebody at the keyboard."""

    def __init__(self, verdict: Verdict = Verdict.NO) -> None:
        self.verdict = verdict
        self.asked: list[Question] = []

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        return Answer(call_id=question.call_id, verdict=self.verdict)


class Room:
    """A toolbox of four functions, and what is told around it."""

    def __init__(self, person: Person | None = None, **wishes: object) -> None:
        self.notices: list[Notice] = []
        self.around = Surroundings(
            ask=person,
            tell=self.notices.append,
            redact=lambda text: text.replace(KEY, "…6789"),
            environ=os.environ,
        )
        functions = tuple(function_from(one) for one in (add, leak, send, switch_off))
        self.wishes = ToolWishes(**{"functions": functions, **wishes})  # type: ignore[arg-type]  # fields of ToolWishes

    def use(self, scenario: Callable[[Toolbox], Awaitable[None]]) -> None:
        async def run() -> None:
            box = Toolbox(self.wishes, self.around)
            async with asyncio.timeout(15):
                try:
                    await box.open()
                    await scenario(box)
                finally:
                    await box.close()

        asyncio.run(run())

    def answers(self, *calls: Call) -> list[ToolFinished]:
        """Run calls, one after the other."""
        answers: list[ToolFinished] = []

        async def scenario(box: Toolbox) -> None:
            answers.extend([await box.run(call) for call in calls])

        self.use(scenario)
        return answers


def call(name: str, arguments: str = "{}", call_id: str = "1") -> Call:
    return Call(call_id=call_id, name=name, arguments=arguments)


def error_of(answer: ToolFinished) -> str:
    assert answer.is_error
    return str(json.loads(answer.output)["error"])
