import asyncio

import pytest

from grokvoice.app.conductor import Conductor
from grokvoice.errors import ConnectError, KeyRefusedError
from grokvoice.protocol.client_events import (
    AnyClientEvent,
    ItemCreate,
    ResponseCreate,
    SessionUpdate,
)
from grokvoice.protocol.codec import FromServer
from grokvoice.session.events import HangUpRequested, InputEnded, UserText
from grokvoice.session.options import Options
from tests.app.stage import FakeWire, Stage, Switchboard, hold, obliging
from tests.app.talks import HELLO, attempts_within, codes, remembered, said, serving
from tests.session.dialogue import greeting, item_added, reply_created, sound, whole_reply, words
from tests.virtual_time import pass_time


def test_a_refused_connection_is_tried_again_and_then_given_up() -> None:
    stage = Stage(
        board := Switchboard(ConnectError("Cannot reach it.")), options=Options(give_up_after_s=15)
    )

    assert hold(stage, HELLO, InputEnded()) == ConnectError.exit_code

    assert codes(stage.view)[0] == "reconnecting"
    assert codes(stage.view)[-1] == "gave-up"
    assert board.calls[1][0] - board.calls[0][0] <= 0.5
    assert board.calls[-1][0] - board.calls[0][0] <= 15


def test_a_refused_key_is_not_tried_again() -> None:
    refused = KeyRefusedError("refused the key", status=401, may_retry=False)
    stage = Stage(board := Switchboard(refused))

    assert hold(stage) == KeyRefusedError.exit_code

    assert codes(stage.view) == ["connect-failed"]
    assert len(board.calls) == 1


def test_a_connection_that_is_lost_in_a_reply_is_replaced_and_nothing_is_said_twice() -> None:
    first = FakeWire(lambda event: greeting() if isinstance(event, SessionUpdate) else [])
    second = FakeWire(obliging("c2", prefix="new-", reply="three four"))
    stage = Stage(board := Switchboard(first, second))

    async def act(conductor: Conductor) -> None:
        conductor.tell(UserText("Hello."))
        await pass_time(0.5)
        first.say(*whole_reply("one two", item="x1", reply="y1"))
        await pass_time(0.5)
        conductor.tell(UserText("Go on."))
        await pass_time(0.5)
        first.say(reply_created(), item_added(), sound(900))
        first.say(words("three", 0.0), words(" four", 0.8))
        await pass_time(0.5)
        first.end(1006, "the connection broke off")
        await pass_time(2.0)
        conductor.tell(UserText("Again."))
        await pass_time(2.0)
        conductor.tell(HangUpRequested())

    assert hold(stage, act=act) == 0

    assert [asked_for for _, asked_for in board.calls] == [None, "c1"]
    assert codes(stage.view) == ["reconnecting", "reconnected"]
    assert said(stage.view) == ["Hello.", "one two", "Go on.", "three", "Again.", "three four"]
    told_again = [event.item.text for event in second.sent if isinstance(event, ItemCreate)]
    assert told_again == ["Hello.", "one two", "Go on.", "three", "Again."]


def test_a_conversation_the_server_remembers_is_not_told_again() -> None:
    manners = obliging("c1", prefix="new-", reply="three four")

    def remember(event: AnyClientEvent) -> list[FromServer]:
        """List what was said between the conversation's name and the settings."""
        answer = [*manners(event)]
        if isinstance(event, SessionUpdate):
            answer[-1:-1] = [remembered("user", "Hello."), remembered("assistant", "one two")]
        return answer

    first, second = serving(), FakeWire(remember)
    stage = Stage(Switchboard(first, second))

    async def act(conductor: Conductor) -> None:
        conductor.tell(UserText("Hello."))
        await pass_time(0.5)
        first.end(1012)
        await pass_time(2.0)
        conductor.tell(UserText("Again."))
        await pass_time(0.5)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    assert said(stage.view) == ["Hello.", "one two", "Again.", "three four"]
    assert [type(event) for event in second.sent] == [SessionUpdate, ItemCreate, ResponseCreate]


def test_a_server_that_accepts_and_closes_at_once_is_not_stormed() -> None:
    def closing() -> FakeWire:
        wire = serving()
        wire.end(1011)
        return wire

    stage = Stage(board := Switchboard(closing))

    async def act(conductor: Conductor) -> None:
        await pass_time(300.0)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    assert attempts_within(board.calls, 0.0, 60.0) <= 10
    assert attempts_within(board.calls, 60.0, 120.0) <= 8
    assert attempts_within(board.calls, 240.0, 300.0) <= 8


@pytest.mark.parametrize("asks", [1, 2])
def test_hanging_up_while_dialling_is_quick(asks: int) -> None:
    async def forever(_conversation_id: str | None) -> FakeWire:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")

    stage = Stage(forever)

    async def act(conductor: Conductor) -> None:
        await pass_time(1.0)
        for _ in range(asks):
            conductor.tell(HangUpRequested(130))

    assert hold(stage, act=act) == 130

    assert stage.view.times[-1] - 1.0 <= 0.5


def test_a_connection_is_renewed_and_the_old_one_no_longer_listened_to() -> None:
    first, second = serving(), FakeWire(obliging("c1", prefix="new-", reply="three four"))
    stage = Stage(board := Switchboard(first, second), options=Options(renew_after_s=60.0))

    async def act(conductor: Conductor) -> None:
        await pass_time(61.0)
        first.say(*whole_reply("from the grave", item="old", reply="old"))
        first.end(1011)
        await pass_time(1.0)
        conductor.tell(UserText("Hello."))
        await pass_time(2.0)
        conductor.tell(HangUpRequested())

    hold(stage, act=act)

    assert len(board.calls) == 2
    assert said(stage.view) == ["Hello.", "three four"]
    assert codes(stage.view) == []
    assert "close" in first.calls
