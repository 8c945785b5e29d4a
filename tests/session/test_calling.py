import pytest

from grokvoice.protocol.client_events import ItemCreate
from grokvoice.protocol.items import Item
from grokvoice.protocol.server_events import McpArgumentsDone
from grokvoice.session.calling import RESERVED_NAMES, Calling
from grokvoice.session.commands import Command, RunTool, Send, Show
from grokvoice.session.events import ToolFinished
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import ToolCalled, ToolReturned


def calling() -> Calling:
    return Calling(frozenset({"weather"}))


def item(name: str = "weather", arguments: str = '{"city": "Oslo"}') -> Item:
    return Item(id="f1", type="function_call", call_id="k1", name=name, arguments=arguments)


def called(name: str = "weather", arguments: str = '{"city": "Oslo"}') -> Show:
    return Show(ToolCalled(call_id="k1", name=name, arguments=arguments, is_hosted=False))


def answered(output: str, name: str = "weather", *, is_error: bool = False) -> list[Command]:
    returned = ToolReturned(call_id="k1", name=name, output=output, is_error=is_error)
    sent = Item(type="function_call_output", call_id="k1", output=output)
    return [Show(returned), Send(ItemCreate(item=sent))]


def test_a_call_is_shown_and_run_once() -> None:
    room = calling()

    commands = [room.announced(item(), "r1"), room.announced(item(), "r1")]

    call = Call(call_id="k1", name="weather", arguments='{"city": "Oslo"}', item_id="f1")
    assert commands == [[called(), RunTool(call)], []]
    assert room.is_running


def test_its_answer_is_shown_and_sent_once() -> None:
    room = calling()
    room.announced(item(), "r1")
    finished = ToolFinished(call_id="k1", output="rain")

    assert [room.finished(finished), room.finished(finished)] == [answered("rain"), []]
    assert not room.is_running


def test_a_reply_to_the_answer_is_wished_for_once_the_response_is_over() -> None:
    room = calling()
    room.announced(item(), "r1")
    room.finished(ToolFinished(call_id="k1", output="rain"))

    assert [room.take_reply_wish(reply) for reply in ("r1", None, None)] == [False, True, False]


def test_a_turn_whose_end_the_answer_preceded_covers_it() -> None:
    room = calling()
    room.announced(item(), "r1")
    room.user_turn()
    room.finished(ToolFinished(call_id="k1", output="rain"))
    room.landed("k1")

    room.user_fell_silent()

    assert not room.take_reply_wish(None)


def test_a_turn_of_the_users_covers_the_answer() -> None:
    room = calling()
    room.announced(item(), "r1")
    room.finished(ToolFinished(call_id="k1", output="rain"))

    room.user_turn()

    assert not room.take_reply_wish(None)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ("{", "arguments are no JSON"),
        ("[" * 100_000, "arguments are no JSON"),
        ("[1]", "arguments are no JSON object"),
        ('"' + "x" * 300_000 + '"', "arguments of 300002 characters are too long"),
    ],
    ids=["half", "deep", "list", "long"],
)
def test_arguments_that_cannot_be_meant_are_answered_and_never_run(
    arguments: str, problem: str
) -> None:
    commands = calling().announced(item(arguments=arguments), "r1")

    refusal = answered(f'{{"error": "{problem}"}}', is_error=True)
    assert commands == [called(arguments=arguments), *refusal]


def test_an_unknown_function_is_answered_and_never_run() -> None:
    commands = calling().announced(item("sing"), "r1")

    refusal = answered('{"error": "unknown tool \'sing\'"}', "sing", is_error=True)
    assert commands == [called("sing"), *refusal]


def test_calls_beyond_the_limit_are_answered_and_never_run() -> None:
    room = calling()
    for number in range(8):
        other = Item(type="function_call", call_id=f"x{number}", name="weather", arguments="{}")
        room.announced(other, "r1")

    commands = room.announced(item(), "r1")

    refusal = answered('{"error": "refused: limit of 8 calls in one reply"}', is_error=True)
    assert commands == [called(), *refusal]


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES))
def test_a_function_the_server_runs_itself_is_shown_once_and_never_answered(name: str) -> None:
    room = calling()

    commands = [room.announced(item(name), "r1"), room.announced(item(name), "r1")]

    shown = ToolCalled(call_id="k1", name=name, arguments='{"city": "Oslo"}', is_hosted=True)
    assert commands == [[Show(shown)], []]
    assert not room.is_running


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (
            McpArgumentsDone(call_id="k1", item_id="i1", name="search", arguments='{"q": 1}'),
            ToolCalled(call_id="k1", name="search", arguments='{"q": 1}', is_hosted=True),
        ),
        (
            McpArgumentsDone(item_id="i1", arguments="{}"),
            ToolCalled(call_id="i1", name="mcp", arguments="{}", is_hosted=True),
        ),
    ],
)
def test_a_call_of_a_remote_mcp_server_is_shown_once_and_never_run(
    event: McpArgumentsDone, shown: ToolCalled
) -> None:
    room = calling()

    assert [room.hosted(event), room.hosted(event)] == [[Show(shown)], []]
    assert not room.is_running


def test_a_function_of_ours_may_have_a_reserved_name() -> None:
    room = Calling(frozenset({"web_search"}))

    commands = room.announced(item("web_search"), "r1")

    assert [type(command) for command in commands] == [Show, RunTool]


@pytest.mark.parametrize(
    "other",
    [
        Item(type="message", call_id="k1", name="weather"),
        Item(type="function_call", name="weather"),
        Item(type="function_call", call_id="k1"),
    ],
    ids=["a message", "without an id", "without a name"],
)
def test_what_is_no_complete_call_is_ignored(other: Item) -> None:
    assert calling().announced(other, "r1") == []


def test_a_call_without_arguments_has_an_empty_object() -> None:
    commands = calling().announced(
        Item(type="function_call", call_id="k1", name="weather", arguments=""), "r1"
    )

    assert commands[1] == RunTool(Call(call_id="k1", name="weather", arguments="{}"))


def test_a_call_that_outlived_its_connection_is_told_again_with_its_answer() -> None:
    room = calling()
    room.announced(item(), "r1")
    room.lost()

    commands = room.finished(ToolFinished(call_id="k1", output="rain"))

    told = Item(type="function_call", call_id="k1", name="weather", arguments='{"city": "Oslo"}')
    shown, output = answered("rain")
    assert commands == [shown, Send(ItemCreate(item=told)), output]
    assert room.take_reply_wish(None)


def test_a_call_that_a_resumed_connection_knows_is_not_told_again() -> None:
    room = calling()
    room.announced(item(), "r1")
    room.lost()
    room.resumed(["k1", "k9"])

    assert room.finished(ToolFinished(call_id="k1", output="rain")) == answered("rain")
