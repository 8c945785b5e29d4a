"""The toolbox: every call gets one answer, and nothing runs that should not."""

import asyncio
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from grokvoice.errors import UsageError
from grokvoice.session.events import ToolFinished
from grokvoice.session.updates import Notice
from grokvoice.tools.approval import Question, Rules, Verdict
from grokvoice.tools.declaring import tool
from grokvoice.tools.functions import function_from
from grokvoice.tools.hosted import WebFilters, web_search
from grokvoice.tools.servers import McpServer
from grokvoice.tools.surroundings import Surroundings
from grokvoice.tools.tool_list import read_tool_list
from grokvoice.tools.toolbox import Toolbox
from tests.tools.room import KEY, Person, Room, add, call, error_of, send

NewStranger = Callable[..., McpServer]


def test_the_service_is_told_of_hosted_tools_and_functions() -> None:
    room = Room(named=read_tool_list("web"))

    async def scenario(box: Toolbox) -> None:
        assert box.specs[0] == web_search(WebFilters())
        assert [(one.type, one.name) for one in box.specs[1:3]] == [
            ("function", "add"),
            ("function", "leak"),
        ]
        assert box.specs[1].parameters == function_from(add).parameters
        assert box.functions == {"add", "leak", "send", "switch_off"}

    room.use(scenario)


def test_a_call_is_answered() -> None:
    assert Room().answers(call("add", '{"a": 1, "b": 2}')) == [
        ToolFinished(call_id="1", output="3")
    ]


def test_a_tool_may_want_no_reply() -> None:
    assert Room().answers(call("switch_off")) == [
        ToolFinished(call_id="1", output="off", wants_reply=False)
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "error"),
    [
        ("nothing", "{}", "there is no tool 'nothing'"),
        ("add", '{"a": 1}', "arguments.b: missing"),
        ("add", '{"a": 1, "b": "2; rm -rf /"}', "arguments.b: expected integer, got string"),
        ("add", "[1]", "the arguments are no JSON object: event: expected an object"),
        ("add", '{"a": 1e999, "b": 1}', "the arguments are no JSON object: 1e999 is too large"),
    ],
)
def test_what_cannot_be_called_is_answered_with_the_reason(
    name: str, arguments: str, error: str
) -> None:
    assert error_of(Room().answers(call(name, arguments))[0]) == error


def test_a_call_is_run_once_however_often_it_is_asked_for() -> None:
    person = Person(Verdict.ONCE)
    sending = call("send", '{"text": "a"}')

    answers = Room(person).answers(sending, sending)

    assert answers == [ToolFinished(call_id="1", output="sent a")] * 2
    assert len(person.asked) == 1


def test_of_a_very_old_call_it_is_only_known_that_it_was_answered() -> None:
    calls = [call("add", '{"a": 1, "b": 2}', str(number)) for number in range(65)]

    answers = Room().answers(*calls, calls[0])

    assert error_of(answers[-1]) == "call 0 was answered before"


def test_a_secret_does_not_reach_the_model() -> None:
    assert Room().answers(call("leak"))[0].output == '{"key": "…6789"}'


def test_the_question_shows_exactly_what_the_tool_would_get() -> None:
    person = Person(Verdict.NO)

    answers = Room(person).answers(call("send", '{"text": "Bod\\u00f8\\u202e\\n"}'))

    assert error_of(answers[0]) == "refused: the user did not agree to send"
    assert person.asked == [
        Question(
            call_id="1",
            tool="send",
            arguments=r'{"text": "Bodø\u202e\n"}',
            origin=function_from(send).place,
            reads_strange_words=False,
        )
    ]


def test_without_a_keyboard_only_what_is_safe_or_allowed_runs() -> None:
    sending = call("send", '{"text": "a"}')

    refused = Room().answers(sending)
    allowed = Room(rules=Rules(allow=frozenset({"send"}))).answers(sending)

    assert error_of(refused[0]) == "refused: send needs the user's consent: --allow-tool send"
    assert allowed == [ToolFinished(call_id="1", output="sent a")]


def test_while_the_web_is_searched_even_what_is_allowed_asks() -> None:
    person = Person(Verdict.NO)
    room = Room(person, named=read_tool_list("web"), rules=Rules(allow=frozenset({"send"})))

    room.answers(call("send", '{"text": "a"}'))

    assert [one.reads_strange_words for one in person.asked] == [True]


def test_always_is_remembered_for_the_next_talk(tmp_path: Path) -> None:
    person = Person(Verdict.ALWAYS)

    for _ in range(2):
        room = Room(person)
        room.around = Surroundings(ask=person, memory=tmp_path / "tools.toml")
        room.answers(call("send", '{"text": "a"}'))

    assert len(person.asked) == 1


def test_a_memory_that_cannot_be_written_is_a_notice(tmp_path: Path) -> None:
    person = Person(Verdict.ALWAYS)
    room = Room(person)
    path = tmp_path / "tools.toml"
    room.around = Surroundings(ask=person, tell=room.notices.append, memory=path)

    async def scenario(box: Toolbox) -> None:
        path.mkdir()
        await box.run(call("send", '{"text": "a"}'))

    room.use(scenario)

    assert [notice.code for notice in room.notices] == ["tool-memory"]


def test_a_rule_that_matches_nothing_is_reported() -> None:
    room = Room(rules=Rules(allow=frozenset({"sned", "send"})))

    room.answers()

    assert room.notices == [Notice(code="tool-rule", text="The rule 'sned' matches no tool.")]


def test_a_tool_that_hangs_is_answered_for_and_left_behind() -> None:
    may_end = threading.Event()

    @tool(safe=True, timeout_s=0.05)
    def hang() -> None:
        """Hang."""
        may_end.wait(5)

    room = Room(functions=(function_from(hang),))

    answers = room.answers(call("hang"))
    may_end.set()

    assert error_of(answers[0]) == "no answer within 0.05 s"
    assert room.notices == [
        Notice(code="tool-late", text="hang: no answer within 0.05 s; 1 such calls still run.")
    ]


def test_an_asynchronous_tool_that_hangs_leaves_nothing_behind() -> None:
    @tool(safe=True, timeout_s=0.05)
    async def hang() -> None:
        """Hang."""
        await asyncio.Event().wait()

    room = Room(functions=(function_from(hang),))

    room.answers(call("hang"))

    assert [notice.text for notice in room.notices] == ["hang: no answer within 0.05 s."]


def test_the_api_key_is_in_nobodys_configuration() -> None:
    server = McpServer(name="s", command="x", env={"TOKEN": KEY})
    room = Room(named=read_tool_list("mcp:s"), servers=(server,))

    with pytest.raises(UsageError, match="MCP server s would get the API key") as caught:
        room.answers()

    assert KEY not in str(caught.value)


def test_an_mcp_server_is_used_like_any_tool(stranger: NewStranger) -> None:
    pytest.importorskip("mcp")
    person = Person(Verdict.ONCE)
    room = Room(person, named=read_tool_list("mcp:s"), servers=(stranger(),))
    echo = '{"text": "a"}'

    answers = room.answers(call("s__echo", echo), call("s__echo", echo, "2"))

    assert [answer.output for answer in answers] == ["a", "a"]
    assert [one.reads_strange_words for one in person.asked] == [False, True]
    assert room.notices == []


def test_what_a_server_was_given_of_our_environment_does_not_reach_the_model(
    stranger: NewStranger,
) -> None:
    pytest.importorskip("mcp")
    given = McpServer(
        name="s",
        command=stranger().command,
        args=stranger().args,
        env={"TOKEN": "${MAIL_TOKEN}", "PORT": "${MAIL_PORT}"},
    )
    room = Room(
        named=read_tool_list("mcp:s"), servers=(given,), rules=Rules(allow=frozenset({"s__env"}))
    )
    room.around = Surroundings(
        environ={**os.environ, "MAIL_TOKEN": "hunter2-hunter2", "MAIL_PORT": "25"}
    )

    told = json.loads(room.answers(call("s__env"))[0].output)

    assert (told["TOKEN"], told["PORT"]) == ("…", "25")


def test_a_changed_tool_asks_even_if_it_is_allowed_and_then_no_more(
    stranger: NewStranger, tmp_path: Path
) -> None:
    pytest.importorskip("mcp")
    person = Person(Verdict.ONCE)
    rules = Rules(allow=frozenset({"s__echo"}))

    for words in ((), ("changed",), ("changed",)):
        room = Room(person, named=read_tool_list("mcp:s"), servers=(stranger(*words),), rules=rules)
        room.around = Surroundings(
            ask=person, environ=os.environ, memory=tmp_path / "tools.toml", logs=tmp_path
        )
        room.answers(call("s__echo", '{"text": "a"}'))

    assert [one.has_changed for one in person.asked] == [True]
    assert (tmp_path / "mcp-s.log").read_text() == ""
