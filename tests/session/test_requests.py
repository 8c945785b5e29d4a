from grokvoice.protocol.client_events import ResponseCreate
from grokvoice.protocol.items import Response
from grokvoice.protocol.settings import ResponseSettings
from grokvoice.protocol.values import UNSET, JsonValue
from grokvoice.session.commands import Command, Send, Show
from grokvoice.session.events import ReplyRequested
from grokvoice.session.replies import Replies
from grokvoice.session.requests import Requests
from grokvoice.session.updates import ReplyMatched, ReplyMissed


def asked(request_id: str, instructions: str = "") -> list[Command]:
    metadata: dict[str, JsonValue] = {"grokvoice_request": request_id}
    settings = ResponseSettings(instructions=instructions or UNSET, metadata=metadata)
    return [Send(ResponseCreate(response=settings))]


def response(request_id: str | None = None, reply: str = "r1") -> Response:
    metadata: dict[str, JsonValue] = {"grokvoice_request": request_id}
    return Response(id=reply, metadata=metadata if request_id else UNSET)


def matched(request_id: str, reply: str = "r1") -> list[Command]:
    return [Show(ReplyMatched(request_id=request_id, response_id=reply))]


def requests(*names: str) -> Requests:
    room = Requests(timeout_s=30.0)
    for name in names:
        room.add(ReplyRequested(request_id=name))
    return room


def test_a_request_goes_out_under_its_name_and_is_matched_by_it() -> None:
    room, replies = requests(), Replies()
    room.add(ReplyRequested(request_id="q1", instructions="Sing."))

    commands = room.ask(replies, 0.0)
    others = room.matched(response("q9"))

    assert commands == asked("q1", "Sing.")
    assert others == []
    assert room.matched(response("q1")) == matched("q1")
    assert not room.is_waiting


def test_a_server_that_echoes_no_names_answers_in_order() -> None:
    room, replies = requests("q1"), Replies()
    room.ask(replies, 0.0)

    assert [room.matched(response()), room.matched(response())] == [matched("q1"), []]


def test_requests_go_out_one_after_another() -> None:
    room, replies = requests("q1", "q2"), Replies()
    first = room.ask(replies, 0.0)
    meanwhile = room.ask(replies, 0.1)

    room.matched(response("q1"))
    replies.begin("r1")
    running = room.ask(replies, 0.2)
    replies.end("r1")

    assert (first, meanwhile, running) == (asked("q1"), [], [])
    assert room.ask(replies, 0.3) == asked("q2")


def test_a_request_waits_for_a_reply_that_is_expected() -> None:
    room, replies = requests("q1"), Replies()
    replies.want()

    assert (room.ask(replies, 0.0), room.is_waiting) == ([], True)


def test_a_request_that_met_a_running_reply_leaves_no_wish_behind() -> None:
    room, replies = requests("q1"), Replies()
    replies.begin("r1")

    assert (room.ask(replies, 0.0), replies.is_expected) == ([], False)


def test_a_request_that_waits_for_a_cancel_is_made_again_when_that_is_due() -> None:
    room, replies = requests("q1"), Replies()
    replies.begin("r1")
    replies.cancel(5.0)

    early = room.ask(replies, 5.0), room.deadline(), room.settle(5.9)
    late = room.settle(6.0), room.deadline()

    assert (early, late) == (([], 6.0, []), ([], None))
    assert room.ask(replies, 6.0) == asked("q1")


def test_a_refused_request_is_made_again_under_its_name() -> None:
    room, replies = requests("q1", "q2"), Replies()
    nothing = room.refused()
    room.ask(replies, 0.0)
    replies.begin("r1")

    refused = room.refused()
    replies.end("r1")

    assert (nothing, refused) == (False, True)
    assert room.ask(replies, 0.5) == asked("q1")


def test_a_request_is_missed_when_its_time_is_over() -> None:
    room, replies = requests("q1"), Replies()
    room.ask(replies, 5.0)
    early = room.deadline(), room.settle(34.9)

    late = room.settle(35.0)

    assert (early, late) == ((35.0, []), [Show(ReplyMissed(request_id="q1"))])
    assert (room.is_waiting, room.deadline(), room.settle(99.0)) == (False, None, [])


def test_a_failed_request_is_missed_at_once() -> None:
    room, replies = requests("q1"), Replies()
    room.ask(replies, 5.0)

    assert [room.failed(), room.failed()] == [[Show(ReplyMissed(request_id="q1"))], []]
