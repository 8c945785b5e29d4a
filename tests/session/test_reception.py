import pytest

from grokvoice.protocol import server_events as server
from grokvoice.protocol.client_events import ResponseCancel, ResponseCreate
from grokvoice.protocol.codec import FromServer
from grokvoice.protocol.items import ContentPart, ErrorInfo, Item, Response
from grokvoice.protocol.unreadable import BinaryFrame, MalformedEvent, UnknownEvent
from grokvoice.protocol.values import JsonValue
from grokvoice.session.commands import (
    Command,
    FinishPlayback,
    FlushPlayback,
    Play,
    RunTool,
    Send,
    Show,
)
from grokvoice.session.events import ToolFinished
from grokvoice.session.options import Options
from grokvoice.session.reception import receive
from grokvoice.session.talk import Talk
from grokvoice.session.tool_calls import Call
from grokvoice.session.updates import (
    AssistantFinal,
    ErrorShown,
    Notice,
    ToolCalled,
    Update,
    UserFinal,
    UserPartial,
)
from tests.session.dialogue import (
    all_words,
    committed,
    error,
    item_added,
    reply_created,
    reply_done,
    sound,
    sound_done,
    speech_started,
    speech_stopped,
    user_words,
    words,
)


def told(talk: Talk, *events: FromServer) -> list[Command]:
    return [command for event in events for command in receive(talk, event, 0.0)]


def replying() -> Talk:
    """In the middle of a reply of which a second is queued."""
    talk = Talk(Options(functions=frozenset({"weather"})))
    told(talk, reply_created(), sound(1000))
    return talk


def taken(talk: Talk) -> list[Update]:
    return talk.transcript.take(0.0)


def test_a_reply_is_queued_completed_and_shown() -> None:
    talk = Talk(Options())

    commands = told(
        talk,
        reply_created(),
        item_added(),
        sound(20),
        words("one "),
        all_words("one two"),
        sound_done(),
        reply_done(),
    )
    talk.transcript.reply_heard("a1", 480)

    assert commands == [Play(b"\x01\x02" * 480), FinishPlayback(), FinishPlayback()]
    assert taken(talk)[-1:] == [
        AssistantFinal(
            item_id="a1", text="one two", heard="one two", unheard="", is_interrupted=False
        )
    ]


def test_the_users_speech_is_followed_from_start_to_commit() -> None:
    talk = Talk(Options())

    told(talk, speech_started())
    speaking = talk.listening.speaking_item
    told(talk, speech_stopped())
    waiting = talk.listening.awaiting_since
    told(talk, committed(), reply_created())
    resumed = told(talk, speech_started())

    assert (speaking, waiting) == ("u1", 0.0)
    assert resumed == [Send(ResponseCancel(response_id="r1"))]


def test_the_users_words_replace_each_other_until_one_is_final() -> None:
    talk = Talk(Options())
    shown = []

    for event in (
        user_words("Hello?", is_final=False),
        server.InputTranscriptCompleted(item_id="u1", transcript="Hello, I", status="in_progress"),
        server.InputTranscriptCompleted(item_id="u1", transcript="Hello, it is me."),
        user_words("Hello, it is me, again."),
    ):
        told(talk, event)
        shown.append(taken(talk))

    assert shown == [
        [UserPartial(item_id="u1", text="Hello?")],
        [UserPartial(item_id="u1", text="Hello, I")],
        [UserFinal(item_id="u1", text="Hello, it is me.")],
        [],
    ]


def spoken_item(transcript: str = "") -> Item:
    part = ContentPart(type="input_audio", transcript=transcript)
    return Item(id="u1", role="user", content=(part,))


@pytest.mark.parametrize("announcement", [server.ItemAdded, server.ItemCreated])
def test_speech_may_be_announced_with_its_words_and_again_without(
    announcement: type[server.ItemAdded] | type[server.ItemCreated],
) -> None:
    talk = Talk(Options())

    told(talk, announcement(item=spoken_item("Hello")), announcement(item=spoken_item()))

    assert taken(talk) == [UserPartial(item_id="u1", text="Hello")]


@pytest.mark.parametrize(
    "item",
    [
        Item(id="u1", role="user", content=(ContentPart(type="input_text", text="typed"),)),
        Item(id="a1", role="assistant", content=(ContentPart(type="audio", transcript="mine"),)),
        Item(role="user", content=(ContentPart(type="input_audio", transcript="nameless"),)),
        Item(id="f1", type="function_call", role="user"),
    ],
    ids=["typed", "the reply's", "nameless", "a call"],
)
def test_other_announcements_show_nothing(item: Item) -> None:
    talk = Talk(Options())

    told(talk, server.ItemAdded(item=item))

    assert (taken(talk), talk.transcript.close()) == ([], [])


def test_items_and_phrases_are_kept_where_they_belong() -> None:
    talk = Talk(Options())

    told(
        talk,
        reply_created(),
        item_added("a1"),
        item_added("a2", "r9"),
        words("one", item="a3"),
        reply_done("r1"),
    )

    assert [update.item_id for update in taken(talk) if isinstance(update, AssistantFinal)] == [
        "a3"
    ]
    assert talk.transcript.is_complete("a1")
    assert not talk.transcript.is_complete("a2")


def test_a_refused_request_is_made_again() -> None:
    talk = Talk(Options())
    talk.expect_reply(0.0)
    talk.speaking.ask(0.0)

    told(talk, error("Conversation already has an active response"))

    assert talk.speaking.ask(1.0) == [Send(ResponseCreate())]


def test_speech_stops_what_is_being_said() -> None:
    talk = replying()

    commands = told(talk, speech_started())

    assert commands[0] == FlushPlayback(0)


@pytest.mark.parametrize(
    "end",
    [
        reply_done(status="cancelled"),
        server.ResponseCancelled(response_id="r1"),
        server.ResponseCancelled(response=Response(id="r1")),
        server.ResponseCancelled(),
    ],
    ids=["done", "by its id", "by its response", "nameless"],
)
def test_a_reply_the_server_cancels_is_silenced(end: FromServer) -> None:
    assert told(replying(), end) == [FlushPlayback(0)]


def test_the_cancellation_of_an_older_reply_leaves_the_open_one_alone() -> None:
    talk = replying()

    commands = told(
        talk,
        server.ResponseCancelled(response=Response(id="r0")),
        server.ResponseCancelled(response_id="r0"),
        reply_done("r0", status="cancelled"),
    )

    assert (commands, talk.speaking.replies.open_id) == ([], "r1")


def test_the_id_of_a_reply_may_stand_beside_the_response() -> None:
    talk = replying()

    told(talk, server.ResponseDone(response=Response(), response_id="r1"))

    assert talk.speaking.replies.open_id is None


@pytest.mark.parametrize("status", ["failed", "incomplete"])
@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"error": {"message": "too much"}}, "too much"),
        ({"error": {"type": "server_error", "code": "overloaded"}}, "overloaded"),
        ({"type": "incomplete", "reason": "content_filter"}, "content_filter"),
        ("unimplemented", "the server gives no reason"),
    ],
)
def test_a_reply_that_went_wrong_ends_with_its_reason(
    status: str, details: JsonValue, reason: str
) -> None:
    response = Response(id="r1", status=status, status_details=details)
    talk = replying()

    commands = told(talk, server.ResponseDone(response=response))

    what = {"failed": "failed", "incomplete": "is incomplete"}[status]
    text = f"The reply {what}: {reason}."
    assert commands == [FinishPlayback(), Show(Notice(code=f"reply-{status}", text=text))]
    assert (talk.has_unanswered_turn, talk.has_failed_reply) == (True, True)


def test_another_reply_that_went_wrong_leaves_the_turn_to_its_own() -> None:
    talk = replying()

    told(talk, reply_done("r0", status="failed"))

    assert not talk.has_unanswered_turn


@pytest.mark.parametrize(
    "message",
    [
        "Cancellation failed: no active response found",
        "Conversation already has an active response",
        "Could not truncate the item",
    ],
)
def test_the_three_harmless_races_are_swallowed(message: str) -> None:
    assert told(replying(), error(message)) == []


def test_nothing_to_cancel_lets_a_waiting_request_go() -> None:
    talk = replying()
    told(talk, speech_started())
    talk.speaking.replies.want()
    before = talk.speaking.ask(0.0)

    told(talk, error("Cancellation failed: no active response found"))

    assert (before, len(talk.speaking.ask(0.0))) == ([], 1)


def test_another_error_is_shown_and_the_reply_goes_on() -> None:
    talk = replying()

    commands = told(
        talk,
        server.ErrorReceived(error=ErrorInfo(type="invalid_event", message="what?")),
        server.ErrorReceived(error=ErrorInfo(type="x", code="unknown_item")),
        server.ErrorReceived(error=ErrorInfo()),
    )

    assert commands == [
        Show(ErrorShown(code="invalid_event", text="what?")),
        Show(ErrorShown(code="unknown_item", text="the server gives no reason")),
        Show(ErrorShown(code="error", text="the server gives no reason")),
    ]
    assert talk.speaking.replies.open_id == "r1"


@pytest.mark.parametrize("kind", ["server_error", "internal_error"])
def test_a_reply_the_server_fails_to_begin_is_waited_for_no_longer(kind: str) -> None:
    talk = Talk(Options())
    talk.expect_reply(0.0)

    commands = told(talk, error("out of order", kind))

    assert commands == [Show(ErrorShown(code=kind, text="out of order"))]
    assert (talk.is_quiet, talk.has_unanswered_turn) == (True, True)


def test_a_failure_of_the_server_does_not_end_a_reply_that_runs() -> None:
    talk = replying()

    told(talk, error("out of order", "server_error"))

    assert (talk.speaking.replies.open_id, talk.has_unanswered_turn) == ("r1", False)


def test_an_error_of_the_users_does_not_end_the_wait_for_a_reply() -> None:
    talk = Talk(Options())
    talk.expect_reply(0.0)

    told(talk, error("what?", "invalid_request_error"))

    assert talk.listening.awaiting_since == 0.0


def test_a_failure_of_the_server_while_nobody_waits_leaves_no_turn_unanswered() -> None:
    talk = Talk(Options())

    told(talk, error("out of order", "server_error"))

    assert not talk.has_unanswered_turn


CALL = Item(id="f1", type="function_call", call_id="c1", name="weather", arguments="{}")


def test_a_call_announced_three_times_is_run_once() -> None:
    talk = replying()

    commands = told(
        talk,
        server.OutputItemAdded(item=CALL, response_id="r1"),
        server.FunctionArgumentsDone(
            response_id="r1", item_id="f1", call_id="c1", name="weather", arguments="{}"
        ),
        server.OutputItemDone(item=CALL, response_id="r1"),
        server.ResponseDone(response=Response(id="r1", output=(CALL,))),
    )

    assert commands == [
        Show(ToolCalled(call_id="c1", name="weather", arguments="{}", is_hosted=False)),
        RunTool(Call(call_id="c1", name="weather", arguments="{}", item_id="f1")),
        FinishPlayback(),
    ]


def test_a_call_may_be_announced_by_the_end_of_its_reply_alone() -> None:
    talk = replying()

    commands = told(talk, server.ResponseDone(response=Response(id="r1", output=(CALL,))))

    assert [type(command) for command in commands] == [Show, RunTool, FinishPlayback]
    talk.calling.finished(ToolFinished(call_id="c1", output="{}"))
    assert talk.calling.take_reply_wish(talk.speaking.replies.open_id)


@pytest.mark.parametrize(
    "announcement",
    [
        server.OutputItemDone(item=CALL, response_id="r1"),
        server.FunctionArgumentsDone(
            response_id="r1", call_id="c1", name="weather", arguments="{}"
        ),
    ],
    ids=["item", "arguments"],
)
def test_a_call_belongs_to_its_reply(announcement: FromServer) -> None:
    talk = replying()
    told(talk, announcement)
    talk.calling.finished(ToolFinished(call_id="c1", output="{}"))
    replies = talk.speaking.replies
    before = talk.calling.take_reply_wish(replies.open_id)

    told(talk, reply_done("r1"))

    assert (before, talk.calling.take_reply_wish(replies.open_id)) == (False, True)


def test_a_call_opens_its_reply_if_nothing_else_has() -> None:
    talk = Talk(Options(functions=frozenset({"weather"})))

    told(talk, server.OutputItemDone(item=CALL, response_id="r1"))

    assert talk.speaking.replies.open_id == "r1"


def test_a_late_call_does_not_open_its_reply_again() -> None:
    talk = replying()
    told(talk, reply_done("r1"))

    commands = told(talk, server.OutputItemDone(item=CALL, response_id="r1"))

    assert [type(command) for command in commands] == [Show, RunTool]
    assert talk.speaking.replies.open_id is None


def test_an_output_that_the_server_announced_is_known_to_it() -> None:
    talk = replying()
    told(talk, server.OutputItemDone(item=CALL, response_id="r1"), reply_done("r1"))
    told(talk, speech_started("u2"))
    talk.calling.finished(ToolFinished(call_id="c1", output="{}"))

    told(talk, server.ItemAdded(item=Item(type="function_call_output", call_id="c1")))
    told(talk, speech_stopped("u2"))

    assert not talk.calling.take_reply_wish(None)


@pytest.mark.parametrize(
    "event",
    [
        server.Ping(),
        server.ItemDeleted(),
        server.InputAudioCleared(),
        server.ItemTruncated(item_id="a1"),
        UnknownEvent(wire_type="x.y", fields={"type": "x.y"}),
        MalformedEvent(wire_type="", problem="no JSON", excerpt=""),
        BinaryFrame(data=b"\x00"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_other_frames_change_nothing(event: FromServer) -> None:
    talk = replying()

    assert told(talk, event) == []
    assert (talk.speaking.replies.open_id, taken(talk)) == ("r1", [])


def test_what_a_remote_mcp_server_does_is_shown() -> None:
    call = server.McpArgumentsDone(call_id="k1", name="search", arguments="{}")

    assert told(Talk(Options()), call) == [
        Show(ToolCalled(call_id="k1", name="search", arguments="{}", is_hosted=True))
    ]


@pytest.mark.parametrize(
    ("event", "code", "text"),
    [
        (
            server.McpListToolsFailed(error=ErrorInfo(message="no route")),
            "mcp-tools-failed",
            "The tools of an MCP server failed: no route",
        ),
        (
            server.McpCallFailed(error=ErrorInfo(message="it broke")),
            "mcp-call-failed",
            "A call of an MCP server's tool failed: it broke",
        ),
        (
            server.McpCallFailed(),
            "mcp-call-failed",
            "A call of an MCP server's tool failed: xAI gives no reason",
        ),
    ],
)
def test_what_fails_at_a_remote_mcp_server_is_told(event: FromServer, code: str, text: str) -> None:
    assert told(Talk(Options()), event) == [Show(Notice(code=code, text=text))]
