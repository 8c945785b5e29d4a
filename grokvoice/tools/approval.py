"""Who may run: what is safe, what a rule allows, and what a person at the keyboard agrees to.

    denied by a rule ─────────────────────────────► refused
    safe ─────────────────────────────────────────► runs
    allowed by a rule, nothing strange was read ──► runs
    anything else ── a person is there ── "yes" ──► runs
                          │                └ no, or no answer ─► refused
                          └ nobody is there ──────► refused

Nobody agrees to what nobody can read: a call with very long arguments is refused as well.

Words of strangers (a web page, an MCP server's answer) may tell the model to send what it knows to
somebody. So once such words are in the conversation, a rule is not enough any more (faults, 4.9).
The answer comes from whoever sits at the keyboard, through the port `Ask`; sound never reaches it.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from fnmatch import fnmatchcase
from typing import Final, TypeAlias

PATIENCE_S: Final = 60.0
"""How long a question stays; no answer is a No."""
_MOST_READ: Final = 8_000
"""Characters of arguments that a person may be asked to read."""
_SPACES: Final = re.compile("(?<= ) ")


class Verdict(Enum):
    """What a person may answer."""

    NO = "no"
    ONCE = "once"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to be agreed to, as it is to be shown."""

    call_id: str
    tool: str
    arguments: str
    """Exactly what the tool will get; characters that do not show are written as escapes."""
    origin: str
    """Where the tool comes from: a file and line, or an MCP server."""
    reads_strange_words: bool
    """Whether words of strangers are in the conversation, which may have asked for this call."""
    has_changed: bool = False
    """Whether the tool describes itself otherwise than when it was last agreed to."""

    @property
    def may_be_always(self) -> bool:
        """Whether the answer can be one for good: after words of strangers it cannot."""
        return not self.reads_strange_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person said to one question."""

    call_id: str
    """Of that question; an answer to another one counts as No."""
    verdict: Verdict


Ask: TypeAlias = Callable[[Question], Awaitable[Answer]]
"""Puts a question to the person at the keyboard; the default must be No."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What was decided beforehand, by names or patterns such as `notes__*`."""

    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()

    def allows(self, name: str) -> bool:
        """Tell whether a tool may run without asking; what is denied never may."""
        return _matches(name, self.allow) and not self.denies(name)

    def denies(self, name: str) -> bool:
        """Tell whether a tool may not run at all."""
        return _matches(name, self.deny)

    def idle(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the rules that match none of the tools there are: mistyped, most likely."""
        known = tuple(names)
        rules = self.allow | self.deny
        return tuple(sorted(rule for rule in rules if not any(fnmatchcase(n, rule) for n in known)))


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def visible(text: str) -> str:
    r"""Write what does not show as an escape: controls, hidden marks, odd spaces; `ø` stays."""
    shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
    return _SPACES.sub(r"\\x20", shown)


class Gate:
    """Decides about calls, one question at a time.

    Args:
        rules: What was decided beforehand.
        ask: The person; None where there is no keyboard to answer on.
        remember: Told the name of a tool that may always run from now on.
    """

    def __init__(
        self, rules: Rules, ask: Ask | None, remember: Callable[[str], Awaitable[None]]
    ) -> None:
        self._rules = rules
        self._ask = ask
        self._remember = remember
        self._turn = asyncio.Lock()

    async def refusal(self, question: Question, *, is_safe: bool) -> str:
        """Return why a call may not run; "" if it may."""
        name = question.tool
        if self._rules.denies(name):
            return f"{name} is denied by a rule of the user's"
        if is_safe and not question.has_changed:
            return ""
        if self._may_run(question):
            return ""
        if self._ask is None:
            return self._unasked(question)
        if len(question.arguments) > _MOST_READ:
            return f"the arguments are too long for the user to read, over {_MOST_READ} characters"
        async with self._turn:
            # While it waited for its turn, the answer to another one may have been "always".
            return "" if self._may_run(question) else await self._put(question, self._ask)

    def _may_run(self, question: Question) -> bool:
        is_doubtful = question.reads_strange_words or question.has_changed
        return self._rules.allows(question.tool) and not is_doubtful

    async def _put(self, question: Question, ask: Ask) -> str:
        name = question.tool
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await ask(question)
        except TimeoutError:
            return f"the user was asked about {name} and did not answer within {PATIENCE_S:g} s"
        if answer.verdict is Verdict.NO or answer.call_id != question.call_id:
            return f"the user did not agree to {name}"
        if answer.verdict is Verdict.ALWAYS and question.may_be_always:
            self._rules = replace(self._rules, allow=self._rules.allow | {name})
            await self._remember(name)
        return ""

    def _unasked(self, question: Question) -> str:
        if question.has_changed:
            why = "it changed since it was allowed"
        elif self._rules.allows(question.tool):
            why = "words of strangers are in the conversation"
        else:
            return f"{question.tool} needs the user's consent: --allow-tool {question.tool}"
        return f"{question.tool} needs consent at a keyboard: {why}"
