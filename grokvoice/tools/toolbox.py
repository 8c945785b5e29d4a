"""The one object of the tools that a talk holds: what the model may use, and the runs of it.

    Call ─► once ─► checked against the schema ─► gate ─► run, at most timeout_s ─► ToolFinished
                                                   │       ├ function: thread, or loop of its own
                            safe, allowed, or asked┘       └ MCP: loop and thread of the servers

The conversation waits for nothing in here: each call is a task beside it.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from grokvoice.errors import UsageError
from grokvoice.protocol.json_text import read_object
from grokvoice.protocol.settings import Tool
from grokvoice.protocol.values import JsonObject
from grokvoice.protocol.wire_problem import WireProblem
from grokvoice.session.events import ToolFinished
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import Notice
from grokvoice.tools.approval import Gate, Question, Rules, visible
from grokvoice.tools.functions import Function
from grokvoice.tools.guests import Guests
from grokvoice.tools.local_tool import LocalTool
from grokvoice.tools.memory import Memory
from grokvoice.tools.once import Once
from grokvoice.tools.results import Outcome, Redact, failed
from grokvoice.tools.running import Runner
from grokvoice.tools.servers import McpServer
from grokvoice.tools.surroundings import Surroundings
from grokvoice.tools.threads import in_thread
from grokvoice.tools.validation import problem_with
from grokvoice.tools.wishes import ToolWishes, kit_from

_SHORTEST_SECRET: Final = 8
"""Shorter ones, such as a port, are words like others."""
_STRANGE_KINDS: Final = frozenset({"web_search", "x_search", "mcp"})
"""Hosted tools that bring words of strangers; when they do, the wire does not show."""


class Toolbox:
    """The tools of one talk; `open` before it, `close` after it.

    Args:
        wishes: Which tools there are to be; Python files among them are run here.
        around: The person, the screen, the disk and the clock.

    Raises:
        UsageError: a tool that cannot be meant; the message says where it is.
    """

    def __init__(self, wishes: ToolWishes, around: Surroundings) -> None:
        kit = kit_from(wishes, around.environ)
        _refuse_key(kit.servers, around.redact)
        self._around = around = _keeping_secret(around, kit.secrets)
        self._rules = wishes.rules
        self._hosted = kit.hosted
        self._memory = Memory(around.memory)
        self._gate = Gate(_merged(wishes.rules, self._memory), around.ask, self._remember)
        self._runner = Runner(around.redact, partial(self._warn, "tool-blocks"))
        warn = partial(self._warn, "mcp")
        self._guests = Guests(kit.servers, self._memory, around, warn)
        self._tools = {one.name: _tool(one, self._runner) for one in kit.functions}
        self._once = Once()
        self._has_strange_words = any(one.type in _STRANGE_KINDS for one in kit.hosted)

    @property
    def specs(self) -> tuple[Tool, ...]:
        """What `session.update` tells the service; complete once the toolbox is open."""
        return (*self._hosted, *(tool.spec for tool in self._tools.values()))

    @property
    def functions(self) -> frozenset[str]:
        """Names of the functions that `run` runs."""
        return frozenset(self._tools)

    async def open(self) -> None:
        """Start the MCP servers, for at most 10 s; one that fails is a notice, no more."""
        guests = await self._guests.open(self._tools)
        self._tools |= {tool.name: tool for tool in guests}
        for rule in self._rules.idle(self._tools):
            self._warn("tool-rule", f"The rule {rule!r} matches no tool.")

    async def close(self) -> None:
        """Let go of everything that was started, within 2 s."""
        self._runner.close()
        await self._guests.close()

    async def run(self, call: Call) -> ToolFinished:
        """Run a call and return its answer, whatever happens; the same call is run once."""
        finished = await self._once.run(call.call_id, partial(self._finish, call))
        again = self._failed(f"call {call.call_id} was answered before")
        return finished or _finished(call, again)

    async def _finish(self, call: Call) -> ToolFinished:
        tool = self._tools.get(call.name)
        if tool is None:
            return _finished(call, self._failed(f"there is no tool {call.name!r}"))
        # Away from the loop: arguments may be long, and their schema a stranger's.
        checked = await in_thread(partial(_checked, call, tool), "arguments")
        if isinstance(checked, str):
            return _finished(call, self._failed(checked))
        if refusal := await self._refusal(call, tool, checked):
            return _finished(call, self._failed(f"refused: {refusal}"))
        outcome = await self._run_in_time(tool, checked)
        self._has_strange_words |= tool.is_strange
        return _finished(call, outcome)

    async def _refusal(self, call: Call, tool: LocalTool, arguments: JsonObject) -> str:
        question = Question(
            call_id=call.call_id,
            tool=tool.name,
            arguments=visible(json.dumps(arguments, ensure_ascii=False)),
            origin=tool.origin,
            reads_strange_words=self._has_strange_words,
            has_changed=self._guests.has_changed(tool),
        )
        refusal = await self._gate.refusal(question, is_safe=tool.is_safe)
        if question.has_changed and not refusal:
            await self._guests.accept(tool)
        return refusal

    async def _run_in_time(self, tool: LocalTool, arguments: JsonObject) -> Outcome:
        try:
            async with asyncio.timeout(tool.timeout_s):
                return await tool.run(arguments)
        except TimeoutError:
            late = f"no answer within {tool.timeout_s:g} s"
            left = self._runner.abandoned
            count = f"; {left} such calls still run" if left else ""
            self._warn("tool-late", f"{tool.name}: {late}{count}.")
            return self._failed(late)

    async def _remember(self, name: str) -> None:
        if problem := await in_thread(partial(self._memory.allow, name), "memory"):
            self._warn("tool-memory", problem)

    def _failed(self, message: str) -> Outcome:
        return failed(message, self._around.redact)

    def _warn(self, code: str, text: str) -> None:
        self._around.tell(Notice(code=code, text=self._around.redact(text)))


def _refuse_key(servers: Iterable[McpServer], redact: Redact) -> None:
    for server in servers:
        for text in (server.url, *server.args, *server.env.values(), *server.headers.values()):
            if redact(text) != text:
                raise UsageError(f"MCP server {server.name} would get the API key: take it out.")


def _keeping_secret(around: Surroundings, secrets: Sequence[str]) -> Surroundings:
    long = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]

    def redact(text: str) -> str:
        for secret in long:
            text = text.replace(secret, "…")
        return around.redact(text)

    return replace(around, redact=redact)


def _merged(rules: Rules, memory: Memory) -> Rules:
    held = memory.held
    return Rules(allow=rules.allow | held.allow, deny=rules.deny | held.deny)


def _tool(function: Function, runner: Runner) -> LocalTool:
    return LocalTool(
        name=function.name,
        description=function.description,
        parameters=function.parameters,
        origin=function.place,
        run=partial(runner.run, function),
        timeout_s=function.timeout_s,
        is_safe=function.is_safe,
    )


def _checked(call: Call, tool: LocalTool) -> JsonObject | str:
    """Return a call's arguments, or what is wrong with them."""
    try:
        arguments = read_object(call.arguments)
    except WireProblem as problem:
        return f"the arguments are no JSON object: {problem}"
    return problem_with(arguments, tool.parameters) or arguments


def _finished(call: Call, outcome: Outcome) -> ToolFinished:
    return ToolFinished(
        call_id=call.call_id,
        output=outcome.text,
        is_error=outcome.is_error,
        wants_reply=outcome.wants_reply,
    )
